"""A data folder and its lock: one process owns it for as long as it runs."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from filelock import FileLock, Timeout

from shared.errors import DiskFull, FelloeError, FolderInUse, FolderUnusable


class DataFolder:
    """The folder of a hub or a node, private to its user, locked while open. Use it in a `with`."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self._lock = FileLock(self.path / "lock", mode=0o600)

    def __enter__(self) -> DataFolder:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.path, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, "not writable")
            self._lock.acquire(blocking=False)
            (self.path / "pid").write_text(str(os.getpid()))
        except Timeout:
            raise FolderInUse(f"{self._owner()} already uses the data folder {self.path}. Stop it first.") from None
        except (OSError, NotImplementedError) as error:
            self._lock.release()
            raise unusable(self.path, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        (self.path / "pid").unlink(missing_ok=True)
        self._lock.release()

    def _owner(self) -> str:
        try:
            return f"Process {int((self.path / 'pid').read_text())}"
        except (OSError, ValueError):
            return "Another process"


def unusable(path: Path, error: BaseException) -> FelloeError:
    """What a person should read when the operating system refuses a data folder."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"The disk that holds {path} is full. Free some space; nothing was lost.")
    reason = {
        errno.EROFS: "it is on a read-only disk",
        errno.EACCES: "you may not write there",
        errno.EPERM: "you may not write there",
        errno.ENOTDIR: "a part of it is not a folder",
        errno.EEXIST: "it is not a folder",
    }.get(number or 0, os.strerror(number) if number else str(error))
    return FolderUnusable(f"The data folder {path} cannot be used: {reason}. Choose another one with --data.")

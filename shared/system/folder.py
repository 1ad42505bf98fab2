"""A data folder and its lock: one process owns it for as long as it runs."""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path

from filelock import FileLock, Timeout

from shared.errors import DiskFull, FelloeError, FolderInUse, FolderUnusable
from shared.system import reserve
from shared.timeouts import TIMEOUTS

_POLL_S = 0.05


class DataFolder:
    """The folder of a hub or a node, private to its user, locked while open. Use it in a `with`.

    An owner that `stays` (a hub, an agent) waits for a command that has the folder for a moment; for another owner
    that stays nobody waits.
    """

    def __init__(self, path: Path, *, stays: bool = False) -> None:
        self.path = path.expanduser().absolute()
        self._stays = stays
        self._on_reserve = False
        self._lock = FileLock(self.path / "lock", mode=0o600)

    def __enter__(self) -> DataFolder:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.path, os.W_OK | os.X_OK):
                read_only = os.statvfs(self.path).f_flag & os.ST_RDONLY if hasattr(os, "statvfs") else 0
                raise OSError(errno.EROFS if read_only else errno.EACCES, "not writable")
            self._acquire()
            self._on_reserve = reserve.prepare(self.path)
            self._owner.write_text(f"{os.getpid()} {'stays' if self._stays else 'leaves'}")
        except (OSError, NotImplementedError) as error:
            self._lock.release()
            raise unusable(self.path, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._owner.unlink(missing_ok=True)
        if self._on_reserve:
            reserve.hold_again(self.path)
        give_back(self.path)
        self._lock.release()

    @property
    def _owner(self) -> Path:
        return self.path / "owner"

    def _acquire(self) -> None:
        deadline = time.monotonic() + (TIMEOUTS.folder if self._stays else 0)
        while True:
            try:
                self._lock.acquire(blocking=False)
                return
            except Timeout:
                pid, kind = self._read_owner()
                if kind == "stays" or time.monotonic() >= deadline:
                    owner = f"Process {pid}" if pid else "Another process"
                    raise FolderInUse(f"{owner} already uses the data folder {self.path}. Stop it first.") from None
                time.sleep(_POLL_S)

    def _read_owner(self) -> tuple[str, str]:
        try:
            pid, _, kind = self._owner.read_text().partition(" ")
        except OSError:
            return "", ""
        return pid, kind


def give_back(path: Path) -> None:
    """What root made in a folder of somebody else is that one's: the hub or node could not open it otherwise."""
    if getattr(os, "geteuid", lambda: -1)() != 0 or (owner := path.stat()).st_uid == 0:
        return
    for _, folders, files, folder in os.fwalk(path.resolve(), follow_symlinks=False):
        for name in (*folders, *files):
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            linked = stat.S_ISREG(found.st_mode) and found.st_nlink > 1  # its owner's way to a file of root elsewhere
            if found.st_uid == 0 and not linked:
                os.chown(name, owner.st_uid, owner.st_gid, dir_fd=folder, follow_symlinks=False)


def unusable(path: Path, error: BaseException) -> FelloeError:
    """What a person should read when the operating system refuses a data folder."""
    return _full(path, error) or FolderUnusable(
        f"The data folder {path} cannot be used: {_reason(error)}. Choose another one with --data."
    )


def unwritable(file: Path, error: BaseException) -> FelloeError:
    """The same of a file that a person named, which has nothing to do with the data folder."""
    return _full(file, error) or FolderUnusable(f"{file} cannot be written: {_reason(error)}.")


def _full(path: Path, error: BaseException) -> DiskFull | None:
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"The disk that holds {path} is full. Free some space; nothing was lost.")
    return None


def _reason(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    return {
        errno.EROFS: "it is on a read-only disk",
        errno.EACCES: "you may not write there",
        errno.EPERM: "you may not write there",
        errno.ENOTDIR: "a part of it is not a folder",
        errno.EEXIST: "it is not a folder",
    }.get(number or 0, os.strerror(number) if number else str(error))

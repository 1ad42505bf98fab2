"""`files.read`: the bytes of a file in a granted folder.

Rules of this module:
- the granted folder itself is opened as its owner wrote it; every component below it without following links;
- regular files only (a FIFO would hang the host), opened without blocking;
- never anything of Felloe's own data, by whatever path it is reached.
"""

from __future__ import annotations

import asyncio
import base64
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pydantic import Field, JsonValue

from sandbox.capability import Capability, absolute_path
from sandbox.services.service import Leave, Request
from shared.errors import FelloeError, Forbidden, InvalidArgument, NotFound, TooLarge
from shared.limits import LIMITS, MIB

MAX_FILE = 32 * MIB
_MAX_PART = LIMITS.sandbox_message // 4 * 3 - 1_024
"""Bytes of one answer: base64 makes a third more of them."""

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


class ReadRequest(Request):
    """Answered with `data` (base64) and the `size` of the whole file."""

    path: str = Field(max_length=4_096)
    offset: int = Field(default=0, ge=0)
    length: int = Field(default=_MAX_PART, ge=0)
    """Bytes; fewer come where they would not fit a message."""

    def whole(self) -> str:
        return absolute_path(self.path, str(Path.home()))

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("files.read", self.whole()),)


class FilesRead:
    name = "files.read"
    request = ReadRequest

    def __init__(self, forbidden: Iterable[Path] = ()) -> None:
        """`forbidden`: folders that nothing is read from, whatever was granted."""
        self._forbidden = [Path(os.path.realpath(folder)) for folder in forbidden]

    async def serve(self, request: ReadRequest, leave: Leave) -> JsonValue:
        root, path = PurePosixPath(leave.granted[0].scope), PurePosixPath(request.whole())
        data, size = await asyncio.to_thread(self._read, root, path, request.offset, min(request.length, _MAX_PART))
        return {"data": base64.b64encode(data).decode(), "size": size}

    def _read(self, root: PurePosixPath, path: PurePosixPath, offset: int, length: int) -> tuple[bytes, int]:
        try:
            with self._opened(root, path) as file:
                found = os.fstat(file)
                if not stat.S_ISREG(found.st_mode):
                    raise InvalidArgument(f"{path} is not a regular file.")
                if found.st_size > MAX_FILE:
                    raise TooLarge(f"{path} holds {found.st_size} bytes; the sandbox reads up to {MAX_FILE}.")
                return os.pread(file, length, offset), found.st_size
        except OSError as error:
            raise _refusal(path, error) from None

    @contextmanager
    def _opened(self, root: PurePosixPath, path: PurePosixPath) -> Iterator[int]:
        """A descriptor of the file, reached from its granted folder without following a link."""
        if not path.is_relative_to(root):
            raise NotFound(f"{path} is in no folder that was granted.")
        parts = path.relative_to(root).parts
        if not parts:
            root, parts = root.parent, (path.name,)
        self._refuse_own(Path(root), parts)
        folder = os.open(root, _FOLDER)
        try:
            for part in parts[:-1]:
                below = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
                os.close(folder)
                folder = below
            file = os.open(parts[-1], _FILE, dir_fd=folder)
        finally:
            os.close(folder)
        try:
            yield file
        finally:
            os.close(file)

    def _refuse_own(self, root: Path, parts: tuple[str, ...]) -> None:
        """Links below the root are not followed, so the root's real path and the rest is where the file really is."""
        real = Path(os.path.realpath(root)).joinpath(*parts)
        if any(real.is_relative_to(folder) for folder in self._forbidden):
            raise Forbidden("Felloe's own data cannot be read from the sandbox.")


def _refusal(path: PurePosixPath, error: OSError) -> FelloeError:
    match error.errno:
        case errno.ENOENT:
            return NotFound(f"There is no file {path}.")
        case errno.ELOOP | errno.ENOTDIR:
            return Forbidden(f"{path} leads over a link or through a file; the sandbox follows no links.")
        case errno.EACCES | errno.EPERM:
            return Forbidden(f"You may not read {path}.")
        case _:
            return InvalidArgument(f"{path} cannot be read: {os.strerror(error.errno or 0)}.")

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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import JsonValue

from sandbox.gatekeeper import absolute_path
from shared.errors import FelloeError, Forbidden, InvalidArgument, NotFound, TooLarge
from shared.limits import LIMITS, MIB

MAX_FILE = 32 * MIB
_MAX_PART = LIMITS.sandbox_message // 4 * 3 - 1_024
"""Bytes of one answer: base64 makes a third more of them."""

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


class FilesRead:
    """Arguments: `path`, `offset`, `length` (bytes). Answers `data` (base64) and the `size` of the whole file."""

    name = "files.read"

    def __init__(self, granted: Iterable[str], forbidden: Iterable[Path] = ()) -> None:
        self._granted = [PurePosixPath(folder) for folder in granted]
        self._forbidden = [Path(os.path.realpath(folder)) for folder in forbidden]

    def scope(self, args: Mapping[str, Any]) -> str:
        path = args.get("path")
        if not isinstance(path, str):
            raise InvalidArgument("files.read needs 'path', a text.")
        return absolute_path(path, str(Path.home()))

    async def serve(self, args: Mapping[str, Any]) -> JsonValue:
        path = PurePosixPath(self.scope(args))
        offset, length = _whole(args, "offset", 0), _whole(args, "length", _MAX_PART)
        data, size = await asyncio.to_thread(self._read, path, offset, min(length, _MAX_PART))
        return {"data": base64.b64encode(data).decode(), "size": size}

    def _read(self, path: PurePosixPath, offset: int, length: int) -> tuple[bytes, int]:
        try:
            with self._opened(path) as file:
                found = os.fstat(file)
                if not stat.S_ISREG(found.st_mode):
                    raise InvalidArgument(f"{path} is not a regular file.")
                if found.st_size > MAX_FILE:
                    raise TooLarge(f"{path} holds {found.st_size} bytes; the sandbox reads up to {MAX_FILE}.")
                return os.pread(file, length, offset), found.st_size
        except OSError as error:
            raise _refusal(path, error) from None

    @contextmanager
    def _opened(self, path: PurePosixPath) -> Iterator[int]:
        """A descriptor of the file, reached from its granted folder without following a link."""
        roots = [folder for folder in self._granted if path.is_relative_to(folder)]
        root = max(roots, key=lambda folder: len(folder.parts), default=None)  # a link may be granted by itself
        if root is None:
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


def _whole(args: Mapping[str, Any], name: str, default: int) -> int:
    value = args.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidArgument(f"files.read needs '{name}' to be a whole number from 0 on.")
    return value


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

"""The host services of granted folders: `files.read`, `.list` and `.stat`, and what changes them.

Each needs `files.read` or `files.write` of the exact path. Rules of this module:
- regular files only, each request bounded in what it reads, lists or leaves behind;
- a step that has begun is finished, also when the run is cancelled: a change happens whole, and none comes later.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import errno
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, JsonValue

from sandbox.capability import Capability, absolute_path
from sandbox.services.granted_folders import GrantedFolders, Spot
from sandbox.services.service import Leave, Request, Service
from shared.errors import InvalidArgument, TooLarge
from shared.limits import LIMITS, MIB
from shared.timeouts import TIMEOUTS

MAX_FILE = 32 * MIB
"""Bytes of a file that the sandbox reads, or makes."""

MAX_ENTRIES = 5_000
"""Of a folder that the sandbox lists."""

_MAX_PART = LIMITS.sandbox_message // 4 * 3 - 8_192
"""Bytes in one message: base64 makes a third more of them."""

_FOLDER_MODE = 0o700
_INT64 = (1 << 63) - 1


class FileRequest(Request):
    capability: ClassVar[str] = "files.write"
    path: str = Field(max_length=4_096)

    def whole(self) -> str:
        return absolute_path(self.path, str(Path.home()))

    def needs(self) -> Sequence[Capability]:
        return (Capability(self.capability, self.whole()),)

    def carry_out(self, folders: GrantedFolders, granted: Sequence[Capability]) -> JsonValue:
        """Do it, blocking; `granted` covers `needs`."""
        with folders.reach(granted[0], self.whole()) as spot:
            return self.at(spot)

    def at(self, spot: Spot) -> JsonValue:
        raise NotImplementedError


class FileService:
    """One kind of request. Cancelling waits for what has begun, no longer than a shutdown may take."""

    def __init__(self, name: str, request: type[FileRequest], folders: GrantedFolders) -> None:
        self.name = name
        self.request = request
        self._folders = folders

    async def serve(self, request: FileRequest, leave: Leave) -> JsonValue:
        work = asyncio.ensure_future(asyncio.to_thread(request.carry_out, self._folders, leave.granted))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work], timeout=TIMEOUTS.shutdown)
            if work.done() and not work.cancelled():
                work.exception()  # nobody is left to hear of it
            raise


def file_services(own: Iterable[Path] = ()) -> list[Service[Any]]:
    """`own` are Felloe's own folders."""
    folders = GrantedFolders(own)
    return [FileService(name, request, folders) for name, request in _REQUESTS.items()]


# --- reading -----------------------------------------------------------------------------------------------------


class Read(FileRequest):
    """Answered with `data` (base64) and the `size` of the whole file."""

    capability = "files.read"
    offset: int = Field(default=0, ge=0)
    length: int = Field(default=_MAX_PART, ge=0)
    """Bytes; fewer come where they would not fit a message."""

    def at(self, spot: Spot) -> JsonValue:
        with spot.opened(os.O_RDONLY) as file:
            size = os.fstat(file).st_size
            if size > MAX_FILE:
                raise _too_large(self.path, size)
            data = os.pread(file, min(self.length, _MAX_PART), self.offset)
        return {"data": base64.b64encode(data).decode(), "size": size}


class Stat(FileRequest):
    """Answered with `mode`, `size`, `mtime_ns`, `ino` and `dev`; of a link with those of the link itself."""

    capability = "files.read"

    def at(self, spot: Spot) -> JsonValue:
        if spot.found is None:
            raise FileNotFoundError(errno.ENOENT, "nothing")
        return _told(spot.found)


class List(FileRequest):
    """Answered with what `files.stat` says, by name. Names that are not UTF-8 are left out."""

    capability = "files.read"

    def at(self, spot: Spot) -> JsonValue:
        found: dict[str, JsonValue] = {}
        with spot.opened_folder() as folder, os.scandir(folder) as entries:
            for entry in entries:
                if len(found) >= MAX_ENTRIES:
                    raise TooLarge(f"{self.path} has more than {MAX_ENTRIES} entries.", errno="EFBIG")
                try:
                    entry.name.encode()
                    found[entry.name] = _told(entry.stat(follow_symlinks=False))
                except (UnicodeEncodeError, FileNotFoundError):
                    continue
        return found


def _told(found: os.stat_result) -> dict[str, JsonValue]:
    return {
        "mode": found.st_mode,
        "size": found.st_size,
        "mtime_ns": found.st_mtime_ns,
        "ino": found.st_ino & _INT64,
        "dev": found.st_dev & _INT64,
    }


# --- changing ----------------------------------------------------------------------------------------------------


class Open(FileRequest):
    """What opening a file for writing does before anything is written. Answered with its `size`."""

    create: bool = False
    exclusive: bool = False
    truncate: bool = False

    def at(self, spot: Spot) -> JsonValue:
        if self.exclusive and spot.found is not None:
            raise FileExistsError(errno.EEXIST, "there")
        flags = (os.O_CREAT if self.create else 0) | (os.O_EXCL if self.exclusive else 0)
        with spot.opened(os.O_WRONLY | flags) as file:
            if self.truncate:
                os.ftruncate(file, 0)
            return {"size": os.fstat(file).st_size}


class Write(FileRequest):
    """Bytes (base64) into a file that is there, at `offset` or at its end. Answered with its `size`."""

    data: str = Field(max_length=LIMITS.sandbox_message)
    offset: int | None = Field(default=None, ge=0, le=MAX_FILE)

    def at(self, spot: Spot) -> JsonValue:
        try:
            data = base64.b64decode(self.data, validate=True)
        except binascii.Error:
            raise InvalidArgument("files.write: 'data' is not base64.") from None
        with spot.opened(os.O_WRONLY | (os.O_APPEND if self.offset is None else 0)) as file:
            offset = os.fstat(file).st_size if self.offset is None else self.offset
            if offset + len(data) > MAX_FILE:
                raise _too_large(self.path, offset + len(data))
            os.lseek(file, offset, os.SEEK_SET)
            while data:
                data = data[os.write(file, data) :]
            return {"size": os.fstat(file).st_size}


class Truncate(FileRequest):
    """Cut a file to `size`, or fill it up with zeros."""

    size: int = Field(ge=0, le=MAX_FILE)

    def at(self, spot: Spot) -> JsonValue:
        with spot.opened(os.O_WRONLY) as file:
            os.ftruncate(file, self.size)
        return None


class MakeFolder(FileRequest):
    def at(self, spot: Spot) -> JsonValue:
        os.mkdir(spot.name, _FOLDER_MODE, dir_fd=spot.folder)
        return None


class Remove(FileRequest):
    """A file, or a link itself."""

    def at(self, spot: Spot) -> JsonValue:
        if spot.found is not None and stat.S_ISDIR(spot.found.st_mode):
            raise IsADirectoryError(errno.EISDIR, "folder")
        os.unlink(spot.name, dir_fd=spot.folder)
        return None


class RemoveFolder(FileRequest):
    """One that is empty."""

    def at(self, spot: Spot) -> JsonValue:
        os.rmdir(spot.name, dir_fd=spot.folder)
        return None


class Touch(FileRequest):
    """Set when a file or folder was changed last."""

    mtime_ns: int = Field(ge=0, le=_INT64)

    def at(self, spot: Spot) -> JsonValue:
        if spot.found is not None and stat.S_ISLNK(spot.found.st_mode):
            raise OSError(errno.ELOOP, "link")
        os.utime(spot.name, ns=(self.mtime_ns, self.mtime_ns), dir_fd=spot.folder, follow_symlinks=False)
        return None


class Rename(FileRequest):
    """Also into another granted folder, and over a file that is there, as the system does it: all or nothing."""

    to: str = Field(max_length=4_096)

    def whole_to(self) -> str:
        return absolute_path(self.to, str(Path.home()))

    def needs(self) -> Sequence[Capability]:
        return (*super().needs(), Capability(self.capability, self.whole_to()))

    def carry_out(self, folders: GrantedFolders, granted: Sequence[Capability]) -> JsonValue:
        with folders.reach(granted[0], self.whole()) as source:
            if source.found is None:
                raise FileNotFoundError(errno.ENOENT, "nothing")
            if stat.S_ISLNK(source.found.st_mode):  # it could be put where a granted folder is, which may be a link
                raise OSError(errno.ELOOP, "link")
            folders.refuse_to_move(source)
            self._move(source, folders, granted[1])
        return None

    def _move(self, source: Spot, folders: GrantedFolders, granted: Capability) -> None:
        with folders.reach(granted, self.whole_to()) as target:
            os.rename(source.name, target.name, src_dir_fd=source.folder, dst_dir_fd=target.folder)


def _too_large(path: str, size: int) -> TooLarge:
    return TooLarge(f"{path} holds {size} bytes; a file in the sandbox may hold {MAX_FILE}.", errno="EFBIG")


_REQUESTS: dict[str, type[FileRequest]] = {
    "files.read": Read,
    "files.stat": Stat,
    "files.list": List,
    "files.open": Open,
    "files.write": Write,
    "files.truncate": Truncate,
    "files.make_folder": MakeFolder,
    "files.remove": Remove,
    "files.remove_folder": RemoveFolder,
    "files.rename": Rename,
    "files.touch": Touch,
}

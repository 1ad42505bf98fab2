"""Files that users attach to messages, by hash; each user's apart, so that a hash tells nobody else that there is one.

Rules of this module:
- paths are made of the user's id and of a hash that was checked, never of what a client calls a file;
- what arrives is kept as it arrives, so that a connection that is cut costs what was on its way and no more;
- a file gets its name when all of it is on the disk and its hash is the one it was announced with.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from shared.api import AttachmentState
from shared.errors import Conflict, InvalidArgument, NotFound, QuotaExceeded, TooLarge
from shared.limits import KIB, LIMITS
from shared.system.arrived_file import check_arrived
from shared.system.folder import unusable
from shared.system.whole_file import to_disk

T = TypeVar("T")
_LEAST = 4 * KIB
"""What a file counts at least: one without bytes takes its room on the disk too."""


class Attachments:
    """Cancelling any method is safe: what was written counts, and the next one goes on from there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writing: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()
        """Of each unfinished file, held for one chunk: a sender that hangs on a dead connection holds up nobody."""

    async def missing(self, user_id: str, hashes: Iterable[str]) -> list[str]:
        """Those of them that the user has no whole file of. The others are named again, and stay for a while."""
        return await self._work(lambda: [each for each in hashes if not self._touch(self._file(user_id, each))])

    async def state(self, user_id: str, sha256: str, size: int) -> AttachmentState:
        """How much of it is here."""
        return await self._work(lambda: self._state(user_id, sha256, size))

    async def path(self, user_id: str, sha256: str) -> Path:
        """Where a whole file lies. Raises `NotFound`."""
        file = self._file(user_id, sha256)
        if not await self._work(file.is_file):
            raise NotFound("There is no such attachment here.")
        return file

    async def append(
        self, user_id: str, sha256: str, size: int, offset: int, chunks: AsyncIterator[bytes]
    ) -> AttachmentState:
        """Take the bytes from `offset` on, which must be where the last ones ended.

        Raises `Conflict` for another offset, also when another sender was faster; `InvalidArgument` when the whole is
        not what its hash says, then nothing is kept; `TooLarge` and `QuotaExceeded`.
        """
        if size > LIMITS.attachment:
            raise TooLarge(f"An attachment may have {LIMITS.attachment // 2**20} MiB.")
        begun = await self._work(lambda: self._begin(user_id, sha256, size))
        if begun.complete:
            return begun
        part = self._part(user_id, sha256, size)
        lock = self._writing.setdefault(part, asyncio.Lock())
        async for chunk in chunks:
            async with lock:
                offset = await self._work(lambda at=offset, some=chunk: _write(part, at, some, size))  # type: ignore[misc]
        async with lock:
            return await self._work(lambda: self._end(user_id, sha256, size))

    async def collect(self, user_id: str, used: set[str], before_s: float) -> int:
        """Remove what is not used and was last written before then; how many files that were."""
        return await self._work(lambda: self._collect(user_id, used, before_s))

    async def users(self) -> list[str]:
        return await self._work(lambda: [each.name for each in self._folder.glob("*") if each.is_dir()])

    # --- on a thread ---

    def _state(self, user_id: str, sha256: str, size: int) -> AttachmentState:
        if self._file(user_id, sha256).is_file():
            return AttachmentState(offset=size, complete=True)
        part = self._part(user_id, sha256, size)
        return AttachmentState(offset=part.stat().st_size if part.is_file() else 0, complete=False)

    def _begin(self, user_id: str, sha256: str, size: int) -> AttachmentState:
        state = self._state(user_id, sha256, size)
        part = self._part(user_id, sha256, size)
        if not state.complete and not part.exists():
            part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _announced(part.parent) + max(size, _LEAST) > LIMITS.attachments_of_user:
                raise QuotaExceeded(f"Your attachments on the hub may have {LIMITS.attachments_of_user // 2**30} GiB.")
            os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
        return state

    def _end(self, user_id: str, sha256: str, size: int) -> AttachmentState:
        part, file = self._part(user_id, sha256, size), self._file(user_id, sha256)
        state = self._state(user_id, sha256, size)
        if state.complete or state.offset < size or not part.exists():
            return state
        check_arrived(part, sha256)
        part.replace(file)
        to_disk(file.parent)
        return AttachmentState(offset=size, complete=True)

    def _touch(self, file: Path) -> bool:
        try:
            os.utime(file)
        except FileNotFoundError:
            return False
        return True

    def _collect(self, user_id: str, used: set[str], before_s: float) -> int:
        removed = 0
        for entry in os.scandir(self._folder / user_id):
            if entry.name not in used and entry.is_file() and entry.stat().st_mtime < before_s:
                Path(entry.path).unlink(missing_ok=True)
                removed += 1
        return removed

    def _file(self, user_id: str, sha256: str) -> Path:
        return self._folder / user_id / sha256

    def _part(self, user_id: str, sha256: str, size: int) -> Path:
        return self._folder / user_id / f"{sha256}.{size}.part"

    async def _work(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except OSError as error:
            raise unusable(self._folder, error) from error


def _write(part: Path, offset: int, chunk: bytes, size: int) -> int:
    try:
        file = part.open("r+b")
    except FileNotFoundError:
        raise Conflict("The file was ended by another sender.") from None
    with file:
        if (there := file.seek(0, os.SEEK_END)) != offset:
            raise Conflict("The file goes on somewhere else.", offset=there)
        if offset + len(chunk) > size:
            raise InvalidArgument("More came than the size that was announced.")
        file.write(chunk)
    return offset + len(chunk)


def _announced(folder: Path) -> int:
    """Bytes of all files there, unfinished ones by the size that they will have."""
    total = 0
    for entry in os.scandir(folder):
        announced = entry.name.split(".")
        size = int(announced[1]) if len(announced) == 3 and announced[1].isdigit() else entry.stat().st_size
        total += max(size, _LEAST)
    return total

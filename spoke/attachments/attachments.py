"""Files in chats: kept once by what they hold, fetched from the hub when somebody wants them, forgotten with the last
message that names them."""

from __future__ import annotations

import asyncio
import contextlib
import mimetypes
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import structlog

from shared.errors import FelloeError, InvalidArgument, NotFound
from shared.limits import LIMITS
from shared.parts import Attachment
from shared.system.database import Database
from spoke.attachments import refused, uses
from spoke.attachments.files import Files, pieces
from spoke.node.bodies.attachments import RefusedFile
from spoke.sessions import homes

log = structlog.get_logger()

UNUSED_S = 24 * 3600.0
"""How long a file without a message stays: it is attached before the message is written, or the message comes late."""


_TIDY_S = 6 * 3600.0


class Fetching(Protocol):
    async def fetch(self, sha256: str) -> None:
        """Bring a file here. Raises `NotFound` where the hub has it not."""

    def again(self, sha256: str) -> None:
        """Send one at the next time that was refused."""


class Attachments:
    """`hub`: where files come from, while there is one."""

    def __init__(self, database: Database, folder: Path, hub: Callable[[], Fetching | None]) -> None:
        self._database = database
        self._hub = hub
        self.files = Files(folder)

    async def add(self, path: str, name: str | None = None) -> Attachment:
        """Keep a copy of a file of this device, to be named in a message. Raises `NotFound`, `TooLarge`."""
        sha256, size = await asyncio.to_thread(self._add, Path(path))
        shown = clean_name(name or Path(path).name)
        kind = mimetypes.guess_type(shown)[0] or "application/octet-stream"
        return Attachment(sha256=sha256, size=size, name=shown, media_type=kind)

    def _add(self, given: Path) -> tuple[str, int]:
        file = given.expanduser()
        with contextlib.ExitStack() as stack:
            try:
                handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for its writer
                source = stack.enter_context(os.fdopen(handle, "rb"))
                regular = stat.S_ISREG(os.fstat(handle).st_mode)
            except FileNotFoundError:
                raise NotFound(f"There is no file {file}.") from None
            except OSError as error:
                raise InvalidArgument(f"{file} cannot be read: {error.strerror}.") from None
            if not regular:
                raise InvalidArgument(f"{file} is no file.")
            return self.files.add(pieces(source))

    async def path(self, sha256: str) -> Path:
        """Where the file lies, once it is here. Raises `NotFound` if it is neither here nor on the hub."""
        if not await asyncio.to_thread(self.files.has, sha256):
            hub = self._hub()
            if hub is None:
                raise NotFound("This attachment is not on this device, and there is no hub to ask for it.")
            await hub.fetch(sha256)
        return self.files.path(sha256)

    async def unsent(self) -> int:
        """How many files that are here the hub is not known to have."""
        found = await self._database.read(lambda connection: uses.unsent(connection, homes.current(connection)))
        return await asyncio.to_thread(lambda: sum(map(self.files.has, found)))

    async def refused(self) -> list[RefusedFile]:
        """Files that the hub did not take, those that the person keeps here too."""
        found = await self._database.read(lambda connection: refused.listed(connection, homes.current(connection)))
        return [RefusedFile(**each) for each in found]

    async def settle(self, sha256: str, *, keep: bool) -> None:
        """`keep` one here that was refused, or have it sent once more. Raises `NotFound`."""
        settle = refused.keep if keep else refused.forget
        if not await self._database.write(lambda connection: settle(connection, homes.current(connection), sha256)):
            raise NotFound("The hub did not refuse such a file.")
        if (hub := self._hub()) and not keep:
            hub.again(sha256)

    async def keep_tidy(self) -> None:
        """Collect now and then, until cancelled."""
        while True:
            try:
                await self.collect()
            except FelloeError as error:
                log.warning("attachments not collected", reason=error.message)
            await asyncio.sleep(_TIDY_S)

    async def collect(self, unused_s: float = UNUSED_S) -> int:
        """Remove files that no message names any more."""
        used = await self._database.write(uses.used)
        removed = await asyncio.to_thread(self.files.collect, set(used), unused_s)
        if removed:
            log.info("attachments removed", files=removed)
        return removed


def clean_name(name: str) -> str:
    """A file's name as it may be shown and saved: one part of a path, not hidden, nothing that a terminal obeys."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    return plain[-LIMITS.attachment_name :].strip(" .") or "file"

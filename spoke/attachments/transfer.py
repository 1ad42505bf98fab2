"""Attached files between this device and its hub: what messages name goes up, small ones come down by themselves.

Rules of this module:
- the receiver says where to go on, and a hash says whether the whole is right: no sender's word counts;
- a connection that breaks is tried again at once as long as something gets through, else it is put off;
- files wait for nobody: messages go before them, and one that the hub refuses does not hold up the rest: a person
  decides about it; else it is tried again when the node starts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import structlog

from shared.errors import Conflict, FelloeError, HubUnreachable, NotFound
from shared.limits import LIMITS
from shared.system.database import Database
from spoke.attachments import refused, uses
from spoke.attachments.files import Files
from spoke.hublink.attachments import AttachmentRoutes
from spoke.sessions import homes

log = structlog.get_logger()

PATIENCE = 3
"""Connections in a row that may break without a byte getting through."""


class Transfer:
    """Of one membership. `changed` is called when files came or went."""

    def __init__(self, database: Database, files: Files, hub: AttachmentRoutes, changed: Callable[[], None]) -> None:
        self._database = database
        self._files = files
        self._hub = hub
        self._changed = changed
        self._running = asyncio.Lock()
        self._there: set[str] = set()
        """Files that the hub was found to have."""
        self._refused: set[str] = set()
        self._fetching: dict[str, asyncio.Task[None]] = {}

    async def once(self) -> None:
        """Send what the hub lacks, then fetch what is small and not here.

        Cancelling is safe: each file goes on where it was.
        """
        async with self._running:
            used = await self._database.write(lambda connection: uses.synced(connection, homes.current(connection)))
            moved = await self._send(used)
            moved += await self._fetch_small(used)
        if moved:
            self._changed()

    def again(self, sha256: str) -> None:
        """Send one at the next time that was refused."""
        self._refused.discard(sha256)

    async def fetch(self, sha256: str) -> None:
        """Bring a file here; whoever asks for it meanwhile waits for the same. Raises `NotFound`, `HubUnreachable`."""
        task = self._fetching.get(sha256)
        if task is None:
            task = self._fetching[sha256] = asyncio.create_task(self._fetch(sha256), name="fetch an attachment")
            task.add_done_callback(lambda _: self._fetching.pop(sha256, None))
        await asyncio.shield(task)

    async def close(self) -> None:
        """End what is on its way."""
        tasks = list(self._fetching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- up ---

    async def _send(self, used: dict[str, int]) -> int:
        kept = await self._database.read(
            lambda connection: refused.known(connection, homes.current(connection), kept=True)
        )
        asked = [each for each in used if each not in self._there | self._refused | kept]
        here = await asyncio.to_thread(lambda: [each for each in asked if self._files.has(each)])
        sent = 0
        for at in range(0, len(here), LIMITS.attachments_asked):
            some = here[at : at + LIMITS.attachments_asked]
            missing = set(await self._hub.missing(some))
            await self._note([each for each in some if each not in missing], missing)
            for sha256 in sorted(missing, key=used.__getitem__):
                sent += await self._send_unless_refused(sha256)
        return sent

    async def _send_unless_refused(self, sha256: str) -> bool:
        try:
            await self._send_one(sha256)
        except FelloeError as error:
            if error.body().retryable:
                raise
            log.warning("attachment not sent", sha256=sha256, code=error.code, reason=error.message)
            await self._note_refused(sha256, error)
            return False
        await self._note([sha256])
        return True

    async def _note(self, there: list[str], missing: Iterable[str] = ()) -> None:
        """What the hub has is not asked for again, and waits no longer for those who look at this device."""
        self._there.update(there)
        await self._database.write(
            lambda connection: uses.note_sent(connection, homes.current(connection), there=there, missing=missing)
        )

    async def _note_refused(self, sha256: str, error: FelloeError) -> None:
        self._refused.add(sha256)
        await self._database.write(
            lambda connection: refused.note(connection, homes.current(connection), sha256, error)
        )
        self._changed()

    async def _send_one(self, sha256: str) -> None:
        size = (await asyncio.to_thread(self._files.path(sha256).stat)).st_size
        patience = PATIENCE
        offset = -1
        while True:
            try:
                state = await self._hub.state(sha256, size)
                patience = PATIENCE if state.offset > offset else patience
                offset = state.offset
                while not state.complete:
                    chunk = await asyncio.to_thread(self._chunk, sha256, state.offset)
                    state = await self._hub.append(sha256, size, state.offset, chunk)
                return
            except (HubUnreachable, Conflict):  # cut, or an answer was lost and the hub is further than we know
                patience -= 1
                if not patience:
                    raise

    def _chunk(self, sha256: str, offset: int) -> bytes:
        with self._files.open(sha256) as file:
            file.seek(offset)
            return file.read(LIMITS.attachment_chunk)

    # --- down ---

    async def _fetch_small(self, used: dict[str, int]) -> int:
        small = [each for each, size in used.items() if size <= LIMITS.attachment_eager]
        wanted = await asyncio.to_thread(lambda: [each for each in small if not self._files.has(each)])
        fetched = 0
        for sha256 in wanted:
            try:
                await self.fetch(sha256)
                fetched += 1
            except NotFound:
                continue  # its message came before it: the device that has it will send it
        return fetched

    async def _fetch(self, sha256: str) -> None:
        patience = PATIENCE
        while True:
            before = await asyncio.to_thread(self._files.arrived, sha256)
            try:
                await self._fetch_from(sha256, before)
                await asyncio.to_thread(self._files.finish, sha256)
                await self._note([sha256])
                return
            except HubUnreachable:
                arrived = await asyncio.to_thread(self._files.arrived, sha256)
                patience = PATIENCE if arrived > before else patience - 1
                if not patience:
                    raise

    async def _fetch_from(self, sha256: str, offset: int) -> None:
        async for chunk in self._hub.content(sha256, offset):
            await asyncio.to_thread(self._files.append, sha256, offset, chunk)
            offset += len(chunk)
            if offset > LIMITS.attachment:
                raise HubUnreachable("The hub sends more than an attachment may hold.")

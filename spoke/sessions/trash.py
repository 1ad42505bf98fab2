"""Deleted sessions: undone until they are purged, by hand or when they have been there for long enough.

Where a session syncs its hub keeps the time, so that all devices agree; the others are purged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, select
from sqlmodel import col

from shared.errors import NotFound
from shared.ids import new_id
from shared.limits import LIMITS
from shared.sync.ops import SessionDelete, SessionPurge, SessionRestore
from shared.system.clock import now_ms
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.sessions import homes, items, outbox
from spoke.store.tables import SessionRow


class Trash:
    """`changed` is called with a session's id after each local write is committed."""

    def __init__(self, database: Database, changed: Callable[[str], None]) -> None:
        self._database = database
        self._changed = changed

    async def delete(self, session_id: str) -> None:
        """On all devices. Raises `NotFound`."""

        def work(connection: Connection) -> None:
            _required(connection, session_id, deleted=False)
            outbox.record(connection, SessionDelete(op_id=new_id(), session_id=session_id, created_ms=now_ms()))

        await self._write(work, [session_id])

    async def restore(self, session_id: str) -> None:
        """Undo every delete of it. Raises `NotFound` for what is not in the trash (any more)."""

        def work(connection: Connection) -> None:
            _required(connection, session_id, deleted=True)
            tombstones = items.seen(connection, session_id).tombstones
            for start in range(0, len(tombstones), LIMITS.restored):
                named = tombstones[start : start + LIMITS.restored]
                outbox.record(connection, SessionRestore(op_id=new_id(), session_id=session_id, deletes=named))

        await self._write(work, [session_id])

    async def purge(self, session_ids: Iterable[str] | None = None) -> list[str]:
        """Remove for good what is in the trash: these, or all. Which were. Raises `NotFound` for one that is not."""

        def work(connection: Connection) -> list[str]:
            chosen = list(_in_trash(connection)) if session_ids is None else list(session_ids)
            for session_id in chosen:
                _required(connection, session_id, deleted=True)
                outbox.record(connection, SessionPurge(op_id=new_id(), session_id=session_id))
            return chosen

        return await self._write_some(work)

    async def expire(self) -> list[str]:
        """Purge what has been in the trash for too long, where no hub does it."""
        before = now_ms() - int(TIMEOUTS.trash * 1000)

        def work(connection: Connection) -> list[str]:
            home = homes.current(connection)
            old = _in_trash(connection, col(SessionRow.deleted_ms) < before)
            here = [each for each in old if not home or homes.of(connection, each) != home]
            for session_id in here:
                outbox.record(connection, SessionPurge(op_id=new_id(), session_id=session_id))
            return here

        return await self._write_some(work)

    async def _write(self, work: Callable[[Connection], None], session_ids: Iterable[str]) -> None:
        await self._database.write(work)
        for session_id in session_ids:
            self._changed(session_id)

    async def _write_some(self, work: Callable[[Connection], list[str]]) -> list[str]:
        done = await self._database.write(work)
        for session_id in done:
            self._changed(session_id)
        return done


def _in_trash(connection: Connection, *conditions: object) -> list[str]:
    rows = select(col(SessionRow.id)).where(col(SessionRow.deleted), ~col(SessionRow.purged), *conditions)  # type: ignore[arg-type]
    return list(connection.execute(rows).scalars())


def _required(connection: Connection, session_id: str, *, deleted: bool) -> None:
    row = connection.execute(
        select(col(SessionRow.deleted), col(SessionRow.purged)).where(col(SessionRow.id) == session_id)
    ).first()
    if row is None or row.purged or row.deleted is not deleted:
        where = "in the trash" if deleted else "here"
        listed = "felloe sessions list --in trash" if deleted else "felloe sessions list"
        raise NotFound(f"There is no session {session_id[:40]} {where}. `{listed}` shows what is.")

"""Calls from other devices, kept so that each runs at most once on this device, over restarts too.

An id is durable before its function starts. After a crash, a call that had started and has no result is answered
`outcome_unknown`: it is never run again.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col

from shared.errors import OutcomeUnknown
from shared.messages import Result, failure
from shared.system.clock import now_ms
from shared.system.database import Database
from spoke.node.models import RunInfo
from spoke.runs import store as runs
from spoke.store.tables import CallRow

KEEP_MS = 24 * 3600 * 1000
"""Longer than any call may wait for its device."""


class Ledger:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def recover(self) -> None:
        """At the start: what was cut in the middle is unknown from now on; what is too old to be asked again goes."""

        def work(connection: Connection) -> None:
            connection.execute(delete(CallRow).where(col(CallRow.started_ms) < now_ms() - KEEP_MS))
            for (call_id,) in connection.execute(select(col(CallRow.id)).where(col(CallRow.result).is_(None))).all():
                _finish(connection, failure(call_id, _unknown()))

        await self._database.write(work)

    async def begin(self, call_id: str) -> bool:
        """Make the id durable. False if it is known already: it runs, or it ran."""

        def work(connection: Connection) -> bool:
            row = upsert(CallRow).values(id=call_id, started_ms=now_ms())
            return connection.execute(row.on_conflict_do_nothing()).rowcount == 1

        return await self._database.write(work)

    async def settle(self, result: Result, run: RunInfo | None = None) -> Result:
        """Make the answer durable, with the run that gave it. The first answer stays, and is what comes back."""

        def work(connection: Connection) -> Result:
            _finish(connection, result)
            if run:
                runs.add(connection, run)
            kept = _answer(connection, result.id)
            return Result.model_validate_json(kept) if kept else result

        return await self._database.write(work)

    async def answer(self, call_id: str) -> Result:
        """The stored answer of a call that does not run any more; unknown where a full disk kept it out."""
        text = await self._database.read(lambda connection: _answer(connection, call_id))
        return Result.model_validate_json(text) if text else failure(call_id, _unknown())


def _answer(connection: Connection, call_id: str) -> str | None:
    return connection.execute(select(col(CallRow.result)).where(col(CallRow.id) == call_id)).scalar_one_or_none()


def _unknown() -> OutcomeUnknown:
    return OutcomeUnknown("The device stopped while it ran this. Look before you repeat it.")


def _finish(connection: Connection, result: Result) -> None:
    row = update(CallRow).where(col(CallRow.id) == result.id, col(CallRow.result).is_(None))
    connection.execute(row.values(result=result.model_dump_json()))

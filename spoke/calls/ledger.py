"""Calls that must run at most once on this device, over restarts too: those from other devices, and those put aside.

Rules of this module:
- an id is durable before its function starts, its answer before it is sent; the first answer stays;
- after a crash, a call that had started and has no result is `outcome_unknown`: it is never run again;
- one that was put aside when the crash came is still put aside: what it did until then is in its journal.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col

from sandbox.journal import Journal
from shared.errors import ApprovalPending, OutcomeUnknown
from shared.messages import Result, failure
from shared.system.clock import now_ms
from shared.system.database import Database
from spoke.calls.work import Work
from spoke.node.bodies.runs import RunInfo
from spoke.runs import store as runs
from spoke.store.tables import CallRow

KEEP_MS = 48 * 3600 * 1000
"""Longer than any call may wait for its device or for an answer of the user."""


class Ledger:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def recover(self) -> None:
        """At the start: what was cut in the middle is unknown from now on; what is too old to be asked again goes.

        What has no answer stays however old it looks: the clock of a small device jumps when it learns the time.
        """

        def work(connection: Connection) -> None:
            old = col(CallRow.started_ms) < now_ms() - KEEP_MS
            connection.execute(delete(CallRow).where(old, col(CallRow.result).is_not(None)))
            cut = select(col(CallRow.id)).where(col(CallRow.result).is_(None), col(CallRow.journal).is_(None))
            for (call_id,) in connection.execute(cut).all():
                _finish(connection, failure(call_id, _unknown()))

        await self._database.write(work)

    async def begin(self, call_id: str) -> bool:
        """Make the id durable. False if it is known already: it runs, waits for an answer of the user, or ran."""

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
            kept = connection.execute(select(col(CallRow.result)).where(col(CallRow.id) == result.id)).scalar()
            return Result.model_validate_json(kept) if kept else result

        return await self._database.write(work)

    async def answer(self, call_id: str) -> Result:
        """The answer to a call that does not run any more; unknown where a full disk kept it out."""
        found = await self.find(call_id)
        return found or failure(call_id, _unknown())

    async def find(self, call_id: str) -> Result | None:
        """What is known of a call; `approval_pending` where it is put aside, None where it runs or never was."""

        def work(connection: Connection) -> Result | None:
            row = connection.execute(select(CallRow.__table__).where(col(CallRow.id) == call_id)).first()  # type: ignore[attr-defined]
            if row is None or (row.result is None and row.journal is None):
                return None
            if row.result:
                return Result.model_validate_json(row.result)
            return failure(call_id, pending(Work.model_validate_json(row.work)))

        return await self._database.read(work)

    async def put_aside(self, work: Work, journal: Journal) -> bool:
        """Keep it until the user answers. False where it has its answer already, as a cancelled one has."""

        def write(connection: Connection) -> bool:
            kept = {"work": work.model_dump_json(), "journal": journal.dumped()}
            row = upsert(CallRow).values(id=work.id, started_ms=now_ms(), **kept)
            open_ = col(CallRow.result).is_(None)
            done = connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=kept, where=open_))
            return done.rowcount == 1

        return await self._database.write(write)

    async def take_up(self, call_id: str) -> tuple[Work, Journal] | None:
        """Begin again what was put aside, once: from here on a crash leaves it unknown. None where it is not."""

        def write(connection: Connection) -> tuple[Work, Journal] | None:
            aside = (col(CallRow.id) == call_id, col(CallRow.journal).is_not(None), col(CallRow.result).is_(None))
            row = connection.execute(select(CallRow.__table__).where(*aside)).first()  # type: ignore[attr-defined]
            if row is None:
                return None
            connection.execute(update(CallRow).where(col(CallRow.id) == call_id).values(journal=None))
            return Work.model_validate_json(row.work), Journal.loaded(row.journal)

        return await self._database.write(write)

    async def aside(self) -> list[Work]:
        """What is put aside."""
        which = select(col(CallRow.work)).where(col(CallRow.journal).is_not(None), col(CallRow.result).is_(None))
        kept = await self._database.read(lambda connection: list(connection.execute(which).scalars()))
        return [Work.model_validate_json(work) for work in kept if work]


def pending(work: Work) -> ApprovalPending:
    return ApprovalPending(
        f"{work.title} waits for a word of its device's owner, who finds the question there with: felloe asks list. "
        f"Its result is shown, there and where it was asked for, by: felloe call --result {work.id}",
        call=work.id,
    )


def _unknown() -> OutcomeUnknown:
    return OutcomeUnknown("The device stopped while it ran this. Look before you repeat it.")


def _finish(connection: Connection, result: Result) -> None:
    row = update(CallRow).where(col(CallRow.id) == result.id, col(CallRow.result).is_(None))
    connection.execute(row.values(result=result.model_dump_json(), work=None, journal=None))

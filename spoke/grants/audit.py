"""What was decided on this device, and by what: a row for each decision, kept in the order of their making.

A decision is queued when it is made and on disk moments later, all that wait in one commit: a run that makes a thousand
host calls does not wait for a thousand commits. A power cut may take the last few rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, delete, func, insert, or_, select
from sqlmodel import col

from sandbox.journal import CallRow
from shared.errors import FelloeError
from shared.system.clock import now_ms
from shared.system.database import Database
from spoke.node.bodies.approvals import Decision, DecisionsReply
from spoke.sessions import homes
from spoke.store.tables import AuditRow

log = structlog.get_logger()

KEPT = 100_000
"""Rows; of the oldest beyond them it is forgotten that they were."""

_TEXT = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """Which decisions: `query` within who, what or where; of one `verdict`; `notable`: all but each call that went
    through, which its run tells of; `afar`: only what the user's other devices may see.
    """

    query: str = ""
    verdict: str = ""
    since_ms: int = 0
    notable: bool = False
    afar: bool = False


_ALL = Filter()


class Audit:
    """`spawn` starts a task that the node owns."""

    def __init__(self, database: Database, spawn: Callable[[Coroutine[Any, Any, None]], Any]) -> None:
        self._database = database
        self._spawn = spawn
        self._waiting: list[dict[str, Any]] = []
        self._writing = asyncio.Lock()

    def note(
        self,
        kind: str,
        who: str,
        what: str,
        target: str,
        verdict: str,
        *,
        rule: str = "",
        work: str = "",
        chat: str = "",
    ) -> None:
        """One decision. `kind`: `host_call`, `call`, `answer`, `grant` or `expose`. `chat`: that it came from."""
        self._waiting.append(
            {
                "at_ms": now_ms(), "kind": kind, "who": who[:_TEXT], "what": what[:_TEXT], "target": target[:_TEXT],
                "verdict": verdict, "rule": rule, "work": work, "chat": chat,
            }
        )  # fmt: skip
        if len(self._waiting) == 1:
            self._spawn(self.flush())

    def host_call(self, who: str, work: str, row: CallRow, chat: str = "") -> None:
        self.note("host_call", who, row.service, row.target, row.verdict, rule=row.rule, work=work, chat=chat)

    async def flush(self) -> None:
        """Have everything that was noted on disk."""
        async with self._writing:
            rows, self._waiting = self._waiting, []
            if not rows:
                return
            try:
                await self._database.write(lambda connection: connection.execute(insert(AuditRow), rows) and None)
            except FelloeError as error:
                log.exception("decisions were not kept", count=len(rows), reason=error.message)

    async def page(self, limit: int, which: Filter = _ALL, before: int | None = None) -> DecisionsReply:
        """Newest first. `before` is the `next` of the page above."""
        await self.flush()
        return await self._database.read(lambda connection: _page(connection, which, limit, before))

    async def trim(self) -> None:
        """Forget the oldest beyond those that are kept."""

        def work(connection: Connection) -> None:
            last = connection.execute(select(func.max(col(AuditRow.id)))).scalar() or 0
            connection.execute(delete(AuditRow).where(col(AuditRow.id) <= last - KEPT))

        await self._database.write(work)


def _page(connection: Connection, which: Filter, limit: int, before: int | None) -> DecisionsReply:
    conditions = _conditions(which) + ([col(AuditRow.id) < before] if before is not None else [])
    newest = select(AuditRow.__table__).where(*conditions).order_by(col(AuditRow.id).desc())  # type: ignore[attr-defined]
    found = [Decision.model_validate(dict(row._mapping)) for row in connection.execute(newest.limit(limit + 1))]
    return DecisionsReply(decisions=found[:limit], next=found[limit - 1].id if len(found) > limit else None)


def _conditions(which: Filter) -> list[Any]:
    found: list[Any] = [col(AuditRow.at_ms) >= which.since_ms] if which.since_ms else []
    if which.notable:
        found.append(or_(col(AuditRow.kind).not_in(("host_call", "call")), col(AuditRow.verdict) == "denied"))
    if which.verdict:
        found.append(col(AuditRow.verdict) == which.verdict)
    if which.afar:
        found.append(homes.travels_with(col(AuditRow.chat)))
    if which.query:
        texts = (AuditRow.who, AuditRow.what, AuditRow.target)
        found.append(or_(*(col(text).icontains(which.query, autoescape=True) for text in texts)))
    return found

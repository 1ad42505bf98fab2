"""What models were asked, and what it took: figures for each question, never a word of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Select, delete, func, insert, select
from sqlmodel import col

from shared.completions.usage import Usage
from shared.system.clock import now_ms
from shared.system.database import Database
from spoke.store.tables import ModelUseRow

KEPT = 50_000
"""Questions; the oldest go first."""

By = Literal["model", "upstream", "session", "message", "purpose", "day"]
_MESSAGES = 200
_DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Use:
    """One question to one upstream. `outcome`: `ok`, `stopped` by who asked, or the code of what went wrong."""

    upstream: str
    model: str
    session: str
    message: str
    purpose: str
    outcome: str
    usage: Usage
    cost_usd: float | None
    first_ms: float | None
    whole_ms: float


@dataclass(frozen=True, slots=True)
class UseSum:
    of: str
    questions: int
    prompt: int
    completion: int
    cached: int
    estimated: int
    """Questions whose tokens are an estimate."""

    cost_usd: float
    unpriced: int
    """Questions whose cost is not known."""

    whole_ms: float


class Uses:
    """`spawn`: owns what is written on the side, so that nobody waits for it."""

    def __init__(self, database: Database, spawn: Callable[[Coroutine[Any, Any, None], str], object]) -> None:
        self._database = database
        self._spawn = spawn
        self._waiting: list[dict[str, Any]] = []
        self._writing = asyncio.Lock()

    def note(self, use: Use) -> None:
        row = {name: value for name, value in asdict(use).items() if name != "usage"} | {
            "at_ms": now_ms(),
            "prompt": use.usage.prompt,
            "completion": use.usage.completion,
            "cached": use.usage.cached,
            "reasoning": use.usage.reasoning,
            "estimated": use.usage.estimated,
        }
        self._waiting.append(row)
        if len(self._waiting) == 1:
            self._spawn(self.flush(), "note the use of models")

    async def sums(self, by: By, since_ms: int = 0, session: str | None = None) -> list[UseSum]:
        """The dearest first, days in their order; of messages the newest, in theirs. All that was noted is among it."""
        await self.flush()
        return await self._database.read(lambda connection: _sums(connection, by, since_ms, session))

    async def trim(self) -> None:
        newest = select(col(ModelUseRow.id)).order_by(col(ModelUseRow.id).desc()).offset(KEPT).limit(1)
        old = delete(ModelUseRow).where(col(ModelUseRow.id) <= newest.scalar_subquery())
        await self._database.write(lambda connection: connection.execute(old))

    async def flush(self) -> None:
        """Have everything that was noted on disk."""
        async with self._writing:
            rows, self._waiting = self._waiting, []
            if rows:
                await self._database.write(lambda connection: connection.execute(insert(ModelUseRow), rows) and None)


_OF: Final = {
    "model": col(ModelUseRow.model),
    "upstream": col(ModelUseRow.upstream),
    "session": col(ModelUseRow.session),
    "message": col(ModelUseRow.message),
    "purpose": col(ModelUseRow.purpose),
    "day": func.date(col(ModelUseRow.at_ms) / 1000, "unixepoch", "localtime"),
}


def _sums(connection: Connection, by: By, since_ms: int, session: str | None) -> list[UseSum]:
    of = _OF[by]
    wanted: Select[Any] = (
        select(
            of.label("of"),
            func.count().label("questions"),
            func.sum(ModelUseRow.prompt).label("prompt"),
            func.sum(ModelUseRow.completion).label("completion"),
            func.sum(ModelUseRow.cached).label("cached"),
            func.sum(ModelUseRow.estimated).label("estimated"),
            func.total(ModelUseRow.cost_usd).label("cost_usd"),
            (func.count() - func.count(col(ModelUseRow.cost_usd))).label("unpriced"),
            func.sum(ModelUseRow.whole_ms).label("whole_ms"),
        )
        .where(col(ModelUseRow.at_ms) >= since_ms)
        .group_by(of)
    )
    if session is not None:
        wanted = wanted.where(col(ModelUseRow.session) == session)
    if by == "message":
        newest = wanted.order_by(func.max(ModelUseRow.id).desc()).limit(_MESSAGES)
        return [UseSum(**row) for row in connection.execute(newest).mappings()][::-1]
    rows = connection.execute(wanted.order_by(*(["of"] if by == "day" else []))).mappings()
    found = [UseSum(**row) for row in rows]
    return found if by == "day" else sorted(found, key=lambda each: (-each.cost_usd, -each.prompt - each.completion))

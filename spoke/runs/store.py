"""Runs as this device keeps them: what ran, for whom, what it called, how it ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Connection, Row, case, func, insert, select, tuple_
from sqlmodel import col

from shared.errors import InvalidArgument
from spoke.node.bodies.runs import Figures, RunInfo, RunsReply, RunSummary
from spoke.sessions import homes
from spoke.store.tables import RunRow

_MEDIAN_OF = 50
_TIMED = 5_000
"""Newest runs that medians are of: to read a run's time, all of its record is read."""

_TITLES = 500
_record = col(RunRow.record)
_SUMMARY = (
    *(col(each) for each in (RunRow.id, RunRow.started_ms, RunRow.title, RunRow.principal, RunRow.ok, RunRow.chat)),
    func.json_extract(_record, "$.error.code").label("error"),
    func.json_extract(_record, "$.elapsed_ms").label("elapsed_ms"),
    func.json_extract(_record, "$.peak_memory_bytes").label("peak_memory_bytes"),
    func.coalesce(func.json_array_length(_record, "$.calls"), 0).label("calls"),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which runs: `query` within the title, `principal` at its beginning (`person`, `skill:ab`), `failed` or not.

    `afar`: only what the user's other devices may see.
    """

    query: str = ""
    principal: str = ""
    failed: bool | None = None
    since_ms: int = 0
    afar: bool = False


def add(connection: Connection, run: RunInfo) -> None:
    """Again it changes nothing."""
    row = run.model_dump(exclude={"record"}) | {"record": run.record.model_dump_json()}
    connection.execute(insert(RunRow).prefix_with("OR IGNORE").values(row))


def page(connection: Connection, which: Filter, limit: int, before: str | None = None) -> RunsReply:
    """Newest first. `before` is the `next` of the page above. Raises `InvalidArgument` for one that is not."""
    newest_first = col(RunRow.started_ms).desc(), col(RunRow.id).desc()
    rows = select(*_SUMMARY).where(*_conditions(which, before)).order_by(*newest_first).limit(limit + 1)
    found = [RunSummary.model_validate(dict(row._mapping)) for row in connection.execute(rows)]
    last = found[limit - 1] if len(found) > limit else None
    return RunsReply(runs=found[:limit], next=f"{last.started_ms}.{last.id}" if last else None)


def figures(connection: Connection, which: Filter) -> list[Figures]:
    """Of each title, the most frequent first."""
    conditions = _conditions(which, None)
    title, failed = col(RunRow.title), func.sum(case((col(RunRow.ok), 0), else_=1))
    counts = select(title, func.count().label("runs"), failed.label("failed")).where(*conditions).group_by(title)
    elapsed = func.json_extract(_record, "$.elapsed_ms").label("elapsed_ms")
    newest = select(title, elapsed).where(*conditions).order_by(col(RunRow.started_ms).desc()).limit(_TIMED)
    times: dict[str, list[float]] = {}
    for row in connection.execute(newest):
        taken = times.setdefault(row.title, [])
        if len(taken) < _MEDIAN_OF:
            taken.append(row.elapsed_ms or 0)
    most = counts.order_by(func.count().desc(), title).limit(_TITLES)
    return [
        Figures(title=row.title, runs=row.runs, failed=row.failed, median_ms=median(times.get(row.title, [0])))
        for row in connection.execute(most)
    ]


def find(connection: Connection, run_id: str, *, afar: bool = False) -> RunInfo | None:
    conditions = _conditions(Filter(afar=afar), None)
    row = connection.execute(select(RunRow.__table__).where(col(RunRow.id) == run_id, *conditions)).first()  # type: ignore[attr-defined]
    return _run(row) if row else None


def _conditions(which: Filter, before: str | None) -> list[Any]:
    found: list[Any] = [col(RunRow.started_ms) >= which.since_ms] if which.since_ms else []
    if which.query:
        found.append(col(RunRow.title).icontains(which.query, autoescape=True))
    if which.principal:
        found.append(col(RunRow.principal).startswith(which.principal, autoescape=True))
    if which.failed is not None:
        found.append(col(RunRow.ok).is_(not which.failed))
    if which.afar:
        found.append(homes.travels_with(col(RunRow.chat)))
    if before is not None:
        started, _, run_id = before.partition(".")
        if not (started.isascii() and started.isdigit() and len(started) < 16):
            raise InvalidArgument("`before` is the `next` of an earlier page.")
        found.append(tuple_(col(RunRow.started_ms), col(RunRow.id)) < (int(started), run_id))
    return found


def _run(row: Row[Any]) -> RunInfo:
    return RunInfo.model_validate(dict(row._mapping) | {"record": json.loads(row.record)})

"""Runs as this device keeps them: what ran, for whom, what it called, how it ended."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from sqlmodel import col

from spoke.node.bodies.runs import RunInfo
from spoke.store.tables import RunRow


def add(connection: Connection, run: RunInfo) -> None:
    row = run.model_dump(exclude={"record"}) | {"record": run.record.model_dump_json()}
    connection.execute(insert(RunRow).values(row))


def newest(connection: Connection, limit: int) -> list[RunInfo]:
    newest_first = col(RunRow.started_ms).desc(), col(RunRow.id).desc()
    rows = select(RunRow.__table__).order_by(*newest_first).limit(limit)  # type: ignore[attr-defined]
    return [_run(row) for row in connection.execute(rows)]


def find(connection: Connection, run_id: str) -> RunInfo | None:
    row = connection.execute(select(RunRow.__table__).where(col(RunRow.id) == run_id)).first()  # type: ignore[attr-defined]
    return _run(row) if row else None


def _run(row: Row[Any]) -> RunInfo:
    return RunInfo.model_validate(dict(row._mapping) | {"record": json.loads(row.record)})

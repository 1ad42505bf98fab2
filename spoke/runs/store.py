"""Runs as this device keeps them: what ran, for whom, what it called, how it ended."""

from __future__ import annotations

import json

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from spoke.node.models import RunInfo
from spoke.store.tables import RunRow


def add(connection: Connection, run: RunInfo) -> None:
    row = run.model_dump(exclude={"record"}) | {"record": run.record.model_dump_json()}
    connection.execute(insert(RunRow).values(row))


def newest(connection: Connection, limit: int) -> list[RunInfo]:
    rows = connection.execute(select(RunRow.__table__).order_by(col(RunRow.id).desc()).limit(limit))  # type: ignore[attr-defined]
    return [RunInfo.model_validate(dict(row._mapping) | {"record": json.loads(row.record)}) for row in rows]

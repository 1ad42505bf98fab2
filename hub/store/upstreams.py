"""Rows of upstreams. Their keys leave the database here and go nowhere but into requests to them."""

from __future__ import annotations

import json

from sqlmodel import Session, col, delete, func, select

from hub.store.records import Upstream
from hub.store.tables import UpstreamRow


def put(session: Session, upstream: Upstream) -> bool:
    """Whether it is new; one of that name keeps its place."""
    row = session.get(UpstreamRow, upstream.name)
    models = json.dumps(dict(upstream.models), ensure_ascii=False)
    if row is not None:
        row.url, row.key, row.models = upstream.url, upstream.key, models
        return False
    last = session.exec(select(func.max(UpstreamRow.position))).one()
    position = 0 if last is None else last + 1
    session.add(UpstreamRow(name=upstream.name, position=position, url=upstream.url, key=upstream.key, models=models))
    return True


def remove(session: Session, name: str) -> None:
    session.exec(delete(UpstreamRow).where(col(UpstreamRow.name) == name))


def list_all(session: Session) -> list[Upstream]:
    """In the order in which they are asked."""
    rows = session.exec(select(UpstreamRow).order_by(col(UpstreamRow.position)))
    return [Upstream(row.name, row.url, json.loads(row.models), row.key) for row in rows]

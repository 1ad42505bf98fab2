"""Rows of the audit: who did what, and when."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlmodel import Session, col, select

from hub.store.records import AuditLine
from hub.store.tables import METADATA, AuditRow


def add(session: Session, lines: Iterable[AuditLine]) -> None:
    """Core, not ORM: hundreds of calls a second come through here, and the ORM's work holds up the event loop."""
    rows = [
        {
            "at_ms": line.at_ms,
            "actor": line.actor,
            "action": line.action,
            "user": line.user,
            "details": json.dumps(line.details, ensure_ascii=False),
        }
        for line in lines
    ]
    session.connection().execute(METADATA.tables["audit"].insert(), rows)


def newest(session: Session, limit: int) -> list[AuditLine]:
    rows = session.exec(select(AuditRow).order_by(col(AuditRow.id).desc()).limit(limit))
    return [AuditLine(row.at_ms, row.actor, row.action, row.user, json.loads(row.details)) for row in rows]

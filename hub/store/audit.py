"""Rows of the audit: who did what, and when."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlmodel import Session, col, delete, func, or_, select

from hub.store.records import AuditLine
from hub.store.tables import METADATA, AuditRow, DeviceRow, UserRow


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


def find(
    session: Session,
    limit: int,
    *,
    user: str | None = None,
    device: str | None = None,
    action: str | None = None,
    since_ms: int | None = None,
    until_ms: int | None = None,
    after: int | None = None,
) -> list[AuditLine]:
    """The newest first. `user` by name or id, `device` by handle or id, as actor or in what was done."""
    query = select(AuditRow).order_by(col(AuditRow.id).desc()).limit(limit)
    if user is not None:
        names = {user, *session.exec(select(UserRow.id).where(UserRow.name == user))}
        query = query.where(or_(col(AuditRow.user).in_(names), col(AuditRow.actor).in_({f"user {n}" for n in names})))
    if device is not None:
        ids = [device, *session.exec(select(DeviceRow.id).where(DeviceRow.handle == device))]
        acts = (
            col(AuditRow.actor).in_({f"device {i}" for i in ids}),
            *(col(AuditRow.details).contains(i) for i in ids),
        )
        query = query.where(or_(*acts))
    if action is not None:
        query = query.where(AuditRow.action == action)
    for bound in (
        None if since_ms is None else col(AuditRow.at_ms) >= since_ms,
        None if until_ms is None else col(AuditRow.at_ms) < until_ms,
        None if after is None else col(AuditRow.id) > after,
    ):
        query = query if bound is None else query.where(bound)
    return [
        AuditLine(row.at_ms, row.actor, row.action, row.user, json.loads(row.details), row.id or 0)
        for row in session.exec(query)
    ]


def forget(session: Session, *, before_ms: int, keep: int) -> int:
    """Lines that are older, and those beyond the newest `keep`; how many went."""
    newest = session.exec(select(func.max(AuditRow.id))).one() or 0
    old = or_(col(AuditRow.at_ms) < before_ms, col(AuditRow.id) <= newest - keep)
    return session.exec(delete(AuditRow).where(old)).rowcount

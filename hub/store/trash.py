"""Which sessions are deleted, since when, and what happens to their content when they are purged."""

from __future__ import annotations

import json

from sqlmodel import Session, col, delete, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from hub.store.tables import SyncRow, TrashRow
from shared.sync.state import recovers


def tombstones(session: Session, user_id: str, session_ids: list[str]) -> dict[str, set[str]]:
    """Of each session that has any: op ids of the deletes that no restore has named."""
    rows = session.exec(
        select(SyncRow.session_id, SyncRow.op_id, SyncRow.op).where(
            SyncRow.user_id == user_id,
            col(SyncRow.session_id).in_(session_ids),
            or_(col(SyncRow.slot).startswith("delete/"), col(SyncRow.slot).startswith("restore/")),
        )
    ).all()
    found: dict[str, set[str]] = {}
    for session_id, op_id, text in rows:
        if json.loads(text)["kind"] == "session.delete":
            found.setdefault(session_id, set()).add(op_id)
    for session_id, _, text in rows:
        found.get(session_id, set()).difference_update(json.loads(text).get("deletes", ()))
    return found


def put(session: Session, user_id: str, session_id: str, now_ms: int) -> None:
    if session.get(TrashRow, (user_id, session_id)) is None:
        session.add(TrashRow(user_id=user_id, session_id=session_id, since_ms=now_ms))


def take(session: Session, user_id: str, session_id: str) -> None:
    session.exec(delete(TrashRow).where(col(TrashRow.user_id) == user_id, col(TrashRow.session_id) == session_id))


def expired(session: Session, before_ms: int, limit: int) -> list[tuple[str, str]]:
    """(user id, session id) of what has been in the trash since before that time, the oldest first."""
    rows = select(TrashRow.user_id, TrashRow.session_id).where(TrashRow.since_ms < before_ms)
    return [tuple(row) for row in session.exec(rows.order_by(col(TrashRow.since_ms)).limit(limit))]  # type: ignore[misc]


def empty(session: Session, user_id: str, session_id: str, server_seq: int) -> None:
    """Take the content of a session that was purged with that entry. Ids and digests stay: they know what was there.

    What had come late for another purged session, and was shown in this one, goes with it.
    """
    _empty(session, user_id, session_id, server_seq, "")
    source = recovers(session_id)
    while session.exec(_purge(user_id, source)).first() is not None:
        _empty(session, user_id, source, server_seq, "message/")
        source = recovers(source)


def _empty(session: Session, user_id: str, session_id: str, server_seq: int, slots: str) -> None:
    kept = or_(*(col(SyncRow.slot).startswith(slot) for slot in ("delete/", "restore/", "purge")))
    session.exec(
        update(SyncRow)
        .where(
            col(SyncRow.user_id) == user_id,
            col(SyncRow.session_id) == session_id,
            col(SyncRow.server_seq) < server_seq,
            col(SyncRow.slot).startswith(slots),
            ~kept,
        )
        .values(op="")
    )


def _purge(user_id: str, session_id: str) -> SelectOfScalar[int]:
    return select(SyncRow.server_seq).where(SyncRow.user_id == user_id, SyncRow.entity == f"purge/{session_id}")

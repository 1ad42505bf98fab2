"""Ops that an earlier version of the hub did not know: it kept them as they came, and this one says what they are."""

from __future__ import annotations

from sqlmodel import Session, col, select

from hub.store import settings, trash
from hub.store.tables import SyncRow
from shared.sync.ops import KINDS, UnknownOp, read_op
from shared.sync.state import slot

_KNOWN = "sync_kinds"


def take_up(session: Session, now_ms: int) -> None:
    """Give such entries their slots, and keep the trash in step with what they say."""
    kinds = " ".join(sorted(KINDS))
    if settings.get(session, _KNOWN) == kinds:
        return
    settings.put(session, _KNOWN, kinds)
    changed: set[tuple[str, str]] = set()
    for row in session.exec(select(SyncRow).where(col(SyncRow.slot).startswith("op/"), SyncRow.op != "")).all():
        op = read_op(row.op)
        if not isinstance(op, UnknownOp):
            row.slot = slot(op)
            changed.add((row.user_id, row.session_id))
    session.flush()
    for user_id, session_id in sorted(changed):
        if trash.tombstones(session, user_id, [session_id]).get(session_id):
            trash.put(session, user_id, session_id, now_ms)
        else:
            trash.take(session, user_id, session_id)

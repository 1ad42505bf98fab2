"""What a log does not have of a session, as ops that can be offered to it: whoever wrote them."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select, update
from sqlmodel import col

from shared.ids import new_id
from shared.sync.ops import (
    Message,
    MessageAdd,
    Op,
    SessionCreate,
    SessionDelete,
    SessionPurge,
    SessionRestore,
    read_op,
)
from spoke.store.tables import ItemRow, MessageRow, OutboxRow, QuarantineRow


def take(connection: Connection, session_id: str, known: AbstractSet[str]) -> list[Op]:
    """Take out of the session's logged state what its log lacks, in an order in which it can be logged again.

    `known`: ids of the log's ops, and of what they made (`shared.sync.state.made`).
    """
    of = col(ItemRow.session_id) == session_id
    rows = connection.execute(select(col(ItemRow.slot), col(ItemRow.op_id), col(ItemRow.op)).where(of)).all()
    lost = [row for row in rows if row.op_id not in known and f"{row.slot}/{session_id}" not in known]
    connection.execute(delete(ItemRow).where(of, col(ItemRow.slot).in_([row.slot for row in lost])))
    ops = {row.op_id: read_op(row.op) for row in lost}  # an older version, gone back to, parks what stands in its slot
    return sorted(ops.values(), key=_turn) + _messages(connection, session_id, known)


def _turn(op: Op) -> int:
    """A purge comes after the tombstones that allow it, and before messages that came after it."""
    match op:
        case SessionCreate():
            return 0
        case SessionDelete():
            return 2
        case SessionRestore():
            return 3
        case SessionPurge():
            return 4
    return 1


def _messages(connection: Connection, session_id: str, known: AbstractSet[str]) -> list[Op]:
    slot = "message/" + col(MessageRow.id)
    waits = exists().where(col(OutboxRow.session_id) == session_id, col(OutboxRow.slot) == slot)
    refused = exists().where(col(QuarantineRow.session_id) == session_id, col(QuarantineRow.slot) == slot)
    rows = connection.execute(
        select(col(MessageRow.id), col(MessageRow.body), col(MessageRow.extra))
        .where(_written_to(session_id), ~waits, ~refused)
        .order_by(col(MessageRow.id))
    ).all()
    lost = [row for row in rows if f"message/{row.id}" not in known]
    if lost:
        forget = update(MessageRow).where(_written_to(session_id), col(MessageRow.id).in_([row.id for row in lost]))
        connection.execute(forget.values(server_seq=None))
    return [
        MessageAdd(
            op_id=new_id(),
            session_id=session_id,
            message=Message.model_validate_json(row.body),
            **json.loads(row.extra or "{}"),
        )
        for row in lost
    ]


def _written_to(session_id: str) -> ColumnElement[bool]:
    here = and_(col(MessageRow.session_id) == session_id, col(MessageRow.written_to).is_(None))
    return or_(col(MessageRow.written_to) == session_id, here)

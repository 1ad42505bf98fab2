"""What an op does to the tables: the same function for a local write and for an entry of the hub's log.

Rules of this module: applying twice is applying once, in any order that the log can give; a tombstone beats all.
"""

from __future__ import annotations

import json

from sqlalchemy import Connection, exists, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from shared.sync.ops import SHOWN, MessageAdd, Op, SessionCreate, SessionDelete, SessionSet
from shared.sync.registers import register_applies
from spoke.store.tables import MessageRow, OutboxRow, ParkedRow, RegisterRow, SessionRow

LOCAL = 0
"""Stands for the `server_seq` of an op that has none yet."""

RECOVERED = "Recovered"
"""Title of a session that has messages here before anybody said what it is called."""


def apply(connection: Connection, op: Op, server_seq: int = LOCAL) -> None:
    match op:
        case SessionCreate():
            _create(connection, op)
        case MessageAdd():
            _add_message(connection, op)
        case SessionSet():
            _set(connection, op, server_seq)
        case SessionDelete():
            _ensure(connection, op.session_id, 0)
            connection.execute(update(SessionRow).where(col(SessionRow.id) == op.session_id).values(deleted=True))
        case _:
            parked = insert(ParkedRow).values(server_seq=server_seq, op=op.model_dump_json())
            connection.execute(parked.on_conflict_do_nothing())


def _create(connection: Connection, op: SessionCreate) -> None:
    said = {"title": op.title, "created_ms": op.created_ms}
    named = exists().where(col(RegisterRow.session_id) == op.session_id, col(RegisterRow.field) == "title")
    row = insert(SessionRow).values(id=op.session_id, updated_ms=op.created_ms, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=said, where=~named))


def _add_message(connection: Connection, op: MessageAdd) -> None:
    message = op.message
    _ensure(connection, op.session_id, message.created_ms)
    row = insert(MessageRow).values(id=message.id, session_id=op.session_id, body=message.model_dump_json())
    if connection.execute(row.on_conflict_do_nothing()).rowcount:
        session = update(SessionRow).where(col(SessionRow.id) == op.session_id)
        connection.execute(session.values(message_count=SessionRow.message_count + 1))
        newest = session.where(col(SessionRow.updated_ms) < message.created_ms)
        connection.execute(newest.values(updated_ms=message.created_ms))


def _set(connection: Connection, op: SessionSet, server_seq: int) -> None:
    _ensure(connection, op.session_id, 0)
    if server_seq != LOCAL and not _applies(connection, op, server_seq):
        return
    row = {"value": json.dumps(op.value), "server_seq": server_seq}
    register = insert(RegisterRow).values(session_id=op.session_id, field=op.field, **row)
    connection.execute(register.on_conflict_do_update(index_elements=["session_id", "field"], set_=row))
    if op.field in SHOWN:  # the session's own row repeats it
        session = update(SessionRow).where(col(SessionRow.id) == op.session_id)
        connection.execute(session.values({op.field: op.value}))


def _applies(connection: Connection, op: SessionSet, server_seq: int) -> bool:
    this = (col(RegisterRow.session_id) == op.session_id, col(RegisterRow.field) == op.field)
    held = connection.execute(select(col(RegisterRow.server_seq)).where(*this)).scalar_one_or_none()
    waits = exists().where(col(OutboxRow.session_id) == op.session_id, col(OutboxRow.sets) == op.field)
    pending = connection.execute(select(waits)).scalar_one()
    return register_applies(server_seq, held_seq=held or 0, pending=pending)


def _ensure(connection: Connection, session_id: str, created_ms: int) -> None:
    """A session that is spoken of exists, whatever came first."""
    row = insert(SessionRow).values(id=session_id, title=RECOVERED, created_ms=created_ms, updated_ms=created_ms)
    connection.execute(row.on_conflict_do_nothing())

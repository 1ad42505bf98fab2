"""What an op does to the tables: the same function for a local write and for an entry of the hub's log.

Rules of this module: applying twice is applying once, in any order that the log can give; a tombstone beats all.
"""

from __future__ import annotations

import json

from pydantic import JsonValue
from sqlalchemy import Connection, exists, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from shared.sync.ops import SHOWN, MessageAdd, Op, SessionCreate, SessionDelete, SessionSet
from spoke.sessions.search.index import index_messages, index_title
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
    logged = exists().where(col(RegisterRow.session_id) == op.session_id, col(RegisterRow.field) == "title")
    waiting = exists().where(col(OutboxRow.session_id) == op.session_id, col(OutboxRow.sets) == "title")
    row = insert(SessionRow).values(id=op.session_id, updated_ms=op.created_ms, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=said, where=~logged & ~waiting))
    index_title(connection, op.session_id)


def _add_message(connection: Connection, op: MessageAdd) -> None:
    message = op.message
    _ensure(connection, op.session_id, message.created_ms)
    row = insert(MessageRow).values(id=message.id, session_id=op.session_id, body=message.model_dump_json())
    if connection.execute(row.on_conflict_do_nothing()).rowcount:
        session = update(SessionRow).where(col(SessionRow.id) == op.session_id)
        connection.execute(session.values(message_count=SessionRow.message_count + 1))
        newest = session.where(col(SessionRow.updated_ms) < message.created_ms)
        connection.execute(newest.values(updated_ms=message.created_ms))
        index_messages(connection, [(op.session_id, message)])


def _set(connection: Connection, op: SessionSet, server_seq: int) -> None:
    """The highest `server_seq` wins; while a local value waits in the outbox it is what the device shows."""
    _ensure(connection, op.session_id, 0)
    if server_seq == LOCAL:
        show(connection, op.session_id, op.field, op.value)
        return
    row = {"value": json.dumps(op.value), "server_seq": server_seq}
    register = insert(RegisterRow).values(session_id=op.session_id, field=op.field, **row)
    newer = register.on_conflict_do_update(
        index_elements=["session_id", "field"], set_=row, where=col(RegisterRow.server_seq) < server_seq
    )
    if connection.execute(newer).rowcount and not waits(connection, op.session_id, op.field):
        show(connection, op.session_id, op.field, op.value)


def waits(connection: Connection, session_id: str, field: str) -> bool:
    """Whether a local value of the register is not in the log yet."""
    own = exists().where(col(OutboxRow.session_id) == session_id, col(OutboxRow.sets) == field)
    return bool(connection.execute(select(own)).scalar_one())


def show(connection: Connection, session_id: str, field: str, value: JsonValue) -> None:
    """The session's own row repeats the registers that a list shows."""
    if field in SHOWN:
        connection.execute(update(SessionRow).where(col(SessionRow.id) == session_id).values({field: value}))
    if field == "title":
        index_title(connection, session_id)


def _ensure(connection: Connection, session_id: str, created_ms: int) -> None:
    """A session that is spoken of exists, whatever came first."""
    row = insert(SessionRow).values(id=session_id, title=RECOVERED, created_ms=created_ms, updated_ms=created_ms)
    connection.execute(row.on_conflict_do_nothing())

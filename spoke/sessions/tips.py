"""The branch of a session that one reads, and where a new message goes in its tree."""

from __future__ import annotations

from sqlalchemy import Connection, select, update
from sqlmodel import col

from shared.errors import NotFound
from shared.ids import new_id
from shared.sync.ops import Message, MessageAdd, SessionSet
from shared.sync.tree import branch
from spoke.sessions import outbox
from spoke.store.tables import MessageRow, SessionRow


def required(connection: Connection, session_id: str, message_id: str) -> str | None:
    """The parent of a message of the session. Raises `NotFound`."""
    row = connection.execute(
        select(col(MessageRow.parent_id)).where(
            col(MessageRow.session_id) == session_id, col(MessageRow.id) == message_id
        )
    ).first()
    if row is None:
        raise NotFound(f"Message {message_id} is not in this session.")
    parent_id: str | None = row.parent_id
    return parent_id


def parent(connection: Connection, session_id: str, parent_id: str | None, *, beside: str | None) -> str | None:
    if beside is not None:
        return required(connection, session_id, beside)
    if parent_id is None:
        return tip(connection, session_id)
    required(connection, session_id, parent_id)
    return parent_id


def tip(connection: Connection, session_id: str) -> str | None:
    """The last message of the branch that one reads. The tree is only read where the row does not say it."""
    row = connection.execute(
        select(col(SessionRow.tip), col(SessionRow.branch), col(SessionRow.message_count)).where(
            col(SessionRow.id) == session_id
        )
    ).one()
    if row.tip is not None or not row.message_count:
        known: str | None = row.tip
        return known
    tree = select(col(MessageRow.id), col(MessageRow.parent_id)).where(col(MessageRow.session_id) == session_id)
    path = branch({row.id: row.parent_id for row in connection.execute(tree)}, row.branch)
    connection.execute(update(SessionRow).where(col(SessionRow.id) == session_id).values(tip=path[-1]))
    return path[-1]


def add(connection: Connection, session_id: str, message: Message) -> None:
    """Record a new message; where it does not go on from the tip, it is what one reads from now on."""
    goes_on = message.parent_id == tip(connection, session_id)
    outbox.record(connection, MessageAdd(op_id=new_id(), session_id=session_id, message=message))
    if not goes_on:
        choice = SessionSet(op_id=new_id(), session_id=session_id, field="branch", value=message.id)
        outbox.record(connection, choice)

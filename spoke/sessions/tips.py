"""The branch of a session that one reads, and where a new message goes in its tree."""

from __future__ import annotations

from sqlalchemy import Connection

from shared.errors import NotFound
from shared.ids import new_id
from shared.sync.ops import Message, MessageAdd, SessionSet
from shared.sync.tree import branch
from shared.system.plain import plain
from spoke.sessions import outbox


def required(connection: Connection, session_id: str, message_id: str) -> str | None:
    """The parent of a message of the session. Raises `NotFound`."""
    sql = "SELECT parent_id FROM message WHERE id = ? AND session_id = ?"
    row = plain(connection).execute(sql, (message_id, session_id)).fetchone()
    if row is None:
        raise NotFound(f"Message {message_id} is not in this session.")
    parent_id: str | None = row[0]
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
    sql = plain(connection)
    of = "SELECT tip, branch, message_count FROM session WHERE id = ?"
    known, chosen, count = sql.execute(of, (session_id,)).fetchone()
    if known is None and count:
        tree = sql.execute("SELECT id, parent_id FROM message WHERE session_id = ?", (session_id,))
        known = next(reversed(branch(dict(tree), chosen)), None)  # none: the database was damaged, and counts wrongly
        sql.execute("UPDATE session SET tip = ? WHERE id = ?", (known, session_id))
    tip: str | None = known
    return tip


def add(connection: Connection, session_id: str, message: Message) -> None:
    """Record a new message; where it does not go on from the tip, it is what one reads from now on."""
    goes_on = message.parent_id == tip(connection, session_id)
    outbox.record(connection, MessageAdd(op_id=new_id(), session_id=session_id, message=message))
    if not goes_on:
        choice = SessionSet(op_id=new_id(), session_id=session_id, field="branch", value=message.id)
        outbox.record(connection, choice)

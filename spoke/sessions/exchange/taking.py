"""Chats of an export into this device's own: each batch one transaction, and what is here already is left as it is.

The ids of the ops follow from those of what they make: two devices that import the same file make the same ops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from shared.parts import attachments_in
from shared.sync.ops import MessageAdd, Op, SessionCreate, SessionSet, TagAdd
from shared.system.database import Database
from spoke.node.bodies.exchange import Refused, TakenSession, TakeReply
from spoke.sessions import outbox
from spoke.sessions.exchange.imported import derived_id

_DELETED = "It is in the trash here; restore it first, or delete it for good."


class Taking:
    """`changed` is called with the id of each session that got something."""

    def __init__(self, database: Database, changed: Callable[[str], None]) -> None:
        self._database = database
        self._changed = changed

    async def take(self, sessions: list[TakenSession]) -> TakeReply:
        touched: set[str] = set()

        def work(connection: Connection) -> TakeReply:
            touched.clear()
            reply = TakeReply(sessions=0, messages=0, known=0)
            for session in sessions:
                reply = _take(connection, session, reply, touched)
            return reply

        reply = await self._database.write(work)
        for session_id in touched:
            self._changed(session_id)
        return reply


def _take(connection: Connection, session: TakenSession, reply: TakeReply, touched: set[str]) -> TakeReply:
    found = connection.exec_driver_sql("SELECT deleted FROM session WHERE id = ?", (session.id,)).first()
    if found is not None and found.deleted:
        refused = [*reply.refused, Refused(session_id=session.id, reason=_DELETED)]
        return reply.model_copy(update={"refused": refused})
    known = _known(connection, [message.id for message in session.messages])
    new = [message for message in session.messages if message.id not in known]
    for op in _made(session) if found is None else ():
        outbox.record(connection, op)
    for message in new:
        op_id = derived_id(session.created_ms, "import", session.id, message.id)
        outbox.record(connection, MessageAdd(op_id=op_id, session_id=session.id, message=message))
    if found is None or new:
        touched.add(session.id)
    counted = {
        "sessions": reply.sessions + (found is None),
        "messages": reply.messages + len(new),
        "known": reply.known + len(known),
        "files": [*reply.files, *(each.sha256 for message in new for each in attachments_in(message.parts))],
    }
    return reply.model_copy(update=counted)


def _known(connection: Connection, ids: list[str]) -> set[str]:
    found: set[str] = set()
    for at in range(0, len(ids), 500):
        some = tuple(ids[at : at + 500])
        sql = f"SELECT id FROM message WHERE id IN ({','.join('?' * len(some))})"  # noqa: S608
        found.update(connection.exec_driver_sql(sql, some).scalars())
    return found


def _made(session: TakenSession) -> Iterator[Op]:
    """The session itself, and what is set in it."""

    def op_id(*names: str) -> str:
        return derived_id(session.created_ms, "import", session.id, *names)

    yield SessionCreate(
        op_id=op_id("create"), session_id=session.id, title=session.title, created_ms=session.created_ms
    )
    for field in ("pinned", "archived", "folder", "branch"):
        if value := getattr(session, field):
            yield SessionSet(op_id=op_id("set", field), session_id=session.id, field=field, value=value)
    for tag in session.tags:
        yield TagAdd(op_id=op_id("tag", tag), session_id=session.id, tag=tag)

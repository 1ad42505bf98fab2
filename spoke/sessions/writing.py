"""Messages that are written at once, and those that begin an answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from shared.errors import Conflict, InvalidArgument, NotFound
from shared.ids import new_id
from shared.sync.ops import Message
from shared.system.clock import now_ms
from spoke.node.bodies.answers import NewAnswer
from spoke.node.bodies.sessions import NewMessage
from spoke.sessions import tips, unfinished
from spoke.store.tables import MessageRow, SessionRow


def written(
    connection: Connection, session_id: str, new: NewMessage, device: str, message_id: str | None = None
) -> Message:
    """Add a sealed message to a session that is there."""
    message = Message(
        id=message_id or new_id(),
        parent_id=tips.parent(connection, session_id, new.parent_id, beside=new.beside),
        role=new.role,
        text=new.text,
        parts=[each.model_dump() for each in new.attachments],
        device=device,
        created_ms=now_ms(),
    )
    tips.add(connection, session_id, message)
    return message


def begun(connection: Connection, session_id: str, new: NewAnswer, device: str) -> Message:
    """The message of an answer that begins, and before it the user's, where it brings one. All or nothing.

    Raises `NotFound`, `InvalidArgument` where there is nothing to answer, and `Conflict` where what it would answer, or
    go on from, is being answered already: of two faces that ask at once one is heard, and the other is told.
    """
    _check_there(connection, session_id)
    if new.asks:
        _check_new(connection, new.id)
        if new.beside is None:
            _check_answered(connection, session_id, new.parent_id or tips.tip(connection, session_id))
        asked = NewMessage(
            text=new.text, attachments=new.attachments, parent_id=new.parent_id, beside=new.beside, role="user"
        )
        answers: str | None = written(connection, session_id, asked, device, new.id).id
    elif new.beside is not None:
        _check_role(connection, new.beside, "assistant", "Another answer can only stand beside an answer.")
        answers = tips.required(connection, session_id, new.beside)
    else:
        answers = new.parent_id or tips.tip(connection, session_id)
    if answers is None:
        raise InvalidArgument("There is nothing to answer yet. Give a text.")
    tips.required(connection, session_id, answers)
    _check_answered(connection, session_id, answers)
    _check_role(connection, answers, "user", "That message is an answer already. Give a text, or name a question.")
    asked_for: dict[str, Any] = {
        "model": new.model, "parameters": new.parameters, "chosen": bool(new.beside or new.parent_id),
    }  # fmt: skip
    fields = {"role": "assistant", "device": device, "parent_id": answers}
    return unfinished.started(connection, session_id, fields, asked_for)


def _check_there(connection: Connection, session_id: str) -> None:
    alive = select(col(SessionRow.id)).where(col(SessionRow.id) == session_id, col(SessionRow.deleted).is_(False))
    if connection.execute(alive).first() is None:
        raise NotFound(f"There is no session {session_id[:40]} here. `felloe sessions list` shows what is.")


def _check_new(connection: Connection, message_id: str | None) -> None:
    if message_id and connection.execute(select(col(MessageRow.id)).where(col(MessageRow.id) == message_id)).first():
        raise Conflict("This message is here already.", known=message_id)


def _check_answered(connection: Connection, session_id: str, message_id: str | None) -> None:
    if message_id and (answer := unfinished.answering(connection, session_id, message_id)):
        raise Conflict("An answer is being written here. Wait for its end or stop it; then ask.", answer=answer)


def _check_role(connection: Connection, message_id: str, role: str, otherwise: str) -> None:
    body = connection.execute(select(col(MessageRow.body)).where(col(MessageRow.id) == message_id)).scalar()
    if body is None:
        raise NotFound(f"Message {message_id} is not in this session.")
    if Message.model_validate_json(body).role != role:
        raise InvalidArgument(otherwise)

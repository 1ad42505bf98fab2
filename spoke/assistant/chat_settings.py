"""What the user set for the assistant: for all chats on this device, and for one chat, which travels with it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, or_, select
from sqlmodel import col

from shared.errors import NotFound
from shared.ids import new_id
from shared.sync.ops import SessionSet
from shared.system.database import Database
from spoke.node.bodies.answers import ChatSettings
from spoke.sessions import items, outbox
from spoke.store import settings
from spoke.store.tables import SessionRow

_KEY = "assistant"


def general(connection: Connection) -> ChatSettings:
    return _read(settings.get(connection, _KEY))


def of_chat(connection: Connection, session_id: str) -> ChatSettings:
    """Raises `NotFound`."""
    _check_there(connection, session_id)
    return _read(items.seen(connection, session_id).assistant)


async def put_general(database: Database, new: ChatSettings) -> None:
    await database.write(lambda connection: settings.put(connection, _KEY, _kept(new)))


async def put_of_chat(database: Database, session_id: str, new: ChatSettings) -> None:
    """Raises `NotFound`."""

    def work(connection: Connection) -> None:
        _check_there(connection, session_id)
        op = SessionSet(op_id=new_id(), session_id=session_id, field=_KEY, value=_kept(new) or None)
        outbox.record(connection, op)

    await database.write(work)


def _kept(new: ChatSettings) -> dict[str, Any]:
    return new.model_dump(mode="json", exclude_defaults=True)


def _read(found: Any) -> ChatSettings:
    """What another version wrote counts as far as it makes sense: not at all, or all of it."""
    try:
        return ChatSettings.model_validate(found or {})
    except ValidationError:
        return ChatSettings()


def is_there(connection: Connection, session_id: str) -> bool:
    """Whether that chat is here, and not deleted."""
    gone = or_(col(SessionRow.deleted), col(SessionRow.purged))
    return (
        connection.execute(select(col(SessionRow.id)).where(col(SessionRow.id) == session_id, ~gone)).first()
        is not None
    )


def _check_there(connection: Connection, session_id: str) -> None:
    if not is_there(connection, session_id):
        raise NotFound(f"There is no session {session_id[:40]} here. `felloe sessions list` shows what is.")

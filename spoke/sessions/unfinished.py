"""Messages that are being written on this device: stored as they grow, sealed once, and only then synced.

A node that was killed finds what had come until then, and seals it as `interrupted`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from pydantic import JsonValue
from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from shared.errors import Conflict, NotFound, TooLarge
from shared.ids import new_id
from shared.limits import LIMITS
from shared.sync.ops import Message, MessageAdd
from shared.system.clock import now_ms
from shared.system.database import Database
from spoke.node.bodies.sessions import Growing
from spoke.sessions import outbox, tips
from spoke.store.tables import GrowingRow, GrownRow, SessionRow


class Writer:
    """One message while it grows. `append` and `seal` return when what they wrote is durable."""

    def __init__(self, database: Database, session_id: str, message: Message, changed: Callable[[str], None]) -> None:
        self._database = database
        self._session_id = session_id
        self._changed = changed
        self._pieces = 0
        self._size = 0
        self.message = message

    async def append(self, text: str) -> None:
        """Add to its text. Raises `TooLarge` for what no message holds: what came before stays. Cancelling is safe."""
        size = self._size + len(json.dumps(text, ensure_ascii=False).encode())
        if size > LIMITS.message_text:
            raise TooLarge(f"A message may hold {LIMITS.message_text} bytes.")
        row = {"id": self.message.id, "number": self._pieces, "text": text}
        self._size, self._pieces = size, self._pieces + 1
        await self._database.write(lambda connection: connection.execute(insert(GrownRow), [row]) and None)
        self._changed(self._session_id)

    async def seal(
        self, status: Literal["complete", "interrupted"] = "complete", extra: dict[str, JsonValue] | None = None
    ) -> Message:
        """It never changes again, and syncs. Raises `Conflict` if it was sealed before."""
        sealed = await self._database.write(
            partial(_seal, message_id=self.message.id, status=status, extra=extra or {})
        )
        self._changed(self._session_id)
        return sealed


async def begin(database: Database, session_id: str, message: dict[str, Any], changed: Callable[[str], None]) -> Writer:
    """Start a message: `role`, and `model`, `device`, `parent_id` or `beside` where they are known."""
    parent_id, beside = message.pop("parent_id", None), message.pop("beside", None)

    def work(connection: Connection) -> Message:
        if connection.execute(select(col(SessionRow.id)).where(col(SessionRow.id) == session_id)).first() is None:
            raise NotFound(f"There is no session {session_id[:40]} here. `felloe sessions list` shows what is.")
        started = Message(
            id=new_id(), parent_id=tips.parent(connection, session_id, parent_id, beside=beside),
            text="", created_ms=now_ms(), **message,
        )  # fmt: skip
        row = {"id": started.id, "session_id": session_id, "body": started.model_dump_json()}
        connection.execute(insert(GrowingRow), [row])
        return started

    writer = Writer(database, session_id, await database.write(work), changed)
    changed(session_id)
    return writer


def recover(connection: Connection) -> set[str]:
    """Seal what a process that is no more left open; in which sessions."""
    rows = connection.execute(select(col(GrowingRow.id), col(GrowingRow.session_id)).order_by(col(GrowingRow.id))).all()
    for row in rows:
        _seal(connection, row.id, "interrupted", {})
    return {row.session_id for row in rows}


def of(connection: Connection, session_id: str) -> list[Growing]:
    rows = connection.execute(
        select(col(GrowingRow.id), col(GrowingRow.body)).where(col(GrowingRow.session_id) == session_id)
    )
    return [Growing.model_validate(json.loads(row.body) | {"text": _text(connection, row.id)}) for row in rows.all()]


def _seal(
    connection: Connection, message_id: str, status: Literal["complete", "interrupted"], extra: dict[str, JsonValue]
) -> Message:
    row = connection.execute(
        select(col(GrowingRow.session_id), col(GrowingRow.body)).where(col(GrowingRow.id) == message_id)
    ).first()
    if row is None:
        raise Conflict("This message was sealed before: it never changes again.")
    grown = {"text": _text(connection, message_id), "status": status, "extra": extra}
    message = Message.model_validate(json.loads(row.body) | grown)
    for table in (GrownRow, GrowingRow):
        connection.execute(delete(table).where(col(table.id) == message_id))
    outbox.record(connection, MessageAdd(op_id=new_id(), session_id=row.session_id, message=message))
    return message


def _text(connection: Connection, message_id: str) -> str:
    pieces = select(col(GrownRow.text)).where(col(GrownRow.id) == message_id).order_by(col(GrownRow.number))
    return "".join(connection.execute(pieces).scalars())

"""Messages that are being written on this device: stored as they grow, sealed once, and only then synced.

A node that was killed finds what had come until then. An answer of the assistant says what it answers (`answering`), so
that it can be taken up again; whatever else was open is sealed as `interrupted`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import structlog
from pydantic import JsonValue, ValidationError
from sqlalchemy import Connection, delete, func, insert, select
from sqlmodel import col

from shared.errors import Conflict, NotFound, TooLarge, first_fault
from shared.ids import new_id
from shared.limits import LIMITS
from shared.sync.ops import Message, MessageAdd
from shared.system.clock import now_ms
from shared.system.database import Database
from shared.system.plain import plain
from spoke.node.bodies.sessions import Growing
from spoke.sessions import outbox, tips
from spoke.sessions.growth import Grown, Piece, least, text_piece
from spoke.store.tables import GrowingRow, GrownRow, SessionRow

Status = Literal["complete", "interrupted"]
_MOST_BYTES = 7
"""That a character may take as JSON, and the quotes around it all."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An answer that a process left open."""

    session_id: str
    message: Message
    answering: dict[str, Any]
    pieces: list[Piece]
    next: int
    """Number of its next piece."""

    touched_ms: int


class Writer:
    """One message while it grows. `write` and `seal` return when what they wrote is durable.

    `changed` hears of its beginning and its end: who follows it in between hears that elsewhere.
    """

    def __init__(
        self, database: Database, session_id: str, message: Message, changed: Callable[[str], None], pieces: int = 0
    ) -> None:
        self._database = database
        self._changed = changed
        self._pieces = pieces
        self._size = 0
        self.session_id = session_id
        self.message = message

    async def append(self, text: str) -> None:
        """Add to its text. Raises `TooLarge` for what no message holds: what came before stays. Cancelling is safe."""
        size = self._size + len(json.dumps(text, ensure_ascii=False).encode())
        if size > LIMITS.message_text:
            raise TooLarge(f"A message may hold {LIMITS.message_text} bytes.")
        self._size = size
        await self.write([text_piece(text)])

    async def write(self, pieces: Sequence[Piece]) -> None:
        """Add pieces, all or none. Cancelling is safe: they are written or not, and no later ones before them."""
        message_id, touched_ms = self.message.id, now_ms()
        rows = [
            (message_id, self._pieces + place, piece.kind, piece.about, piece.text)
            for place, piece in enumerate(pieces)
        ]
        self._pieces += len(rows)

        def work(connection: Connection) -> None:
            """By plain SQL: it is written several times a second."""
            sql = plain(connection)
            sql.executemany("INSERT INTO grown (id, number, kind, about, text) VALUES (?, ?, ?, ?, ?)", rows)
            sql.execute("UPDATE growing SET touched_ms = ? WHERE id = ?", (touched_ms, message_id))

        await self._database.write(work)

    async def seal(
        self,
        status: Status = "complete",
        extra: dict[str, JsonValue] | None = None,
        *,
        model: str | None = None,
    ) -> Message:
        """It never changes again, and syncs; an answer in a chat that was purged is gone with it.

        Raises `Conflict` if it was sealed before.
        """
        sealed = await self._database.write(
            partial(_seal, message_id=self.message.id, status=status, extra=extra or {}, model=model)
        )
        self._changed(self.session_id)
        return sealed


async def begin(
    database: Database,
    session_id: str,
    message: dict[str, Any],
    changed: Callable[[str], None],
    answering: dict[str, Any] | None = None,
) -> Writer:
    """Start a message: `role`, and `model`, `device`, `parent_id` or `beside` where they are known."""

    def work(connection: Connection) -> Message:
        return started(connection, session_id, message, answering)

    writer = Writer(database, session_id, await database.write(work), changed)
    changed(session_id)
    return writer


def started(
    connection: Connection, session_id: str, given: dict[str, Any], answering: dict[str, Any] | None = None
) -> Message:
    """The row of a message that begins. Raises `NotFound`."""
    if connection.execute(select(col(SessionRow.id)).where(col(SessionRow.id) == session_id)).first() is None:
        raise NotFound(f"There is no session {session_id[:40]} here. `felloe sessions list` shows what is.")
    fields: dict[str, Any] = {"id": new_id(), "text": "", "created_ms": now_ms()} | given
    parent_id = tips.parent(connection, session_id, fields.get("parent_id"), beside=fields.pop("beside", None))
    message = Message.model_validate(fields | {"parent_id": parent_id})
    row = {
        "id": message.id, "session_id": session_id, "body": message.model_dump_json(), "touched_ms": now_ms(),
        "answering": None if answering is None else json.dumps(answering, ensure_ascii=False),
    }  # fmt: skip
    connection.execute(insert(GrowingRow), [row])
    return message


def recover(connection: Connection) -> set[str]:
    """Seal what a process that is no more left open, but for answers; in which sessions."""
    rows = connection.execute(
        select(col(GrowingRow.id), col(GrowingRow.session_id))
        .where(col(GrowingRow.answering).is_(None))
        .order_by(col(GrowingRow.id))
    ).all()
    for row in rows:
        _seal(connection, row.id, "interrupted", {})
    return {row.session_id for row in rows}


def answers(connection: Connection) -> list[Unfinished]:
    """Answers that a process that is no more left open."""
    rows = connection.execute(
        select(GrowingRow.__table__).where(col(GrowingRow.answering).is_not(None)).order_by(col(GrowingRow.id))  # type: ignore[attr-defined]
    ).all()
    return [
        Unfinished(
            row.session_id, Message.model_validate_json(row.body), json.loads(row.answering),
            list(_pieces(connection, row.id)), _next(connection, row.id), row.touched_ms,
        )
        for row in rows
    ]  # fmt: skip


def answering(connection: Connection, session_id: str, question_id: str) -> str | None:
    """The answer to that message that is being written, if one is."""
    of = col(GrowingRow.session_id) == session_id, col(GrowingRow.answering).is_not(None)
    rows = connection.execute(select(col(GrowingRow.id), col(GrowingRow.body)).where(*of))
    return next((row.id for row in rows if json.loads(row.body)["parent_id"] == question_id), None)


def of(connection: Connection, session_id: str) -> list[Growing]:
    rows = connection.execute(
        select(col(GrowingRow.id), col(GrowingRow.body)).where(col(GrowingRow.session_id) == session_id)
    )
    return [Growing.model_validate(json.loads(row.body) | _grown(connection, row.id)) for row in rows.all()]


def _seal(
    connection: Connection,
    message_id: str,
    status: Status,
    extra: dict[str, JsonValue],
    model: str | None = None,
) -> Message:
    row = connection.execute(
        select(col(GrowingRow.session_id), col(GrowingRow.body), col(GrowingRow.answering)).where(
            col(GrowingRow.id) == message_id
        )
    ).first()
    if row is None:
        raise Conflict("This message was sealed before: it never changes again.")
    body = json.loads(row.body)
    grown = _grown(connection, message_id) | {"status": status, "extra": extra, "model": model or body.get("model")}
    message = _fitting(body | grown)
    for table in (GrownRow, GrowingRow):
        connection.execute(delete(table).where(col(table.id) == message_id))
    if row.answering and _purged(connection, row.session_id):
        return message  # whoever removed the chat for good wants no answer in it: it would come back as recovered
    if row.answering and json.loads(row.answering).get("chosen"):
        tips.add(connection, row.session_id, message)
    else:
        outbox.record(connection, MessageAdd(op_id=new_id(), session_id=row.session_id, message=message))
    return message


def _purged(connection: Connection, session_id: str) -> bool:
    found = connection.execute(select(col(SessionRow.purged)).where(col(SessionRow.id) == session_id)).scalar()
    return found is not False


def _fitting(body: dict[str, Any]) -> Message:
    """As it grew; where no message can be so (it has to end all the same), the text as far as it fits, and its end."""
    try:
        return Message.model_validate(body)
    except ValidationError as error:
        log.warning("a message did not fit", message=body["id"], reason=first_fault(error, "message"))
    ends = [least(part) for part in body["parts"] if part.get("type") == "end"]
    text = body["text"][: LIMITS.message_text // _MOST_BYTES]
    return Message.model_validate(body | {"text": text, "parts": ends[-1:], "extra": {}, "status": "interrupted"})


def _grown(connection: Connection, message_id: str) -> dict[str, Any]:
    grown = Grown(_pieces(connection, message_id))
    return {"text": grown.text, "parts": grown.parts}


def _next(connection: Connection, message_id: str) -> int:
    last = select(func.max(col(GrownRow.number))).where(col(GrownRow.id) == message_id)
    return (connection.execute(last).scalar() or 0) + 1


def _pieces(connection: Connection, message_id: str) -> Iterable[Piece]:
    rows = select(col(GrownRow.kind), col(GrownRow.text), col(GrownRow.about)).where(col(GrownRow.id) == message_id)
    return (Piece(row.kind, row.text, row.about) for row in connection.execute(rows.order_by(col(GrownRow.number))))

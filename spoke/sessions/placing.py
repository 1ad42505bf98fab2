"""Messages into their sessions, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select
from sqlmodel import col

from shared.sync.ops import Message, MessageAdd
from shared.sync.state import PENDING, shown_in
from shared.system.plain import marks, plain
from spoke.sessions import items
from spoke.sessions.items import Purges
from spoke.sessions.search.index import forget_messages, index_messages
from spoke.store.tables import MessageRow

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Placed:
    """A message on its way. `server_seq` is none while the log does not have it."""

    op: MessageAdd
    server_seq: int | None
    session_id: str | None
    """The session that shows it; none when that was purged."""


class _Held(NamedTuple):
    """A message that is here."""

    id: str
    session_id: str
    server_seq: int | None


def place(
    connection: Connection, messages: Iterable[tuple[MessageAdd, int | None]], purges: Purges, home: str
) -> set[str]:
    """Store messages where they are shown; which sessions that changed."""
    placed = {
        op.message.id: Placed(op, seq, shown_in(op.session_id, PENDING if seq is None else seq, purges))
        for op, seq in messages
    }
    sql = f"SELECT id, session_id, server_seq FROM message WHERE id IN {marks(len(placed))}"  # noqa: S608
    held = [_Held(*row) for row in plain(connection).execute(sql, tuple(placed))]
    changed = _change(connection, [(row, placed[row.id]) for row in held], home) if held else set()
    here = {row.id for row in held}
    new = [each for id_, each in placed.items() if id_ not in here and each.session_id is not None]
    return changed | _insert(connection, new, home)


def _change(connection: Connection, held: Sequence[tuple[_Held, Placed]], home: str) -> set[str]:
    """What is here already: the log says where it belongs, and what it says."""
    gone = [row for row, to in held if to.session_id is None]
    drop(connection, [row.id for row in gone])
    changed = [
        (row, to)
        for row, to in held
        if to.session_id is not None
        and to.server_seq is not None
        and (row.session_id, row.server_seq) != (to.session_id, to.server_seq)
    ]
    if changed:
        items.ensure(connection, {str(to.session_id): (to.op.message.created_ms, home) for _, to in changed})
        moves = [to for row, to in changed if row.session_id != to.session_id]
        unindex(connection, [to.op.message.id for to in moves])
        _update(connection, [to for _, to in changed])
        index_messages(connection, [(str(to.session_id), to.op.message) for to in moves])
    moved = {row.session_id for row in gone}
    moved |= {
        each for row, to in changed if row.session_id != to.session_id for each in (row.session_id, str(to.session_id))
    }
    items.recount(connection, moved)
    return moved | {row.session_id for row, _ in changed}


def _update(connection: Connection, placed: Sequence[Placed]) -> None:
    plain(connection).executemany(_UPDATE, [_row(each) for each in placed])


def _insert(connection: Connection, new: Sequence[Placed], home: str) -> set[str]:
    if not new:
        return set()
    sql = plain(connection)
    sql.executemany(_INSERT, [_row(each) for each in new])
    index_messages(connection, [(str(each.session_id), each.op.message) for each in new])
    sessions: dict[str, list[Placed]] = {}
    for placed in new:
        sessions.setdefault(str(placed.session_id), []).append(placed)
    items.ensure(connection, {each: (its[0].op.message.created_ms, home) for each, its in sessions.items()})
    sql.executemany(_COUNTED, [_tally(each, its) for each, its in sessions.items()])
    return set(sessions)


_INSERT = """INSERT INTO message (id, session_id, written_to, server_seq, parent_id, created_ms, body, extra)
    VALUES (:id, :session_id, :written_to, :server_seq, :parent_id, :created_ms, :body, :extra)"""
_UPDATE = """UPDATE message SET session_id = :session_id, written_to = :written_to, server_seq = :server_seq,
    body = :body WHERE id = :id"""
_COUNTED = """UPDATE session SET message_count = message_count + :more, updated_ms = max(updated_ms, :newest),
    tip = CASE WHEN :goes_on AND tip IS :parent AND (tip IS NOT NULL OR message_count = 0) THEN :last END
    WHERE id = :id"""
"""The tip stays known where the new ones go on from it."""


def _tally(session_id: str, new: Sequence[Placed]) -> dict[str, Any]:
    messages = [each.op.message for each in new]
    return {
        "id": session_id,
        "more": len(new),
        "newest": max(each.created_ms for each in messages),
        "goes_on": all(each.parent_id == before.id for before, each in pairwise(messages)),
        "parent": messages[0].parent_id,
        "last": messages[-1].id,
    }


def drop(connection: Connection, message_ids: Sequence[str]) -> None:
    """Remove messages, and what is found by them."""
    unindex(connection, message_ids)
    for start in range(0, len(message_ids), _AT_ONCE):
        some = message_ids[start : start + _AT_ONCE]
        connection.execute(delete(MessageRow).where(col(MessageRow.id).in_(some)))


def unindex(connection: Connection, message_ids: Sequence[str]) -> None:
    for start in range(0, len(message_ids), _AT_ONCE):
        some = message_ids[start : start + _AT_ONCE]
        bodies = connection.execute(select(col(MessageRow.body)).where(col(MessageRow.id).in_(some))).scalars()
        forget_messages(connection, map(Message.model_validate_json, bodies))


def _row(placed: Placed) -> dict[str, Any]:
    op = placed.op
    return {
        "id": op.message.id,
        "session_id": placed.session_id,
        "written_to": op.session_id if placed.session_id != op.session_id else None,
        "server_seq": placed.server_seq,
        "parent_id": op.message.parent_id,
        "created_ms": op.message.created_ms,
        "body": op.message.model_dump_json(),
        "extra": json.dumps(op.model_extra) if op.model_extra else None,
    }

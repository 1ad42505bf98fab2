"""Digests of the sessions that lie here, to be compared with those of the hub's log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select
from sqlmodel import col

from shared.sync.digest import op_digest, session_digest
from spoke.sessions import homes
from spoke.store.tables import ItemRow, MessageRow, OutboxRow, QuarantineRow, SessionRow


def digests(connection: Connection, after: str, upto: str | None) -> dict[str, str]:
    """Of the sessions that sync, by id after `after` up to `upto`, but for what waits in the outbox."""
    sessions = select(col(SessionRow.id)).where(
        col(SessionRow.home) == homes.current(connection), *_between(SessionRow.id, after, upto)
    )
    beside = _beside(connection, after, upto)
    found = {each: beside.get(each, []) for each in connection.execute(sessions).scalars()}
    told = {}
    for session_id, rows in groupby(_messages(connection, MessageRow.session_id, after, upto), key=itemgetter(0)):
        if (slots := found.pop(session_id, None)) is not None:
            told[session_id] = session_digest([*slots, *map(_slot, rows)])
    return told | {each: session_digest(slots) for each, slots in found.items()}


def _between(column: object, after: str, upto: str | None) -> list[ColumnElement[bool]]:
    return [col(column) > after] + ([] if upto is None else [col(column) <= upto])


def _beside(connection: Connection, after: str, upto: str | None) -> dict[str, list[tuple[str, str]]]:
    """What there is of each session beside the messages that it shows."""
    found: dict[str, list[tuple[str, str]]] = {}
    items = select(col(ItemRow.session_id), col(ItemRow.slot), col(ItemRow.op))
    for session_id, slot, op in connection.execute(items.where(*_between(ItemRow.session_id, after, upto))):
        found.setdefault(session_id, []).append((slot, op_digest(json.loads(op))))
    for row in _messages(connection, MessageRow.written_to, after, upto):
        found.setdefault(row[0], []).append(_slot(row))
    return found


def _messages(connection: Connection, of: object, after: str, upto: str | None) -> Iterator[Any]:
    """(session, id, body, extra) by session, without those that wait or were refused."""
    late = [] if of is MessageRow.written_to else [col(MessageRow.written_to).is_(None)]
    rows = (
        select(col(of), col(MessageRow.id), col(MessageRow.body), col(MessageRow.extra))
        .where(*_between(of, after, upto), *late)
        .where(counted(of))
        .order_by(col(of))
        .execution_options(yield_per=1_000)
    )
    yield from connection.execute(rows)


def counted(of: object) -> ColumnElement[bool]:
    """Whether a message is one that the hub is told of: all but those that wait or were refused."""
    slot = "message/" + col(MessageRow.id)
    waits = exists().where(col(OutboxRow.session_id) == col(of), col(OutboxRow.slot) == slot)
    refused = exists().where(col(QuarantineRow.slot) == slot)
    return col(MessageRow.server_seq).is_not(None) | ~(waits | refused)


def _slot(row: Any) -> tuple[str, str]:
    session_id, message_id, body, extra = row
    op = {"kind": "message.add", "session_id": session_id, "message": json.loads(body), **json.loads(extra or "{}")}
    return f"message/{message_id}", op_digest(op)

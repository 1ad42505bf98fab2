"""Finding messages and sessions by their words, with bounded work.

Rules of this module:
- few matches are ranked (BM25), many are given newest first: ranking reads every match, and a word that is everywhere
  says little about which one is meant;
- what is counted bounds the work, and a deadline what cannot be counted. Where one of them ended it, `complete` is
  false, and what was found by then is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from shared.errors import InvalidArgument
from shared.sync.ops import Message
from spoke.node.bodies.search import SearchHit, SearchReply
from spoke.sessions.search import index
from spoke.sessions.search.excerpt import excerpt, holds
from spoke.sessions.search.filters import Conditions, Filter, conditions_of
from spoke.sessions.search.guard import Interrupted, guarded
from spoke.sessions.search.query import Phrase, match, parse

RANKED = 1_000
"""Matches that are ranked; where there are more, the newest come first."""

COMMON = 20_000
"""Messages a word may be in and still count for the rank."""

WALKED = 20_000
"""Matches that are looked at for those that also pass the filter."""

READ = 500
"""The newest messages, read for a word of which only a few letters are typed."""

TITLES = 5
"""Sessions found by their title that come before the messages."""

_ROW = """search_message.number AS number, search_message.id AS id, session.id AS session_id,
    session.title AS title, session.archived AS archived"""
_JOINED = """JOIN search_session ON search_session.number = search_message.session
    JOIN session ON session.id = search_session.id"""


_CROSS_JOINED = _JOINED.replace("JOIN", "CROSS JOIN")


@dataclass(frozen=True, slots=True)
class _Found:
    rows: list[Any]
    next: str | None = None
    complete: bool = True


def search(
    connection: Connection, query: str, where: Filter | None = None, *, limit: int = 20, after: str | None = None
) -> SearchReply:
    """Sessions and messages that hold all words of the query. `after`: the `next` of the page before."""
    phrases = parse(query)
    if not phrases or index.missing(connection):
        return SearchReply(hits=[], complete=index.whole(connection))
    conditions = conditions_of(where or Filter())
    titles = [] if after or (where and where.role) else _titles(connection, phrases, conditions)
    found = _messages(connection, phrases, conditions, limit, after)
    hits = titles + _shown(connection, phrases, found.rows)
    return SearchReply(hits=hits, next=found.next, complete=found.complete and index.whole(connection))


def _messages(
    connection: Connection, phrases: list[Phrase], conditions: Conditions, limit: int, after: str | None
) -> _Found:
    how, at = _place(after)
    if how == "read" or (how is None and any(phrase.vague for phrase in phrases)):
        read = _read(connection, phrases, conditions, limit, at)
        if how == "read" or len(read.rows) == limit:
            return read
    try:
        with guarded(connection):
            if how == "newest" or (how is None and _many(connection, phrases, conditions)):
                return _newest(connection, phrases, conditions, limit, at)
            return _ranked(connection, phrases, conditions, limit, at or 0)
    except Interrupted:
        read = _read(connection, phrases, conditions, limit, None)
        return _Found(read.rows, read.next, complete=False)


def _place(after: str | None) -> tuple[str | None, int | None]:
    if after is None:
        return None, None
    how, _, at = after.partition(".")
    if how not in ("read", "newest", "ranked") or not (at.isascii() and at.isdigit() and len(at) < 19):
        raise InvalidArgument("`after` is the `next` of an earlier page.")
    return how, int(at)


# --- three ways ---


def _read(
    connection: Connection, phrases: list[Phrase], conditions: Conditions, limit: int, before: int | None
) -> _Found:
    """The newest messages that hold the phrases, among the newest there are: no index, so it costs the same always."""
    only = conditions.before(before)
    rows = connection.exec_driver_sql(
        f"SELECT {_ROW} FROM search_message {_JOINED} WHERE {only.text} "  # noqa: S608
        "ORDER BY search_message.number DESC LIMIT ?",
        (*only.values, READ),
    ).all()
    kept: list[Any] = []
    last = None
    for at in range(0, len(rows), 50):
        some = rows[at : at + 50]
        texts = _texts(connection, some)
        for row in some:
            if len(kept) < limit:
                last = row.number
                if holds(texts.get(row.id, ""), phrases):
                    kept.append(row)
    more = len(rows) == READ or len(kept) == limit
    return _Found(kept, f"read.{last}" if more and last is not None else None, complete=len(rows) < READ)


def _newest(
    connection: Connection, phrases: list[Phrase], conditions: Conditions, limit: int, before: int | None
) -> _Found:
    """Matches of the index, newest first, as far as the filter lets some through within bounds."""
    span = conditions.before(before).span
    found = connection.exec_driver_sql(
        f"SELECT {_ROW} FROM (SELECT rowid FROM search_text WHERE search_text MATCH ? AND {span.text} "  # noqa: S608
        "ORDER BY rowid DESC LIMIT ?) AS found "
        # Joined in this order, and not sorted again: so it ends with the row that fills the page.
        f"CROSS JOIN search_message ON search_message.number = found.rowid {_CROSS_JOINED} WHERE {conditions.text} "
        "LIMIT ?",
        (match(phrases), *span.values, WALKED, *conditions.values, limit + 1),
    ).all()
    if len(found) > limit:
        return _Found(list(found[:limit]), f"newest.{found[limit - 1].number}")
    walked = connection.exec_driver_sql(
        f"SELECT min(rowid), count(*) FROM (SELECT rowid FROM search_text WHERE search_text MATCH ? AND {span.text} "  # noqa: S608
        "ORDER BY rowid DESC LIMIT ?)",
        (match(phrases), *span.values, WALKED),
    ).one()
    ended = walked[1] < WALKED
    return _Found(list(found), None if ended else f"newest.{walked[0]}", complete=ended)


def _ranked(connection: Connection, phrases: list[Phrase], conditions: Conditions, limit: int, skipped: int) -> _Found:
    """All matches by rank. Only words that are not everywhere count for it, and only their matches are read."""
    telling = [phrase for phrase in phrases if _count(connection, [phrase], COMMON) < COMMON]
    span = conditions.span
    among, order = "", "found.rowid DESC"
    values: list[Any] = [match(telling or phrases), *span.values]
    if telling:
        order = "found.rank, found.rowid DESC"
        if len(telling) < len(phrases):
            among = "AND +rowid IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)"
            values.append(match(phrases))
    found = connection.exec_driver_sql(
        f"SELECT {_ROW} FROM (SELECT rowid, {'rank' if telling else '0 AS rank'} FROM search_text "  # noqa: S608
        f"WHERE search_text MATCH ? AND {span.text} {among}) AS found "
        f"JOIN search_message ON search_message.number = found.rowid {_JOINED} WHERE {conditions.text} "
        f"ORDER BY {order} LIMIT ? OFFSET ?",
        (*values, *conditions.values, limit + 1, skipped),
    ).all()
    return _Found(list(found[:limit]), f"ranked.{skipped + limit}" if len(found) > limit else None)


def _many(connection: Connection, phrases: list[Phrase], conditions: Conditions) -> bool:
    return _count(connection, phrases, RANKED + 1, conditions.span) > RANKED


def _count(connection: Connection, phrases: list[Phrase], most: int, span: Conditions | None = None) -> int:
    span = span or Conditions()
    sql = f"SELECT count(*) FROM (SELECT 1 FROM search_text WHERE search_text MATCH ? AND {span.text} LIMIT ?)"  # noqa: S608
    return int(connection.exec_driver_sql(sql, (match(phrases), *span.values, most)).scalar_one())


# --- what is shown ---


def _titles(connection: Connection, phrases: list[Phrase], conditions: Conditions) -> list[SearchHit]:
    only = conditions.of_sessions
    order = "search_title.rowid DESC" if any(phrase.vague for phrase in phrases) else "search_title.rank"
    try:
        with guarded(connection):
            rows = connection.exec_driver_sql(
                "SELECT session.id, session.title, session.archived, session.updated_ms FROM search_title "  # noqa: S608
                "JOIN search_session ON search_session.number = search_title.rowid "
                "JOIN session ON session.id = search_session.id "
                f"WHERE search_title MATCH ? AND {only.text} ORDER BY {order} LIMIT ?",
                (match(phrases), *only.values, TITLES),
            ).all()
    except Interrupted:
        return []
    return [_title_hit(row, phrases) for row in rows]


def _title_hit(row: Any, phrases: Sequence[Phrase]) -> SearchHit:
    part = excerpt(row.title, phrases)
    return SearchHit(
        session_id=row.id, title=row.title, archived=row.archived, created_ms=row.updated_ms,
        excerpt=part.text, marks=part.marks,
    )  # fmt: skip


def _shown(connection: Connection, phrases: list[Phrase], rows: list[Any]) -> list[SearchHit]:
    messages = _bodies(connection, rows)
    hits: list[SearchHit] = []
    for row in rows:
        if message := messages.get(row.id):
            part = excerpt(index.text_of(message), phrases)
            hit = SearchHit(
                session_id=row.session_id, title=row.title, archived=row.archived, message_id=message.id,
                role=message.role, created_ms=message.created_ms, excerpt=part.text, marks=part.marks,
            )  # fmt: skip
            hits.append(hit)
    return hits


def _texts(connection: Connection, rows: Sequence[Any]) -> dict[bytes, str]:
    return {key: index.text_of(message) for key, message in _bodies(connection, rows).items()}


def _bodies(connection: Connection, rows: Sequence[Any]) -> dict[bytes, Message]:
    if not rows:
        return {}
    ids = [str(UUID(bytes=row.id)) for row in rows]
    sql = f"SELECT body FROM message WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608
    found = (Message.model_validate_json(body) for (body,) in connection.exec_driver_sql(sql, tuple(ids)))
    return {UUID(message.id).bytes: message for message in found}

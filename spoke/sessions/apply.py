"""What ops do to the tables: those of the hub's log, many at a time, and those that are written here.

Rules of this module:
- applying twice is applying once, in any order that the log can give;
- what the log has and what waits are kept apart: a session's row shows the second on top of the first;
- the content of a purged session goes when the log has the purge, never before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update
from sqlmodel import col

from shared.sync.ops import LoggedOp, Message, MessageAdd, Op, SessionPurge
from shared.sync.state import PENDING, PURGE, shown_in
from shared.system.plain import plain
from spoke.sessions import homes, items
from spoke.sessions.items import Purges
from spoke.sessions.placing import drop, place, unindex
from spoke.sessions.search.index import forget_session, index_messages
from spoke.store.tables import ItemRow, MessageRow, SessionRow


def apply_logged(connection: Connection, page: Sequence[LoggedOp]) -> set[str]:
    """Take entries of the hub's log, in their order; which sessions they may have changed."""
    touched = {each.op.session_id for each in page}
    if not page:
        return touched
    home = homes.current(connection)
    others = [each for each in page if not isinstance(each.op, MessageAdd)]
    messages = [(each.op, each.server_seq) for each in page if isinstance(each.op, MessageAdd)]
    _ensure_all(connection, page, home)
    adopted = col(SessionRow.home).not_in([home, homes.LOCAL])
    connection.execute(update(SessionRow).where(col(SessionRow.id).in_(touched), adopted).values(home=home))
    plain(connection).executemany("DELETE FROM outbox WHERE op_id = ?", [(each.op.op_id,) for each in page])
    items.put(connection, others)
    purges = Purges(connection)
    for each in others:
        if isinstance(each.op, SessionPurge):
            touched |= _purge(connection, each.op.session_id, purges)
    for session_id in {each.op.session_id for each in others} & _purged(connection, touched):
        items.prune(connection, session_id, purges[session_id])  # what came after the purge, too
    touched |= place(connection, messages, purges, home)
    items.refresh(connection, {each.op.session_id for each in others})
    return touched


def apply_local(connection: Connection, op: Op, *, settled: bool) -> None:
    """Take an op that was written here. `settled`: its session does not sync, so there is nothing to wait for."""
    home = homes.of(connection, op.session_id)
    if isinstance(op, MessageAdd):
        place(connection, [(op, None)], Purges(connection), home)
        return
    _ensure_all(connection, [op], home)
    if settled:
        items.settle(connection, op)
        if isinstance(op, SessionPurge):
            of = col(MessageRow.session_id) == op.session_id
            drop(connection, list(connection.execute(select(col(MessageRow.id)).where(of)).scalars()))
            forget_session(connection, op.session_id)
            items.recount(connection, [op.session_id])
    items.refresh(connection, [op.session_id])


def _ensure_all(connection: Connection, page: Sequence[LoggedOp | Op], home: str) -> None:
    created: dict[str, tuple[int, str]] = {}
    for each in page:
        op = each.op if isinstance(each, LoggedOp) else each
        at = op.message.created_ms if isinstance(op, MessageAdd) else 0
        created.setdefault(op.session_id, (at, home))
    items.ensure(connection, created)


def _purged(connection: Connection, session_ids: set[str]) -> set[str]:
    of = col(ItemRow.slot) == PURGE, col(ItemRow.session_id).in_(session_ids)
    return set(connection.execute(select(col(ItemRow.session_id)).where(*of)).scalars())


def _purge(connection: Connection, session_id: str, purges: Purges) -> set[str]:
    """Remove what was purged; what the log does not have yet, or has had since, moves to where it is recovered.

    What was recovered before counts too: a hub that was restored may have it before the purge now.
    """
    table = MessageRow.__table__  # type: ignore[attr-defined]
    here = or_(table.c.session_id == session_id, table.c.written_to == session_id)
    rows = connection.execute(select(table).where(here)).all()
    placed = [
        (row, shown_in(row.written_to or session_id, PENDING if row.server_seq is None else row.server_seq, purges))
        for row in rows
    ]
    drop(connection, [row.id for row, place in placed if place is None])
    forget_session(connection, session_id)
    moves = [(row, place) for row, place in placed if place not in (None, row.session_id)]
    changed = {session_id, *(row.session_id for row in rows)} | _move(connection, session_id, moves)
    items.recount(connection, changed)
    return changed


def _move(connection: Connection, session_id: str, placed: Sequence[tuple[Any, str | None]]) -> set[str]:
    """Messages written to one session to where each is placed now."""
    if not placed:
        return set()
    home = homes.of(connection, session_id)
    items.ensure(connection, {str(place): (row.created_ms, home) for row, place in placed})
    unindex(connection, [row.id for row, _ in placed])
    table = MessageRow.__table__  # type: ignore[attr-defined]
    move = update(table).where(table.c.id == bindparam("its_id"))
    connection.execute(
        move.values(session_id=bindparam("place"), written_to=bindparam("source")),
        [{"its_id": row.id, "place": place, "source": row.written_to or session_id} for row, place in placed],
    )
    index_messages(connection, [(str(place), Message.model_validate_json(row.body)) for row, place in placed])
    return {str(place) for _, place in placed}

"""The state of a session but for its messages: what fills each slot, and the session's own row that follows from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from shared.sync.ops import LoggedOp, Op, read_op
from shared.sync.state import PURGE, RECOVERED, View, slot, survives, view
from shared.system.plain import plain
from spoke.sessions.numbering import IN_ORDER
from spoke.sessions.search.index import index_title
from spoke.store.tables import ItemRow, MessageRow, OutboxRow, SessionRow


class Purges(Mapping[str, int]):
    """When each purged session was, as the log has it; asked for one by one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[str, int | None] = {}

    def __getitem__(self, session_id: str) -> int:
        if session_id not in self._found:
            sql = "SELECT server_seq FROM session_item WHERE session_id = ? AND slot = ?"
            found = plain(self._connection).execute(sql, (session_id, PURGE)).fetchone()
            self._found[session_id] = found[0] if found else None
        if (seq := self._found[session_id]) is None:
            raise KeyError(session_id)
        return seq

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def put(connection: Connection, logged: Iterable[LoggedOp]) -> None:
    """Fill slots with what the log has; in each the newest stays."""
    rows = [_row(each.op, each.server_seq) for each in logged]
    if not rows:
        return
    item = insert(ItemRow)
    newer = item.on_conflict_do_update(
        index_elements=["session_id", "slot"],
        set_={name: item.excluded[name] for name in ("server_seq", "op_id", "op")},
        where=col(ItemRow.server_seq) < item.excluded.server_seq,
    )
    connection.execute(newer, rows)


def settle(connection: Connection, op: Op) -> None:
    """Fill a slot in a session that does not sync: the last one to come stays."""
    item = insert(ItemRow).values(_row(op, 0))
    connection.execute(
        item.on_conflict_do_update(
            index_elements=["session_id", "slot"],
            set_={name: item.excluded[name] for name in ("server_seq", "op_id", "op")},
        )
    )


def _row(op: Op, server_seq: int) -> dict[str, object]:
    return {
        "session_id": op.session_id, "slot": slot(op), "server_seq": server_seq,
        "op_id": op.op_id, "op": op.model_dump_json(),
    }  # fmt: skip


def prune(connection: Connection, session_id: str, purged_at: int) -> None:
    """Drop what does not count any more in a purged session."""
    of = col(ItemRow.session_id) == session_id
    rows = connection.execute(select(col(ItemRow.slot), col(ItemRow.server_seq)).where(of)).all()
    gone = [name for name, seq in rows if not survives(name, seq, purged_at)]
    if gone:
        connection.execute(delete(ItemRow).where(of, col(ItemRow.slot).in_(gone)))


def seen(connection: Connection, session_id: str) -> View:
    """What the session comes to: what the log has, and what waits on top of it. What is parked does nothing yet."""
    items = select(col(ItemRow.slot), col(ItemRow.op)).where(
        col(ItemRow.session_id) == session_id, ~col(ItemRow.slot).startswith("op/")
    )
    waiting = select(col(OutboxRow.slot), col(OutboxRow.op)).where(
        col(OutboxRow.session_id) == session_id, ~col(OutboxRow.slot).startswith("message/")
    )
    rows = [*connection.execute(items), *connection.execute(waiting.order_by(*IN_ORDER))]
    return view(read_op(op) for op in {row.slot: row.op for row in rows}.values())


def refresh(connection: Connection, session_ids: Iterable[str]) -> None:
    """Bring the sessions' own rows in step with their state. Their rows exist."""
    rows = []
    ids = sorted(session_ids)
    titles = select(col(SessionRow.id), col(SessionRow.title)).where(col(SessionRow.id).in_(ids))
    called = {row.id: row.title for row in connection.execute(titles)}
    for session_id in ids:
        now = seen(connection, session_id)
        values = {
            "id_": session_id, "title": now.title, "pinned": now.pinned, "archived": now.archived,
            "folder": now.folder, "tags": json.dumps(now.tags, ensure_ascii=False), "branch": now.branch,
            "deleted": now.deleted, "deleted_ms": now.deleted_ms, "purged": now.purged, "tip": None,
            "created_ms": now.created_ms,
        }  # fmt: skip
        rows.append(values)
    if not rows:
        return
    shown = (
        "title", "pinned", "archived", "folder", "tags", "branch", "deleted", "deleted_ms", "purged", "tip",
    )  # fmt: skip
    created: ColumnElement[int] = func.coalesce(bindparam("created_ms"), col(SessionRow.created_ms))
    statement = (
        update(SessionRow.__table__)  # type: ignore[attr-defined]
        .where(col(SessionRow.id) == bindparam("id_"))
        .values(
            {name: bindparam(name) for name in shown}
            | {"created_ms": created, "updated_ms": func.max(col(SessionRow.updated_ms), created)}
        )
    )
    connection.execute(statement, rows)
    for row in rows:
        if row["title"] != called.get(str(row["id_"])) and not row["purged"]:
            index_title(connection, str(row["id_"]))


def ensure(connection: Connection, created: Mapping[str, tuple[int, str]]) -> None:
    """A session that is spoken of exists, whatever came first. `created`: when and with which home, of each."""
    rows = [(session_id, home, RECOVERED, at, at) for session_id, (at, home) in created.items()]
    plain(connection).executemany(_ENSURE, rows)


_ENSURE = """INSERT OR IGNORE INTO session (id, home, title, created_ms, updated_ms, message_count, pinned, archived,
    tags, deleted, purged) VALUES (?, ?, ?, ?, ?, 0, 0, 0, '[]', 0, 0)"""


def miscounted(connection: Connection) -> set[str]:
    """Sessions whose rows say another number of messages than there are."""
    sql = "SELECT id FROM session WHERE message_count != (SELECT count(*) FROM message WHERE session_id = session.id)"
    return {id_ for (id_,) in plain(connection).execute(sql)}


def recount(connection: Connection, session_ids: Iterable[str]) -> None:
    """Count the messages of sessions that lost some."""
    for session_id in session_ids:
        of = col(MessageRow.session_id) == session_id
        found = connection.execute(select(func.count(), func.max(col(MessageRow.created_ms))).where(of)).one()
        connection.execute(
            update(SessionRow)
            .where(col(SessionRow.id) == session_id)
            .values(
                message_count=found[0],
                updated_ms=func.max(col(SessionRow.created_ms), found[1] or 0),
                tip=None,
            )
        )

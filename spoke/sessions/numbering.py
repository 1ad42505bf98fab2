"""The order in which the outbox goes out: numbers of one replica, from 1 on, without a gap."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from shared.sync.ops import Op
from shared.sync.state import slot
from shared.system.plain import plain
from spoke.store.tables import OutboxRow

IN_ORDER = (col(OutboxRow.offered).desc(), col(OutboxRow.replica_seq))


def add(connection: Connection, ops: Iterable[Op], *, offered: bool) -> None:
    """Queue ops. `offered`: the log lost them; `renumber` then puts them before what was written since."""
    plain(connection).executemany(
        "INSERT INTO outbox (op_id, session_id, slot, offered, op) VALUES (?, ?, ?, ?, ?)",
        [(op.op_id, op.session_id, slot(op), offered, op.model_dump_json()) for op in ops],
    )


def renumber(connection: Connection) -> None:
    """Let what waits count from 1 again, for a replica that the hub has not heard of."""
    columns = (OutboxRow.op_id, OutboxRow.session_id, OutboxRow.slot, OutboxRow.op)
    rows = connection.execute(select(*map(col, columns)).order_by(*IN_ORDER)).mappings().all()
    connection.execute(delete(OutboxRow))
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
    if rows:
        connection.execute(insert(OutboxRow), [dict(row) for row in rows])

"""Local writes: the state and its op are one transaction, so that nothing is shown that will not be synced."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col

from shared.api import PushReply
from shared.limits import LIMITS
from shared.sync.ops import LoggedOp, Op, OutboxOp, SessionSet
from spoke.sessions.apply import apply, show, waits
from spoke.store.tables import OutboxRow, QuarantineRow, RegisterRow

_op: TypeAdapter[Op] = TypeAdapter(Op)


@dataclass(frozen=True, slots=True)
class Waiting:
    pending: int
    quarantined: int


def record(connection: Connection, op: Op) -> None:
    """Do `op` here and queue it for the hub."""
    apply(connection, op)
    register = op.field if isinstance(op, SessionSet) else None
    connection.execute(
        insert(OutboxRow).values(op_id=op.op_id, session_id=op.session_id, sets=register, op=op.model_dump_json())
    )


def take(connection: Connection, logged: LoggedOp, replica_id: str) -> None:
    """Do an entry of the hub's log here. One of our own is acknowledged by being there: its answer may be lost."""
    if logged.replica_id == replica_id:
        connection.execute(delete(OutboxRow).where(col(OutboxRow.op_id) == logged.op.op_id))
    apply(connection, logged.op, logged.server_seq)


def next_push(connection: Connection) -> list[OutboxOp]:
    """The oldest ops that wait, as many as one push may hold."""
    rows = connection.execute(
        select(col(OutboxRow.replica_seq), col(OutboxRow.op))
        .order_by(col(OutboxRow.replica_seq))
        .limit(LIMITS.push_ops)
    )
    ops: list[OutboxOp] = []
    size = 0
    for number, text in rows:
        size += len(text.encode())
        if ops and size > LIMITS.page_bytes:
            break
        ops.append(OutboxOp(replica_seq=number, op=_op.validate_json(text)))
    return ops


def acknowledge(connection: Connection, reply: PushReply, sent: int) -> None:
    """Forget what the hub has; set aside, with the reason, what it cannot accept.

    `sent`: the highest number that was sent. A hub that claims more has it from another copy of this folder.
    """
    for refused in reply.quarantined:
        op = connection.execute(select(col(OutboxRow.op)).where(col(OutboxRow.replica_seq) == refused.replica_seq))
        if (text := op.scalar_one_or_none()) is not None:
            row = upsert(QuarantineRow).values(
                replica_seq=refused.replica_seq, op=text, code=refused.code, message=refused.message
            )
            connection.execute(row.on_conflict_do_nothing())
    connection.execute(delete(OutboxRow).where(col(OutboxRow.replica_seq) <= min(reply.acked, sent)))
    for refused in reply.quarantined:
        _show_logged(connection, refused.replica_seq)


def _show_logged(connection: Connection, replica_seq: int) -> None:
    """A refused value of a register is shown no longer: the log's is, if it has one."""
    text = connection.execute(select(col(QuarantineRow.op)).where(col(QuarantineRow.replica_seq) == replica_seq))
    op = _op.validate_json(text.scalar_one())
    if not isinstance(op, SessionSet) or waits(connection, op.session_id, op.field):
        return
    logged = select(col(RegisterRow.value)).where(
        col(RegisterRow.session_id) == op.session_id, col(RegisterRow.field) == op.field
    )
    if (value := connection.execute(logged).scalar_one_or_none()) is not None:
        show(connection, op.session_id, op.field, json.loads(value))


def renumber(connection: Connection) -> None:
    """Let what waits count from 1 again, for a hub that knows nothing of this replica."""
    columns = (OutboxRow.op_id, OutboxRow.session_id, OutboxRow.sets, OutboxRow.op)
    rows = connection.execute(select(*map(col, columns)).order_by(col(OutboxRow.replica_seq))).mappings().all()
    connection.execute(delete(OutboxRow))
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
    if rows:
        connection.execute(insert(OutboxRow), [dict(row) for row in rows])


def waiting(connection: Connection) -> Waiting:
    pending = connection.execute(select(func.count()).select_from(OutboxRow)).scalar_one()
    quarantined = connection.execute(select(func.count()).select_from(QuarantineRow)).scalar_one()
    return Waiting(pending, quarantined)

"""Local writes: the state and its op are one transaction, so that nothing is shown that will not be synced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from shared.api import PushReply
from shared.errors import TooLarge
from shared.limits import LIMITS
from shared.sync.ops import LoggedOp, Op, OutboxOp, read_op
from shared.sync.push import fitting
from shared.sync.state import slot
from shared.system.plain import plain
from spoke.sessions import homes, items, numbering
from spoke.sessions.apply import apply_local, apply_logged
from spoke.store.tables import OutboxRow, QuarantineRow


@dataclass(frozen=True, slots=True)
class Waiting:
    pending: int
    quarantined: int


def record(connection: Connection, op: Op) -> None:
    """Do `op` here, and queue it for the hub where its session syncs. Raises `TooLarge`."""
    size = len(op.model_dump_json().encode())
    if size > LIMITS.op_bytes:
        raise TooLarge(f"A change may hold {LIMITS.op_bytes} bytes, not {size}.")
    travels = homes.travels(connection, op.session_id)
    if travels:
        numbering.add(connection, [op], offered=False)
    apply_local(connection, op, settled=not travels)


def next_push(connection: Connection) -> list[OutboxOp]:
    """The oldest ops that wait, as many as one push may hold."""
    sql = "SELECT replica_seq, op FROM outbox ORDER BY replica_seq LIMIT ?"
    found: list[tuple[int, str]] = []

    def sizes() -> Iterator[int]:
        for row in plain(connection).execute(sql, (LIMITS.push_ops,)):
            found.append(row)
            yield len(row[1].encode())

    count = fitting(sizes())
    return [OutboxOp(replica_seq=number, op=read_op(text)) for number, text in found[:count]]


def acknowledge(connection: Connection, reply: PushReply, sent: list[OutboxOp], replica_id: str) -> set[str]:
    """Take what the hub has as logged; set aside, with the reason, what it cannot accept. Which sessions changed."""
    ops = {each.replica_seq: each.op for each in sent}
    for refused in reply.quarantined:
        if (op := ops.get(refused.replica_seq)) is not None:
            _set_aside(connection, op, refused.code, refused.message)
    logged = [
        LoggedOp(server_seq=each.server_seq, replica_id=replica_id, op=ops[each.replica_seq])
        for each in reply.logged
        if each.replica_seq in ops
    ]
    changed = apply_logged(connection, logged)
    return changed | {ops[each.replica_seq].session_id for each in reply.quarantined if each.replica_seq in ops}


def _set_aside(connection: Connection, op: Op, code: str, message: str) -> None:
    """What was refused is shown no longer as if it held; a message stays to be read until it is discarded."""
    connection.execute(delete(OutboxRow).where(col(OutboxRow.op_id) == op.op_id))
    row = insert(QuarantineRow).values(
        op_id=op.op_id, session_id=op.session_id, slot=slot(op), op=op.model_dump_json(), code=code, message=message
    )
    connection.execute(row.on_conflict_do_nothing())
    items.refresh(connection, [op.session_id])


def waiting(connection: Connection) -> Waiting:
    pending = connection.execute(select(func.count()).select_from(OutboxRow)).scalar_one()
    quarantined = connection.execute(select(func.count()).select_from(QuarantineRow)).scalar_one()
    return Waiting(pending, quarantined)

"""Ops of a newer version wait in slots of their own; the version that knows them takes them up when it starts."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlmodel import col

from shared.sync.ops import KINDS, LoggedOp, UnknownOp, read_op
from spoke.sessions import homes, replica
from spoke.sessions.apply import apply_local, apply_logged
from spoke.store import settings
from spoke.store.tables import ItemRow

_KNOWN = "sync_kinds"


def take_up(connection: Connection) -> set[str]:
    """Apply what earlier versions parked and this one knows, in the order of the log; which sessions changed.

    They dropped what they did not know of a chat that was purged, so this copy is compared with the hub's, too.
    """
    before = settings.get(connection, _KNOWN)
    if before == sorted(KINDS):
        return set()
    settings.put(connection, _KNOWN, sorted(KINDS))
    if before is not None:
        replica.wants_repair(connection, "upgraded")
    rows = connection.execute(
        select(ItemRow.__table__)  # type: ignore[attr-defined]
        .where(col(ItemRow.slot).startswith("op/"))
        .order_by(col(ItemRow.server_seq))
    ).all()
    known = [(row, op) for row in rows if not isinstance(op := read_op(row.op), UnknownOp)]
    for row, op in known:
        connection.execute(
            delete(ItemRow).where(col(ItemRow.session_id) == row.session_id, col(ItemRow.slot) == row.slot)
        )
        if not row.server_seq:
            apply_local(connection, op, settled=not homes.travels(connection, op.session_id))
    replica_id = "00000000-0000-7000-8000-000000000000"
    logged = [LoggedOp(server_seq=row.server_seq, replica_id=replica_id, op=op) for row, op in known if row.server_seq]
    return apply_logged(connection, logged) | {op.session_id for _, op in known}

"""Rows of the ordered log of each user."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlmodel import Session, col, func, or_, select

from hub.store.tables import METADATA, QuarantineRow, ReplicaRow, SyncRow
from shared.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Entry:
    """`op`: JSON text, as it was pushed."""

    server_seq: int
    replica_id: str
    op: str


@dataclass(frozen=True, slots=True)
class NewEntry:
    server_seq: int
    op_id: str
    entity: str | None
    replica_seq: int
    op: str


@dataclass(frozen=True, slots=True)
class Quarantine:
    replica_seq: int
    code: str
    message: str
    op: str


@dataclass(slots=True)
class Known:
    """Ops of the log by their id, and by the message or session they made."""

    ops: dict[str, str]
    entities: dict[str, str]


def newest_seq(session: Session, user_id: str) -> int:
    return session.exec(select(func.max(SyncRow.server_seq)).where(SyncRow.user_id == user_id)).one() or 0


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(SyncRow)).one()


def replica_seq(session: Session, user_id: str, device_id: str, replica_id: str) -> int:
    """How far it has pushed. `Forbidden` for another device's: it would use up the numbers of what waits there."""
    row = session.get(ReplicaRow, (user_id, replica_id))
    if row is not None and row.device_id != device_id:
        raise Forbidden("This replica id belongs to another device.")
    return row.last_seq if row else 0


def set_replica_seq(session: Session, user_id: str, device_id: str, replica_id: str, last_seq: int) -> None:
    session.merge(ReplicaRow(user_id=user_id, replica_id=replica_id, device_id=device_id, last_seq=last_seq))


def known(session: Session, user_id: str, op_ids: list[str], entities: list[str]) -> Known:
    """Which of these op ids, and of these messages and sessions, the log holds."""
    rows = session.exec(
        select(SyncRow.op_id, SyncRow.entity, SyncRow.op).where(
            SyncRow.user_id == user_id, or_(col(SyncRow.op_id).in_(op_ids), col(SyncRow.entity).in_(entities))
        )
    ).all()
    return Known(
        ops={op_id: op for op_id, _, op in rows},
        entities={entity: op for _, entity, op in rows if entity is not None},
    )


def append(session: Session, user_id: str, replica_id: str, entries: list[NewEntry]) -> None:
    if entries:
        session.connection().execute(
            METADATA.tables["sync_log"].insert(),
            [{"user_id": user_id, "replica_id": replica_id, **asdict(e)} for e in entries],
        )


def quarantine(session: Session, user_id: str, replica_id: str, kept: list[Quarantine]) -> None:
    if kept:
        session.connection().execute(
            METADATA.tables["quarantine"].insert(),
            [{"user_id": user_id, "replica_id": replica_id, **asdict(q)} for q in kept],
        )


def quarantined(session: Session, user_id: str, replica_id: str, *, first: int, last: int) -> dict[int, Quarantine]:
    """What was not accepted of that replica between two of its numbers, both included."""
    rows = session.exec(
        select(QuarantineRow).where(
            QuarantineRow.user_id == user_id,
            QuarantineRow.replica_id == replica_id,
            col(QuarantineRow.replica_seq).between(first, last),
        )
    )
    return {row.replica_seq: Quarantine(row.replica_seq, row.code, row.message, row.op) for row in rows}


def page(session: Session, user_id: str, since: int, *, max_bytes: int, max_ops: int) -> tuple[list[Entry], bool]:
    """Entries after `since` in order, at least one if there is one, and whether there are more."""
    rows = session.exec(
        select(SyncRow.server_seq, SyncRow.replica_id, SyncRow.op)
        .where(SyncRow.user_id == user_id, SyncRow.server_seq > since)
        .order_by(col(SyncRow.server_seq))
        .limit(max_ops + 1)
        .execution_options(yield_per=50)
    )
    entries: list[Entry] = []
    size = 0
    for server_seq, replica_id, op in rows:
        size += len(op.encode())
        if len(entries) == max_ops or (entries and size > max_bytes):
            rows.close()
            return entries, True
        entries.append(Entry(server_seq, replica_id, op))
    return entries, False

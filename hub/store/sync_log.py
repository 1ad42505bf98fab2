"""Rows of the ordered log of each user."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from operator import attrgetter

from sqlmodel import Session, col, func, select

from hub.store.tables import METADATA, QuarantineRow, ReplicaRow, SyncRow
from shared.errors import Forbidden
from shared.system.plain import marks, plain


@dataclass(frozen=True, slots=True)
class NewEntry:
    server_seq: int
    op_id: str
    session_id: str
    slot: str
    entity: str | None
    digest: str
    chain: str
    replica_seq: int
    op: str


@dataclass(frozen=True, slots=True)
class Quarantine:
    replica_seq: int
    code: str
    message: str
    op: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the log has under an id."""

    server_seq: int
    digest: str


@dataclass(slots=True)
class Known:
    """Ops of the log by their id, and by the message or session they made."""

    ops: dict[str, Held] = field(default_factory=dict)
    entities: dict[str, Held] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log."""

    server_seq: int = 0
    chain: str = ""


def head(session: Session, user_id: str) -> Head:
    newest = (
        select(SyncRow.server_seq, SyncRow.chain)
        .where(SyncRow.user_id == user_id)
        .order_by(col(SyncRow.server_seq).desc())
        .limit(1)
    )
    row = session.exec(newest).first()
    return Head(*row) if row else Head()


def newest_seq(session: Session, user_id: str) -> int:
    return head(session, user_id).server_seq


def chain_at(session: Session, user_id: str, server_seq: int) -> str | None:
    at = select(SyncRow.chain).where(SyncRow.user_id == user_id, SyncRow.server_seq == server_seq)
    return session.exec(at).first()


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(SyncRow)).one()


def replica_seq(session: Session, user_id: str, device_id: str, replica_id: str) -> int:
    """How far it has pushed. `Forbidden` for another device's: it would use up the numbers of what waits there."""
    row = session.get(ReplicaRow, (user_id, replica_id))
    if row is not None and row.device_id != device_id:
        raise Forbidden("This replica id belongs to another device.", reason="replica_of_another")
    return row.last_seq if row else 0


def set_replica_seq(session: Session, user_id: str, device_id: str, replica_id: str, last_seq: int) -> None:
    session.merge(ReplicaRow(user_id=user_id, replica_id=replica_id, device_id=device_id, last_seq=last_seq))


def known(session: Session, user_id: str, op_ids: list[str], entities: list[str]) -> Known:
    """Which of these op ids, and of these messages and sessions, the log holds."""
    sql = plain(session.connection())
    found = Known()
    for column, sought in (("op_id", op_ids), ("entity", entities)):
        rows = sql.execute(f"{_KNOWN} {column} IN {marks(len(sought))}", (user_id, *sought))
        for op_id, entity, server_seq, digest in rows:
            held = Held(server_seq, digest)
            found.ops[op_id] = held
            if entity is not None:
                found.entities[entity] = held
    return found


_KNOWN = "SELECT op_id, entity, server_seq, digest FROM sync_log WHERE user_id = ? AND"


def append(session: Session, user_id: str, replica_id: str, entries: list[NewEntry]) -> None:
    rows = [(user_id, replica_id, *_FIELDS(each)) for each in entries]
    plain(session.connection()).executemany(_APPEND, rows)


_NAMES = [each.name for each in fields(NewEntry)]
_FIELDS = attrgetter(*_NAMES)
_APPEND = f"INSERT INTO sync_log (user_id, replica_id, {', '.join(_NAMES)}) VALUES {marks(len(_NAMES) + 2)}"  # noqa: S608


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

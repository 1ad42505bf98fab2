"""Reading the ordered log of a user: in pages, and as what its sessions come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from hub.store.tables import SyncRow
from shared.limits import LIMITS
from shared.sync.digest import session_digest
from shared.sync.push import fitting
from shared.sync.state import PURGE, shown_in, survives

_BYTES_BESIDE = 200
"""Of an entry, around its op."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`op`: JSON text, as it was pushed; empty where compaction took it."""

    server_seq: int
    op_id: str
    entity: str | None
    chain: str
    replica_id: str
    op: str


def after(session: Session, user_id: str, since: int, *, session_id: str | None = None) -> tuple[list[Entry], bool]:
    """Entries after `since` in order, at least one if there is one, and whether there are more.

    Of the whole log without those that compaction has emptied; of one session with them.
    """
    entries = (
        select(SyncRow.server_seq, SyncRow.op_id, SyncRow.entity, SyncRow.chain, SyncRow.replica_id, SyncRow.op)  # type: ignore[call-overload]
        .where(SyncRow.user_id == user_id, SyncRow.server_seq > since)
        .order_by(col(SyncRow.server_seq))
        .limit(LIMITS.push_ops + 1)
        .execution_options(yield_per=50)
    )
    of = SyncRow.op != "" if session_id is None else SyncRow.session_id == session_id
    rows = session.exec(entries.where(of))
    found: list[Entry] = []

    def sizes() -> Iterator[int]:
        for row in rows:
            found.append(Entry(*row))
            yield len(found[-1].op.encode()) + _BYTES_BESIDE

    count = fitting(sizes())
    rows.close()
    return found[:count], len(found) > count


def digests(session: Session, user_id: str, after: str, *, most: int) -> tuple[dict[str, str], bool]:
    """Of the user's sessions after that id, in the order of their ids, and whether there are more."""
    purges = _purges(session, user_id)
    rows = session.exec(
        select(SyncRow.session_id, SyncRow.slot, SyncRow.server_seq, SyncRow.digest)
        .where(SyncRow.user_id == user_id, SyncRow.session_id > after)
        .order_by(col(SyncRow.session_id), col(SyncRow.server_seq))
        .execution_options(yield_per=1_000)
    )
    found: dict[str, str] = {}
    for session_id, its in groupby(rows, key=lambda row: row[0]):
        if len(found) == most:
            rows.close()
            return found, True
        found[session_id] = session_digest(_counting(session_id, its, purges))
    return found, False


def _counting(session_id: str, rows: Iterator[Any], purges: dict[str, int]) -> list[tuple[str, str]]:
    """Slots of one session with the digest of what fills each: the newest entry, if it still counts."""
    newest = {slot: (seq, digest) for _, slot, seq, digest in rows}
    return [
        (slot, digest)
        for slot, (seq, digest) in newest.items()
        if (
            shown_in(session_id, seq, purges)
            if slot.startswith("message/")
            else survives(slot, seq, purges.get(session_id))
        )
    ]


def _purges(session: Session, user_id: str) -> dict[str, int]:
    """When each purged session was: of its `entity`, which has an index."""
    rows = session.exec(
        select(SyncRow.session_id, SyncRow.server_seq).where(
            SyncRow.user_id == user_id, col(SyncRow.entity).between(f"{PURGE}/", f"{PURGE}0")
        )
    )
    return dict(iter(rows))

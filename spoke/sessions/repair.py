"""The one repair: this copy and the hub's are compared session by session; each gets what it lacks, whoever wrote it.

For a copied data folder, a hub restored from a backup, a database refilled after damage, an account joined again,
digests that differ. Rules of this module:
- where both have something, the hub's order counts; what the hub does not have is offered as if it was written now;
- each session is one transaction, and nothing is lost between two: a repair that was cut begins again;
- ids make it all idempotent.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

from sqlalchemy import Connection, bindparam, case, delete, update
from sqlmodel import col

from shared.api import DigestsReply, Emptied, SessionLogReply
from shared.errors import Conflict
from shared.sync.digest import session_digest
from shared.sync.ops import LoggedOp
from shared.sync.state import PURGE, made
from shared.system.database import Database
from spoke.sessions import compare, homes, items, numbering, replica, unsent
from spoke.sessions.apply import apply_logged
from spoke.store.tables import ItemRow, MessageRow

_AT_ONCE = 500
_NOTHING = session_digest([])


class Log(Protocol):
    """What the hub tells for a repair."""

    async def digests(self, after: str) -> DigestsReply: ...

    async def session_log(self, session_id: str, since: int) -> SessionLogReply: ...


def forked() -> Conflict:
    return Conflict("The hub's log is not the one this device has read: it was restored.", reason="log_forked")


async def repair(database: Database, log: Log) -> set[str]:
    """Compare and mend; which sessions were changed here. Cancelling is safe: it begins again."""
    first = page = await log.digests("")
    changed = await _page(database, log, "", page)
    while page.upto is not None:
        after = page.upto
        page = await log.digests(after)
        if page.log_epoch != first.log_epoch:
            raise forked()
        changed |= await _page(database, log, after, page)
    return changed | await database.write(partial(_end, first=first))


def _end(connection: Connection, first: DigestsReply) -> set[str]:
    """What was counted wrongly after damage shows in no digest."""
    miscounted = items.miscounted(connection)
    items.recount(connection, miscounted)
    replica.repaired(connection, first.server_seq, first.head, first.log_epoch)
    return miscounted


async def _page(database: Database, log: Log, after: str, page: DigestsReply) -> set[str]:
    own = await database.read(partial(compare.digests, after=after, upto=page.upto))
    same = [session_id for session_id, digest in own.items() if page.sessions.get(session_id, _NOTHING) == digest]
    await database.write(partial(_rebase, session_ids=same, server_seq=page.server_seq))
    differ = sorted((page.sessions.keys() | own.keys()) - set(same))
    for session_id in differ:
        entries, emptied = await _entries(log, session_id) if session_id in page.sessions else ([], [])
        await database.write(partial(_mend, session_id=session_id, entries=entries, emptied=emptied))
    return set(differ)


async def _entries(log: Log, session_id: str) -> tuple[list[LoggedOp], list[Emptied]]:
    entries: list[LoggedOp] = []
    emptied: list[Emptied] = []
    since, more = 0, True
    while more:
        page = await log.session_log(session_id, since)
        entries += page.ops
        emptied += page.emptied
        since, more = page.upto, page.more
    return entries, emptied


def _rebase(connection: Connection, session_ids: list[str], server_seq: int) -> None:
    """What both have the same is as old as the log's end: whatever comes is newer, whatever is replayed is not.

    Only a purge counts as older than all: what the log still holds of its session came after it.
    """
    for start in range(0, len(session_ids), _AT_ONCE):
        some = session_ids[start : start + _AT_ONCE]
        since = case((col(ItemRow.slot) == PURGE, 0), else_=server_seq)
        connection.execute(update(ItemRow).where(col(ItemRow.session_id).in_(some)).values(server_seq=since))
        late = col(MessageRow.written_to).in_(some), compare.counted(MessageRow.written_to)
        others = col(MessageRow.written_to).is_(None), col(MessageRow.session_id).in_(some)
        for of in (late, (*others, compare.counted(MessageRow.session_id))):
            connection.execute(update(MessageRow).where(*of).values(server_seq=server_seq))


def _mend(connection: Connection, session_id: str, entries: list[LoggedOp], emptied: list[Emptied]) -> None:
    seqs = {each.made: each.server_seq for each in emptied if each.made}
    seqs |= {thing: each.server_seq for each in entries if (thing := made(each.op))}
    known = seqs.keys() | {each.op.op_id for each in entries} | {each.op_id for each in emptied}
    lost = unsent.take(connection, session_id, known) if homes.travels(connection, session_id) else []
    connection.execute(delete(ItemRow).where(col(ItemRow.session_id) == session_id))
    held = [
        {"its_id": thing.removeprefix("message/"), "seq": seq}
        for thing, seq in seqs.items()
        if thing.startswith("message/")
    ]
    if held:
        table = MessageRow.__table__  # type: ignore[attr-defined]
        connection.execute(
            update(table).where(table.c.id == bindparam("its_id")).values(server_seq=bindparam("seq")), held
        )
    numbering.add(connection, lost, offered=True)
    apply_logged(connection, entries)
    items.refresh(connection, [session_id])

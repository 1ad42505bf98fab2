"""The ordered log of each user: one write transaction per push, pages for those who read, a poke after each commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from sqlmodel import Session

from hub.store import sync_log, sync_pages, trash
from hub.store.records import Device
from hub.store.store import Store
from hub.store.sync_log import Quarantine
from hub.store.sync_pages import Entry
from hub.sync.push import Plan, Pushed, decide, parse
from shared.api import DigestsReply, Logged, PushReply, Quarantined
from shared.errors import Conflict, FelloeError
from shared.ids import Id, new_id
from shared.limits import LIMITS
from shared.sync.ops import SessionDelete, SessionPurge, SessionRestore
from shared.timeouts import TIMEOUTS

_OF_TRASH = (SessionDelete, SessionRestore, SessionPurge)
_PURGED_AT_ONCE = 100
_LOOK_S = 3600.0
"""Between two looks at the trash."""

log = structlog.get_logger()


class RawOutboxOp(BaseModel):
    """An `OutboxOp` whose op is looked at on its own, so that a bad one does not refuse the whole push."""

    model_config = ConfigDict(frozen=True)

    replica_seq: int = Field(ge=1, lt=2**62)
    op: dict[str, JsonValue]


class RawPushRequest(BaseModel):
    """A `PushRequest` with its ops unread."""

    model_config = ConfigDict(frozen=True)

    replica_id: Id
    ops: list[RawOutboxOp] = Field(max_length=LIMITS.push_ops)


class SyncLog:
    """`now_ms` only says how long something has been in the trash; it orders nothing."""

    def __init__(
        self, store: Store, log_epoch: str, poke: Callable[[str, int], None], now_ms: Callable[[], int]
    ) -> None:
        self._store = store
        self._log_epoch = log_epoch
        self._poke = poke
        self._now_ms = now_ms

    async def push(self, device: Device, request: RawPushRequest) -> PushReply:
        """Durable when this returns. Raises `Conflict` for a copied replica, `Forbidden` for another device's.

        Then nothing was written.
        """
        if not request.ops:
            last = await self._store.read(
                lambda s: sync_log.replica_seq(s, device.user_id, device.id, request.replica_id)
            )
            return PushReply(acked=last, log_epoch=self._log_epoch)
        pushed = [parse(one.replica_seq, one.op) for one in request.ops]
        now = self._now_ms()
        plan, used = await self._store.write(lambda session: _push(session, device, request.replica_id, pushed, now))
        if plan.entries:
            self._poke(device.user_id, plan.head.server_seq)
        return PushReply(
            acked=plan.last_seq,
            quarantined=[Quarantined(replica_seq=q.replica_seq, code=q.code, message=q.message) for q in used],
            logged=[Logged(replica_seq=number, server_seq=seq) for number, seq in plan.logged.items()],
            log_epoch=self._log_epoch,
        )

    async def pull(self, user_id: str, since: int, head: str | None = None) -> bytes:
        """A `PullReply` as JSON. The ops go through as they lie in the log, unknown fields and all.

        `head`: what the log's chain was at `since` when the caller read that far. Raises `Conflict` where it is not
        any more: the log was restored from a backup.
        """

        def work(session: Session) -> tuple[list[Entry], bool]:
            if head is not None and since and sync_log.chain_at(session, user_id, since) != head:
                raise Conflict(
                    "The hub's log is not the one this device has read: it was restored from a backup.",
                    reason="log_forked",
                )
            return sync_pages.after(session, user_id, since)

        entries, more = await self._store.read(work)
        return self._page(entries, more)

    async def session(self, user_id: str, session_id: str, since: int) -> bytes:
        """The same for one session, with the ids of what compaction has emptied."""
        entries, more = await self._store.read(
            lambda session: sync_pages.after(session, user_id, since, session_id=session_id)
        )
        return self._page(entries, more)

    async def digests(self, user_id: str, after: str) -> DigestsReply:
        """Of the user's sessions, a page at a time; `head` is the end of the log that they tell of."""

        def work(session: Session) -> DigestsReply:
            found, more = sync_pages.digests(session, user_id, after, most=LIMITS.push_ops)
            head = sync_log.head(session, user_id)
            upto = max(found) if more else None
            return DigestsReply(
                sessions=found, upto=upto, server_seq=head.server_seq, head=head.chain, log_epoch=self._log_epoch
            )

        return await self._store.read(work)

    async def count(self) -> int:
        return await self._store.read(sync_log.count)

    async def run(self) -> None:
        """Empty the trash of what has been in it for long enough, as long as the hub runs."""
        while True:
            try:
                while await self.purge(self._now_ms() - int(TIMEOUTS.trash * 1000)):
                    pass
            except FelloeError:
                log.exception("trash not emptied")
            await asyncio.sleep(_LOOK_S)

    async def purge(self, before_ms: int) -> int:
        """Purge what has been in the trash since before then, a bounded number; how many were."""
        heads = await self._store.write(lambda session: _purge(session, before_ms, self._log_epoch))
        for user_id, server_seq in heads:
            self._poke(user_id, server_seq)
        return len(heads)

    def _page(self, entries: list[Entry], more: bool) -> bytes:
        ops = ",".join(
            f'{{"server_seq":{entry.server_seq},"replica_id":"{entry.replica_id}","op":{entry.op}}}'
            for entry in entries
            if entry.op
        )
        emptied = ",".join(
            f'{{"server_seq":{entry.server_seq},"op_id":"{entry.op_id}","made":"{entry.entity or ""}"}}'
            for entry in entries
            if not entry.op
        )
        upto, head = (entries[-1].server_seq, entries[-1].chain) if entries else (0, "")
        return (
            f'{{"ops":[{ops}],"emptied":[{emptied}],"more":{"true" if more else "false"},"upto":{upto},'
            f'"head":"{head}","log_epoch":"{self._log_epoch}"}}'
        ).encode()


def _push(
    session: Session, device: Device, replica_id: str, pushed: list[Pushed], now_ms: int
) -> tuple[Plan, list[Quarantine]]:
    user_id = device.user_id
    last_seq = sync_log.replica_seq(session, user_id, device.id, replica_id)
    numbers = [one.replica_seq for one in pushed]
    used = sync_log.quarantined(session, user_id, replica_id, first=min(numbers), last=max(numbers))
    touched = sorted({one.op.session_id for one in pushed if isinstance(one.op, _OF_TRASH)})
    tombstones = trash.tombstones(session, user_id, touched) if touched else {}
    plan = decide(
        pushed,
        last_seq=last_seq,
        head=sync_log.head(session, user_id),
        known=sync_log.known(
            session,
            user_id,
            [one.op_id for one in pushed if one.op is not None],
            [one.entity for one in pushed if one.entity is not None],
        ),
        used=used,
        tombstones=tombstones,
    )
    sync_log.append(session, user_id, replica_id, plan.entries)
    sync_log.quarantine(session, user_id, replica_id, plan.quarantine)
    if plan.last_seq > last_seq:
        sync_log.set_replica_seq(session, user_id, device.id, replica_id, plan.last_seq)
    _tidy(session, user_id, plan, tombstones, now_ms)
    return plan, [used[number] for number in sorted(used) if number in set(numbers)]


def _tidy(session: Session, user_id: str, plan: Plan, tombstones: dict[str, set[str]], now_ms: int) -> None:
    """Keep the trash in step with what was accepted, and take the content of what was purged."""
    purged = {entry.session_id: entry.server_seq for entry in plan.entries if entry.slot == "purge"}
    for session_id, left in tombstones.items():
        if left and session_id not in purged:
            trash.put(session, user_id, session_id, now_ms)
        else:
            trash.take(session, user_id, session_id)
    for session_id, server_seq in purged.items():
        session.flush()
        trash.empty(session, user_id, session_id, server_seq)


def _purge(session: Session, before_ms: int, replica_id: str) -> list[tuple[str, int]]:
    heads: list[tuple[str, int]] = []
    for user_id, session_id in trash.expired(session, before_ms, _PURGED_AT_ONCE):
        op = SessionPurge(op_id=new_id(), session_id=session_id)
        one = parse(0, op.model_dump(mode="json"))
        plan = decide(
            [one],
            last_seq=-1,
            head=sync_log.head(session, user_id),
            known=sync_log.known(session, user_id, [one.op_id], [f"purge/{session_id}"]),
            used={},
            tombstones=(tombstones := trash.tombstones(session, user_id, [session_id])),
        )
        sync_log.append(session, user_id, replica_id, plan.entries)
        tombstones[session_id] = set()
        _tidy(session, user_id, plan, tombstones, before_ms)
        session.flush()
        heads.append((user_id, plan.head.server_seq))
    return heads

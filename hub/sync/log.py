"""The ordered log of each user: one write transaction per push, pages for those who read, a poke after each commit."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from sqlmodel import Session

from hub.store import sync_log
from hub.store.records import Device
from hub.store.store import Store
from hub.sync.push import Plan, Pushed, decide, parse
from shared.api import PushReply, Quarantined
from shared.ids import Id
from shared.limits import LIMITS


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
    def __init__(self, store: Store, log_epoch: str, poke: Callable[[str, int], None]) -> None:
        self._store = store
        self._log_epoch = log_epoch
        self._poke = poke

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
        plan, used = await self._store.write(lambda session: _push(session, device, request.replica_id, pushed))
        if plan.entries:
            self._poke(device.user_id, plan.entries[-1].server_seq)
        return PushReply(
            acked=plan.last_seq,
            quarantined=[Quarantined(replica_seq=q.replica_seq, code=q.code, message=q.message) for q in used],
            log_epoch=self._log_epoch,
        )

    async def pull(self, user_id: str, since: int) -> bytes:
        """A `PullReply` as JSON. The ops go through as they lie in the log, unknown fields and all."""
        entries, more = await self._store.read(
            lambda session: sync_log.page(session, user_id, since, max_bytes=LIMITS.page_bytes, max_ops=LIMITS.push_ops)
        )
        ops = ",".join(
            f'{{"server_seq":{entry.server_seq},"replica_id":"{entry.replica_id}","op":{entry.op}}}'
            for entry in entries
        )
        end = "true" if more else "false"
        return f'{{"ops":[{ops}],"more":{end},"log_epoch":"{self._log_epoch}"}}'.encode()

    async def count(self) -> int:
        return await self._store.read(sync_log.count)


def _push(
    session: Session, device: Device, replica_id: str, pushed: list[Pushed]
) -> tuple[Plan, list[sync_log.Quarantine]]:
    user_id = device.user_id
    last_seq = sync_log.replica_seq(session, user_id, device.id, replica_id)
    numbers = [one.replica_seq for one in pushed]
    used = sync_log.quarantined(session, user_id, replica_id, first=min(numbers), last=max(numbers))
    plan = decide(
        pushed,
        last_seq=last_seq,
        newest_seq=sync_log.newest_seq(session, user_id),
        known=sync_log.known(session, user_id, _op_ids(pushed), _entities(pushed)),
        used=used,
    )
    sync_log.append(session, user_id, replica_id, plan.entries)
    sync_log.quarantine(session, user_id, replica_id, plan.quarantine)
    if plan.last_seq > last_seq:
        sync_log.set_replica_seq(session, user_id, device.id, replica_id, plan.last_seq)
    return plan, [used[number] for number in sorted(used) if number in set(numbers)]


def _op_ids(pushed: list[Pushed]) -> list[str]:
    return [one.op_id for one in pushed if one.op is not None]


def _entities(pushed: list[Pushed]) -> list[str]:
    return [one.entity for one in pushed if one.entity is not None]

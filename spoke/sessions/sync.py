"""Keeps the sessions of this device and the hub's log the same: push what waits, pull what is new.

Rules of this module:
- a page and the cursor behind it are one transaction, an acknowledgement and its outbox rows too: a cut anywhere
  repeats a step and never skips one;
- a poke carries no data; it only says that pulling is worth while;
- whatever is unusual ends in the one repair (`spoke.sessions.repair`), which is begun again until it is through.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from sqlalchemy import Connection

from shared.api import PullReply, PushReply
from shared.errors import Conflict, FelloeError, Forbidden
from shared.sync.ops import OutboxOp
from shared.system.database import Database
from spoke.sessions import outbox, replica
from spoke.sessions.apply import apply_logged
from spoke.sessions.repair import Log, forked, repair
from spoke.sessions.replica import Replica

_MENDED = ("replica_copied", "replica_of_another", "log_forked")
"""Reasons of refusals that a repair answers."""

_REPAIRS = 3
"""In a row: a hub that goes on refusing after them is not to be helped from here."""


class Hub(Log, Protocol):
    async def push(self, replica_id: str, ops: list[OutboxOp]) -> PushReply: ...

    async def pull(self, since: int, head: str) -> PullReply: ...


class Sync:
    """`changed` is called with the ids of sessions that a pull has changed, and with none when the outbox shrank."""

    def __init__(self, database: Database, hub: Hub, changed: Callable[[set[str]], None]) -> None:
        self._database = database
        self._hub = hub
        self._changed = changed
        self._running = asyncio.Lock()
        self._met = False
        self.repairing = False

    def meet(self) -> None:
        """The connection is a new one: the hub may not be what it was."""
        self._met = False

    async def once(self, *, compare: bool = False) -> None:
        """Push all, then pull all; `compare` first what both have, session by session.

        Cancelling is safe: what was committed stays, the rest is done next time.
        """
        async with self._running:
            await self._database.write(replica.begin)
            if compare:
                await self._database.write(lambda connection: replica.wants_repair(connection, "asked"))
            for _ in range(_REPAIRS):
                try:
                    await self._repair()
                    await self._exchange()
                    return
                except (Conflict, Forbidden) as error:
                    reason = error.details.get("reason")
                    if reason not in _MENDED:
                        raise
                    await self._database.write(partial(replica.wants_repair, reason=reason))
                    refusal: FelloeError = error
            raise refusal

    async def _exchange(self) -> None:
        """What the hub refuses to take is no reason not to take what it has."""
        try:
            await self._push()
        except (Conflict, Forbidden) as error:
            if error.details.get("reason") not in _MENDED:
                await self._pull()
            raise
        await self._pull()

    async def _repair(self) -> None:
        if (await self._database.read(replica.load)).repair is None:
            return
        self.repairing = True
        try:
            self._changed(await repair(self._database, self._hub))
        finally:
            self.repairing = False

    async def _push(self) -> None:
        me = await self._database.read(replica.load)
        ops = await self._database.read(outbox.next_push)
        while ops or not self._met:
            reply = await self._hub.push(me.id, ops)
            if self._lost(me, reply, ops):
                raise forked()
            self._met = True
            if ops:
                changed = await self._database.write(partial(_acknowledged, me=me, reply=reply, sent=ops))
                self._changed(changed)
            me = await self._database.read(replica.load)
            ops = await self._database.read(outbox.next_push)

    @staticmethod
    def _lost(me: Replica, reply: PushReply, sent: list[OutboxOp]) -> bool:
        """Whether the hub does not have what it said that it had."""
        if me.log_epoch not in (None, reply.log_epoch) or reply.acked < me.acked:
            return True
        return bool(sent) and reply.acked < sent[0].replica_seq

    async def _pull(self) -> None:
        more = True
        while more:
            me = await self._database.read(replica.load)
            page = await self._hub.pull(me.cursor, me.head)
            if me.log_epoch not in (None, page.log_epoch):
                raise forked()
            if page.ops:
                self._changed(await self._database.write(partial(_take, page=page)))
            more = page.more


def _acknowledged(connection: Connection, me: Replica, reply: PushReply, sent: list[OutboxOp]) -> set[str]:
    replica.acknowledged(connection, min(reply.acked, sent[-1].replica_seq), reply.log_epoch)
    return outbox.acknowledge(connection, reply, sent, me.id)


def _take(connection: Connection, page: PullReply) -> set[str]:
    changed = apply_logged(connection, page.ops)
    replica.has_read(connection, page.upto, page.head, page.log_epoch)
    return changed

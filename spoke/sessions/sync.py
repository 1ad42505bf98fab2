"""Keeps the sessions of this device and the hub's log the same: push what waits, pull what is new.

Rules of this module:
- a page and the cursor behind it are one transaction, an acknowledgement and its outbox rows too: a cut anywhere
  repeats a step and never skips one;
- a poke carries no data; it only says that pulling is worth while.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from shared.api import PullReply, PushReply
from shared.errors import Conflict
from shared.ids import new_id
from shared.system.database import Database
from spoke.hublink.client import HubClient
from spoke.sessions import outbox
from spoke.store import settings


class Sync:
    """`changed` is called with the ids of sessions that a pull has changed, and with none when the outbox shrank."""

    def __init__(self, database: Database, hub: HubClient, changed: Callable[[set[str]], None]) -> None:
        self._database = database
        self._hub = hub
        self._changed = changed
        self._running = asyncio.Lock()

    async def once(self) -> None:
        """Push all, then pull all, also where the hub refuses the push.

        Cancelling is safe: what was committed stays, the rest is done next time.
        """
        async with self._running:
            try:
                await self._push()
            except Conflict:
                await self._pull()
                raise
            await self._pull()

    async def _push(self) -> None:
        replica_id = await self._database.write(_replica_id)
        while ops := await self._database.read(outbox.next_push):
            reply = await self._hub.push(replica_id, ops)
            await self._database.write(partial(_acknowledged, reply=reply, sent=ops[-1].replica_seq))
            self._changed(set())
            if reply.acked < ops[0].replica_seq:
                raise Conflict(
                    f"The hub has this device's changes up to {reply.acked} and the next that waits is "
                    f"{ops[0].replica_seq}: one of the two was restored from an old backup. Nothing was overwritten."
                )

    async def _pull(self) -> None:
        more = True
        while more:
            since = await self._database.read(_cursor)
            page = await self._hub.pull(since)
            await self._database.write(partial(_take, page=page))
            self._changed({logged.op.session_id for logged in page.ops})
            more = page.more


def _replica_id(connection: Connection) -> str:
    replica_id: str | None = settings.get(connection, "replica_id")
    if replica_id is None:
        replica_id = new_id()
        settings.put(connection, "replica_id", replica_id)
    return replica_id


def _cursor(connection: Connection) -> int:
    cursor: int = settings.get(connection, "cursor", 0)
    return cursor


def _acknowledged(connection: Connection, reply: PushReply, sent: int) -> None:
    _same_log(connection, reply.log_epoch)
    outbox.acknowledge(connection, reply, sent)


def _take(connection: Connection, page: PullReply) -> None:
    _same_log(connection, page.log_epoch)
    replica_id = _replica_id(connection)
    for logged in page.ops:
        outbox.take(connection, logged, replica_id)
    if page.ops:
        settings.put(connection, "cursor", page.ops[-1].server_seq)


def _same_log(connection: Connection, epoch: str) -> None:
    known = settings.get(connection, "log_epoch", epoch)
    if known != epoch:
        raise Conflict("The hub's log was restored from a backup. This version cannot mend that; nothing was changed.")
    settings.put(connection, "log_epoch", epoch)

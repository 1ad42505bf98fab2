"""Belonging to a hub: the connection and everything that lives as long as the pairing does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from shared.errors import CertificateMismatch, FelloeError, Unauthenticated
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import NEWS, Message, News, Presence, Welcome
from shared.node_requests import KIND, NodeRequest
from shared.system.database import Database
from shared.system.streams import Stream, StreamHandlers
from spoke.attachments.files import Files
from spoke.attachments.transfer import Transfer
from spoke.calls.callee import Callee
from spoke.calls.executor import Executor
from spoke.calls.ledger import Ledger
from spoke.calls.outgoing import Outgoing
from spoke.calls.parting import Parting, turns_away
from spoke.grants.elsewhere import AsksElsewhere
from spoke.hublink import account as accounts
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.attachments import AttachmentRoutes
from spoke.hublink.client import HubClient
from spoke.hublink.doorkeeper import HubDoorkeeper
from spoke.hublink.handlers import Handlers
from spoke.hublink.link import Link
from spoke.hublink.on_demand import OnDemand
from spoke.node.bodies.events import Event
from spoke.node.events import Events
from spoke.node.outside import Outside
from spoke.node.visits import visit
from spoke.sessions.sync import Sync
from spoke.skills.arriving import Arriving
from spoke.skills.registry import Registry

_ASKS = "asks"


class Membership:
    """`running` makes one; it is whole while the block lasts."""

    def __init__(
        self,
        account: HubAccount,
        key: DeviceKey,
        database: Database,
        registry: Registry,
        executor: Executor,
        ledger: Ledger,
        outgoing: Outgoing,
        events: Events,
        files: Files,
        outside: Outside,
    ) -> None:
        self.account = account
        self._database = database
        self._registry = registry
        self._events = events
        self._outgoing = outgoing
        self.hub = HubClient(account, key)
        self.sync = Sync(database, self.hub, self._synced)
        self.syncing = OnDemand("sync", self.sync.once)
        self.transfer = Transfer(database, files, AttachmentRoutes(self.hub), lambda: events.tell(Event(kind="sync")))
        self.transferring = OnDemand("attachments", self.transfer.once)
        self.publishing = OnDemand("publish functions", self._publish)
        self._callee = Callee(registry, executor, ledger, self._send, self._open)
        self.telling = OnDemand("tell of questions", self._tell_of_asks)
        self.asks = AsksElsewhere(self.hub.devices, self.hub.asks_of, lambda: events.tell(Event(kind="asks")))
        self._executor = executor
        self.arriving = Arriving()
        self.parting = OnDemand("part from the hub", self._part_if_turned_away)
        self._turned_away = False
        self._news = False
        """Whether the hub passes news on."""
        self._doorkeeper = HubDoorkeeper(account)
        self._outside = outside
        streams = StreamHandlers()
        streams.on(KIND, NodeRequest, self._visited, at_most=LIMITS.node_requests)
        handlers = Handlers(
            welcome=self._welcomed,
            call=self._callee.accept,
            cancel=self._callee.cancel,
            check=self._callee.check,
            ack=outgoing.acked,
            result=outgoing.ended,
            poke=lambda _: self.syncing.want(),
            presence=self._presence,
            news=self._news_came,
            state=self._state_changed,
            streams=streams,
        )
        self.link = Link(self.hub, new_id(), handlers)

    async def ended(self) -> bool:
        """Whether the hub says that this device is none of its own any more, or is another hub than it was.

        Waits until the connection was tried.
        """
        try:
            await self.link.online()
        except (Unauthenticated, CertificateMismatch):
            return True
        except FelloeError:
            pass
        return False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Membership]:
        async with self.hub, self._callee, asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self.link.run(), name="link"),
                group.create_task(self.syncing.run(), name="sync"),
                group.create_task(self.transferring.run(), name="attachments"),
                group.create_task(self.publishing.run(), name="publish"),
                group.create_task(self.telling.run(), name="tell"),
                group.create_task(self.parting.run(), name="part"),
            ]
            try:
                yield self
            finally:
                await self.transfer.close()
                for task in tasks:
                    task.cancel()

    async def part(self, parting: Parting) -> None:
        """This device is not that hub's any more. Nobody waits for what it had asked of others; what others had asked
        of it ends, since nobody would hear how."""
        self.link.abandon(parting)
        self._callee.abandon()
        await self._outgoing.abandon(parting)
        await self._executor.end_for_others()

    async def _part_if_turned_away(self) -> None:
        """It is tried again where the disk refused it, and by then the hub may have let this device in again."""
        if self._turned_away:
            await self.part("turned away")

    async def _visited(self, stream: Stream, request: NodeRequest) -> None:
        await visit(stream, request, self._outside, self._doorkeeper)

    def _welcomed(self, welcome: Welcome) -> None:
        self.sync.meet()
        self._doorkeeper.welcomed(welcome.keys, welcome.hub_time_ms)
        self._news = NEWS in welcome.features
        self.telling.want()
        self.syncing.want()
        self.transferring.want()
        self.publishing.want()
        self._outgoing.connected()
        if (welcome.handle, welcome.name) != (self.account.handle, self.account.name):
            self.account = self.account.model_copy(update={"handle": welcome.handle, "name": welcome.name})

    def _presence(self, presence: Presence) -> None:
        self._events.tell(Event(kind="devices"))
        self.asks.forget(presence.device_id)

    def _news_came(self, news: News) -> None:
        if news.what == _ASKS and news.device_id:
            self.asks.heard(news.device_id)

    def _state_changed(self) -> None:
        self._events.tell(Event(kind="hub"))
        self.asks.forget()
        if not turns_away(self.link.problem):
            self._turned_away = False
        elif not self._turned_away:
            self._turned_away = True
            self.parting.want()

    async def _tell_of_asks(self) -> None:
        """Where there is no connection, it is told when there is one."""
        if self._news:
            await self.link.send(News(what=_ASKS))

    def _synced(self, sessions: set[str]) -> None:
        for session_id in sessions:
            self._events.tell(Event(kind="session", id=session_id))
        if sessions:
            self._events.tell(Event(kind="sessions"))
        self._events.tell(Event(kind="sync"))
        self.transferring.want()

    async def _publish(self) -> None:
        account = self.account
        await self._database.write(lambda connection: accounts.save(connection, account))
        await self.hub.publish(await self._registry.offered())

    def _open(self, kind: str, about: Any) -> Stream:
        return self.link.open(kind, about)

    async def _send(self, message: Message) -> bool:
        return await self.link.send(message)

"""Which hub this device belongs to, if to any: how it joins one, and how it leaves.

Rules of this module:
- one joins or leaves at a time;
- whoever asks meanwhile finds a whole membership or none.
"""

from __future__ import annotations

import asyncio
import contextlib
import platform
from collections.abc import Callable

import structlog

from shared.api import DevicesReply, PairReply, PairRequest
from shared.errors import Conflict, FelloeError, HubUnreachable, NotPaired
from shared.names import device_handle
from shared.pairing import PairingString
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.hublink import account as accounts
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.link import Link
from spoke.hublink.membership import Membership
from spoke.hublink.pairing import pair as join
from spoke.node.bodies.node import SyncState
from spoke.sessions import outbox
from spoke.settings import NodeSettings

log = structlog.get_logger()


class Belonging:
    """`make` makes a membership, which `tasks` then owns; `changed` is called when the hub is another one, or none."""

    def __init__(
        self,
        settings: NodeSettings,
        database: Database,
        tasks: asyncio.TaskGroup,
        make: Callable[[HubAccount, DeviceKey], Membership],
        changed: Callable[[], None],
    ) -> None:
        self.membership: Membership | None = None
        self._settings = settings
        self._database = database
        self._tasks = tasks
        self._make = make
        self._changed = changed
        self._key = DeviceKey.of(settings.data)
        self._task: asyncio.Task[None] | None = None
        self._pairing = asyncio.Lock()

    @property
    def name(self) -> str:
        return self.membership.account.name if self.membership else self._settings.name

    @property
    def handle(self) -> str:
        """By what a path names this device."""
        return self.membership.account.handle if self.membership else device_handle(self._settings.name)

    @property
    def link(self) -> Link | None:
        return self.membership.link if self.membership else None

    @property
    def origins(self) -> list[str]:
        """Of the hub's own server."""
        return [self.membership.account.hub_url] if self.membership else []

    async def start(self) -> None:
        """Take up the pairing that the data folder knows of, if there is one."""
        if account := await self._database.read(accounts.load):
            await self._enter(account)

    async def pair(self, pairing_string: str, name: str | None) -> PairReply:
        """Join a hub. Raises `Conflict` when the device belongs to one, and what the hub or the network say."""
        where = PairingString.parse(pairing_string)
        async with self._pairing:
            if self.membership:
                self.membership.link.hurry()  # what it knows may be older than the hub's last word
                if not await self.membership.ended():
                    raise Conflict(
                        f"This device belongs to {self.membership.account.hub_url} already. "
                        "Leave it with: felloe unpair"
                    )
                await self._leave()
            reply, certificate = await self._join(where, name or self._settings.name)
            account = HubAccount.of(where.hub_url, certificate, reply)
            await self._database.write(lambda connection: accounts.join(connection, account))
            await self._enter(account)
        return reply

    async def _join(self, where: PairingString, name: str) -> tuple[PairReply, str | None]:
        """With the key that there is: if the answer gets lost, the hub knows the device again by it at the next try."""
        try:
            return await join(where.hub_url, where.fingerprint, self._request(where.code, name))
        except Conflict as error:
            if error.details.get("reason") != "key_used":
                raise
        self._key = DeviceKey.renew(self._settings.data)  # it is of a device that the hub cut off; the code is good
        return await join(where.hub_url, where.fingerprint, self._request(where.code, name))

    def _request(self, code: str, name: str) -> PairRequest:
        system = f"{platform.system()} {platform.machine()}"
        return PairRequest(code=code, name=name, public_key=self._key.public, platform=system)

    async def unpair(self) -> None:
        """Leave the hub; chats and skills stay here. The hub keeps its copy and the device's entry."""
        async with self._pairing:
            await self.required().ended()
            await self._leave()
        self._changed()

    def required(self) -> Membership:
        """Raises `NotPaired`."""
        if self.membership is None:
            raise NotPaired("This device has no hub. Join one with: felloe pair PAIRING_STRING")
        return self.membership

    async def devices(self) -> DevicesReply:
        return await self.required().hub.devices()

    async def sync(self, *, compare: bool = False) -> None:
        """Push and pull now; returns when both are done, or raises why they cannot be. See `Sync.once`."""
        member = self.required()
        member.link.hurry()
        await member.link.online()
        await member.sync.once(compare=compare)
        with contextlib.suppress(TimeoutError, HubUnreachable):  # files wait for nobody, and nobody for large ones
            async with asyncio.timeout(TIMEOUTS.settle):
                await member.transfer.once()

    def sync_state(self, pending: int) -> SyncState:
        """How far chats are, for a person; `pending` changes and files are not on the hub yet."""
        if self.membership is None:
            return "local"
        if self.membership.link.state != "online":
            return "offline"
        if self.membership.sync.repairing:
            return "repairing"
        return "waiting" if pending else "synced"

    async def settle(self) -> None:
        """Before a node that lives for one command ends: what it wrote gets a moment to reach the hub."""
        if self.membership and (await self._database.read(outbox.waiting)).pending:
            with contextlib.suppress(FelloeError, TimeoutError):
                async with asyncio.timeout(TIMEOUTS.settle):
                    await self.sync()

    def close(self) -> None:
        if self._task:
            self._task.cancel()

    async def _leave(self) -> None:
        task, member = self._task, self.membership
        self._task = self.membership = None
        if task:
            task.cancel()
            await asyncio.wait([task])
        if member:
            await member.part("left")
        await self._database.write(accounts.forget)
        self._key = DeviceKey.renew(self._settings.data)

    async def _enter(self, account: HubAccount) -> None:
        joined: asyncio.Future[Membership] = asyncio.get_running_loop().create_future()
        self._task = self._tasks.create_task(self._be_member(account, joined), name="membership")
        self.membership = await joined
        self._changed()

    async def _be_member(self, account: HubAccount, joined: asyncio.Future[Membership]) -> None:
        """Until cancelled. A membership that fails is taken up again, and nothing else of the node ends with it."""
        wait_s, loop = 0.0, asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._be_member_once(account, joined)
            except Exception as error:
                if not joined.done():
                    joined.set_exception(error)
                    return
                log.exception("membership failed", hub=account.hub_url)
            wait_s = 0.0 if loop.time() - began > TIMEOUTS.offline else wait_s
            await asyncio.sleep(wait_s)
            wait_s = min(max(2 * wait_s, TIMEOUTS.reconnect_min), TIMEOUTS.reconnect_max)

    async def _be_member_once(self, account: HubAccount, joined: asyncio.Future[Membership]) -> None:
        member = self._make(account, self._key)
        async with member.running():
            if joined.done():
                self.membership = member
                self._changed()
            else:
                joined.set_result(member)
            await asyncio.get_running_loop().create_future()

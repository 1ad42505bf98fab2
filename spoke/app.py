"""A node: the one process that owns a device's data, with everything it is made of, started and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import Any

import structlog
from pydantic import JsonValue

from sandbox.pool import Pool
from sandbox.services.call import CallService, GuestCall
from sandbox.services.local import local_services, parse_grant
from sandbox.services.secret import SecretFile
from sandbox.services.service import Services
from sandbox.services.store import SCHEMA_VERSION as STORE_VERSION
from sandbox.services.store import Shelves, StoreTable
from shared.api import DevicesReply, FoundFunction, FunctionsReply, PairReply, PairRequest
from shared.errors import Conflict, FelloeError, HubUnreachable, NotFound, NotPaired
from shared.ids import new_id
from shared.messages import Principal, Result
from shared.names import device_handle, skill_identifier
from shared.pairing import PairingString
from shared.system.database import Database
from shared.system.folder import DataFolder
from shared.system.serve import serving
from shared.timeouts import TIMEOUTS
from spoke.calls.asking import PERSON, Asking
from spoke.calls.executor import Executor
from spoke.calls.ledger import Ledger
from spoke.calls.router import Router
from spoke.calls.work import Work
from spoke.faces.faces import Faces
from spoke.faces.services import DeviceServices
from spoke.grants.approvals import Approvals
from spoke.grants.asks import Asks
from spoke.grants.audit import Audit
from spoke.grants.grants import Grants
from spoke.host_skills.host_skills import HostSkills
from spoke.hublink import account as accounts
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.client import pair as join
from spoke.hublink.link import Link
from spoke.hublink.membership import Membership
from spoke.node import models
from spoke.node.address import NodeAddress, forget, listen
from spoke.node.api import node_api
from spoke.node.events import Events
from spoke.node.models import Event
from spoke.runs import store as runs
from spoke.runs.runner import Runner
from spoke.sessions import outbox
from spoke.sessions.store import SessionStore
from spoke.settings import NodeSettings
from spoke.skills.found import merged
from spoke.skills.installing import Installing
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA_VERSION, NodeTable

log = structlog.get_logger()

_EXPIRE_S = 60.0
"""Between two looks for questions whose time is over."""


class Node:
    """The parts of a running node, and what needs more than one of them. `running` makes one."""

    def __init__(
        self, settings: NodeSettings, database: Database, store: Database, pool: Pool, tasks: asyncio.TaskGroup
    ) -> None:
        self.settings = settings
        self.events = Events()
        self.faces = Faces()
        self.device_services = DeviceServices(self.faces, Shelves(store))
        self.membership: Membership | None = None
        self._database = database
        self._pool = pool
        self._tasks = tasks
        self._key = DeviceKey.of(settings.data)
        self._member_task: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._expiring: asyncio.Task[None] | None = None
        self._spawned: set[asyncio.Task[None]] = set()
        self._pairing = asyncio.Lock()
        self.host_skills = HostSkills(database, settings.data / "host_skills", self._skills_changed)
        self.registry = Registry(database, settings.data / "skills", self._skills_changed, self.host_skills)
        self.secrets = SecretFile(settings.data / "secrets.json")
        self.runner = Runner(pool)
        self.installing = Installing(self.registry, self.runner)
        self.audit = Audit(database, self._spawn)
        self.grants = Grants(database, lambda: self.events.tell(Event(kind="grants")))
        self.asks = Asks(database, lambda: self.events.tell(Event(kind="asks")), self._answered)
        self._ledger = Ledger(database)
        self.executor = Executor(
            self.registry, self.runner, self.grants, self.asks, self.audit, self._ledger,
            services=self._services, report=self._report, spawn=self._spawn,
        )  # fmt: skip
        self.approvals = Approvals(self.registry, self.grants, self.asks, self.audit)
        self.router = Router(self.registry, self.executor, self._keep_run, lambda: self.handle, self._link)
        self.sessions = SessionStore(database, lambda: self.name, self._session_written)

    @property
    def name(self) -> str:
        return self.membership.account.name if self.membership else self.settings.name

    @property
    def handle(self) -> str:
        return self.membership.account.handle if self.membership else device_handle(self.settings.name)

    # --- the hub ---

    async def start(self, *, warm: bool) -> None:
        """Take up the pairing that the data folder knows of, if there is one. `warm`: have the sandbox ready too."""
        await self.registry.start()
        await self._ledger.recover()
        await self.grants.load()
        await self.executor.recover()
        self._expiring = self._tasks.create_task(self._expire(), name="expire questions")
        if warm:
            self._warming = self._tasks.create_task(self._warm(), name="warm the sandbox")
        if account := await self._database.read(accounts.load):
            await self._belong(account)

    async def pair(self, pairing_string: str, name: str | None) -> PairReply:
        """Join a hub. Raises `Conflict` when the device belongs to one, and what the hub or the network say."""
        where = PairingString.parse(pairing_string)
        async with self._pairing:
            if self.membership and not await self.membership.ended():
                raise Conflict(
                    f"This device belongs to {self.membership.account.hub_url} already. Leave it with: felloe unpair"
                )
            await self._leave()
            request = PairRequest(
                code=where.code,
                name=name or self.settings.name,
                public_key=self._key.public,
                platform=f"{platform.system()} {platform.machine()}",
            )
            reply, certificate = await join(where.hub_url, where.fingerprint, request)
            account = HubAccount(
                hub_url=where.hub_url, certificate=certificate, **reply.model_dump(include=set(HubAccount.model_fields))
            )
            await self._database.write(lambda connection: accounts.save(connection, account))
            await self._belong(account)
        return reply

    async def unpair(self) -> None:
        """Leave the hub; chats and skills stay here. The hub keeps its copy and the device's entry."""
        async with self._pairing:
            await self._member().ended()
            await self._leave()
        self.events.tell(Event(kind="hub"))

    async def devices(self) -> DevicesReply:
        return await self._member().hub.devices()

    async def sync_now(self) -> models.SyncStatus:
        """Push and pull now; returns when both are done, or raises why they cannot be."""
        member = self._member()
        member.link.hurry()
        await member.link.online()
        await member.sync.once()
        return (await self.status()).sync

    async def _warm(self) -> None:
        try:
            await self._pool.prepare()
        except FelloeError as error:
            log.warning("sandbox not ready", reason=error.message)

    def close(self) -> None:
        for task in (self._member_task, self._warming, self._expiring, *self._spawned):
            if task:
                task.cancel()

    async def settle(self) -> None:
        """Before a node that lives for one command ends: what it wrote gets a moment to reach the hub."""
        if self.membership and (await self._database.read(outbox.waiting)).pending:
            with contextlib.suppress(FelloeError, TimeoutError):
                async with asyncio.timeout(TIMEOUTS.settle):
                    await self.sync_now()

    async def _leave(self) -> None:
        if self._member_task:
            self._member_task.cancel()
            await asyncio.wait([self._member_task])
            self._member_task = self.membership = None
        await self._database.write(accounts.forget)
        self._key = DeviceKey.renew(self.settings.data)

    async def _belong(self, account: HubAccount) -> None:
        joined: asyncio.Future[Membership] = asyncio.get_running_loop().create_future()
        self._member_task = self._tasks.create_task(self._be_member(account, joined), name="membership")
        self.membership = await joined
        self.events.tell(Event(kind="hub"))

    async def _be_member(self, account: HubAccount, joined: asyncio.Future[Membership]) -> None:
        try:
            member = Membership(
                account, self._key, self._database, self.registry, self.executor, self._ledger, self.events
            )
            async with member.running():
                joined.set_result(member)
                await asyncio.get_running_loop().create_future()
        except Exception as error:
            if joined.done():
                raise
            joined.set_exception(error)

    def _member(self) -> Membership:
        if self.membership is None:
            raise NotPaired("This device has no hub. Join one with: felloe pair PAIRING_STRING")
        return self.membership

    def _link(self) -> Link | None:
        return self.membership.link if self.membership else None

    # --- skills and runs ---

    async def install(self, path: str, name: str | None = None, *, replace: bool = False) -> models.Skill:
        """The skill at a path of this device, or the one of that name there; a new version where it is here already."""
        return await self.installing.install(path, name, replace=replace)

    async def remove(self, name: str, version: str | None = None, *, forget: bool = False) -> models.Removed:
        """Remove a skill. What it kept stays unless it is to `forget`, which may also come later."""
        skill = skill_identifier(name)
        dropped = await self.device_services.forget(skill) if forget else 0
        try:
            await self.registry.remove(name, version)
        except NotFound:
            if not dropped:
                raise
        skills = await self.registry.skills()
        digests = {own.digest for own in skills} | {each.digest for own in skills for each in own.versions}
        await self.grants.keep_only(digests)
        return models.Removed(kept=await self.device_services.kept(skill))

    async def functions(self, query: str) -> FunctionsReply:
        """Functions in reach: this device's first, then what the hub knows of the others, if it can be asked."""
        found = [each.info for skill in await self.registry.skills() for each in skill.functions]
        here = [FoundFunction(info=info, devices=[self.handle], device_count=1) for info in found if info.holds(query)]
        elsewhere: list[FoundFunction] = []
        if self.membership and self.membership.link.state == "online":
            with contextlib.suppress(HubUnreachable):
                elsewhere = (await self.membership.hub.functions(query)).functions
        return FunctionsReply(functions=merged(here, elsewhere))

    async def execute(self, body: models.ExecBody) -> models.RunInfo:
        """Run code for a person: it may call what devices expose, and use what is granted to it."""
        for text in body.grants:
            parse_grant(text)
        work = Work(
            id=new_id(), principal=PERSON, by_code=True, wall_s=body.timeout_s or TIMEOUTS.exec_wall,
            patience_s=body.patience_s, code=body.code, grants=body.grants, asks=body.asks,
        )  # fmt: skip
        run = await self.executor.perform(work)
        await self._keep_run(run)
        return run

    def _services(self, work: Work) -> Services:
        """What a work may reach, as far as its gatekeeper lets it."""
        principal = Principal(kind="skill", id=work.digest) if work.skill else work.principal
        asking = Asking(principal, (*work.chain, work.id), by_code=True)
        calls = CallService(partial(self._call_from, asking))
        own = self.device_services.of_run(work.label, work.skill or None)
        local = local_services([self.settings.data], self._own_servers(), self.secrets.load)
        return {**local, **own, calls.name: calls}

    def _own_servers(self) -> list[str]:
        """Origins that code in the sandbox must not reach: it would come from within."""
        hub = [self.membership.account.hub_url] if self.membership else []
        here = NodeAddress.read(self.settings.data)
        return hub + ([here.base_url] if here and here.port else [])

    async def _call_from(self, asking: Asking, call: GuestCall) -> JsonValue:
        path = replace(call.path, device=call.target)
        return (await self.router.call(path, dict(call.args), asking)).result

    async def call_state(self, call_id: str) -> models.CallState:
        """How far a call is, or how it ended. Raises `NotFound`."""
        try:
            record = (await self.run(call_id)).record
        except NotFound:
            return await self.executor.state(call_id)
        return models.CallState(id=call_id, state="done", result=record.result, error=record.error)

    async def run(self, run_id: str) -> models.RunInfo:
        run = await self._database.read(lambda connection: runs.find(connection, run_id))
        if run is None:
            raise NotFound("This device knows no such run.")
        return run

    async def _report(self, work: Work, result: Result) -> None:
        """A call that was put aside has ended: tell who asked, if they are there."""
        self.events.tell(Event(kind="runs"))
        if work.caller and self.membership:
            await self.membership.link.send(result)

    def _answered(self, info: models.AskInfo) -> None:
        self.executor.answered(info)

    async def _expire(self) -> None:
        await self.audit.trim()
        while True:
            await self.executor.expire()
            await asyncio.sleep(_EXPIRE_S)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Own a task; what goes wrong in it is logged and touches nothing else."""
        task = self._tasks.create_task(_guarded(work))
        self._spawned.add(task)
        task.add_done_callback(self._spawned.discard)
        return task

    async def runs(self, limit: int) -> list[models.RunInfo]:
        return await self._database.read(lambda connection: runs.newest(connection, limit))

    async def _keep_run(self, run: models.RunInfo) -> None:
        await self._database.write(lambda connection: runs.add(connection, run))
        self.events.tell(Event(kind="runs"))

    def _skills_changed(self) -> None:
        self.events.tell(Event(kind="skills"))
        if self.membership:
            self.membership.publishing.want()

    def _session_written(self, session_id: str) -> None:
        for event in (Event(kind="session", id=session_id), Event(kind="sessions"), Event(kind="sync")):
            self.events.tell(event)
        if self.membership:
            self.membership.syncing.want()

    # --- status ---

    async def status(self) -> models.Status:
        waiting = await self._database.read(outbox.waiting)
        member = self.membership
        link = member.link if member else None
        return models.Status(
            version=version("felloe"),
            pid=os.getpid(),
            data=str(self.settings.data),
            name=self.name,
            account=models.Account.model_validate(member.account.model_dump()) if member else None,
            hub=link.state if link else "none",
            hub_problem=link.problem.body() if link and link.problem else None,
            hub_since_ms=link.since_ms if link else None,
            sync=models.SyncStatus(
                state="local" if member is None else "waiting" if waiting.pending else "synced",
                pending=waiting.pending,
                quarantined=waiting.quarantined,
            ),
            sessions=await self.sessions.count(),
            skills=len(await self.registry.skills()),
        )


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("a task failed")


@asynccontextmanager
async def running(settings: NodeSettings, *, stays: bool = False) -> AsyncIterator[Node]:
    """A node that owns its data folder and answers its API while the block lasts.

    One that `stays` waits for a command that has the folder, and has the sandbox ready before it is asked.
    Raises `FolderInUse`, `FolderUnusable`, `DiskFull`, `DatabaseDamaged` before anything is started.
    """
    with DataFolder(settings.data, stays=stays):
        database = Database.open(settings.data / "node.db", NodeTable.metadata, version=SCHEMA_VERSION)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            store = Database.open(settings.data / "store.db", StoreTable.metadata, version=STORE_VERSION)
            stack.push_async_callback(store.close)
            pool = await stack.enter_async_context(Pool())
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            node = Node(settings, database, store, pool, tasks)
            stack.push_async_callback(node.audit.flush)
            stack.push_async_callback(node.host_skills.close)
            await node.start(warm=stays)
            listener, address = listen(settings.data)
            stack.callback(forget, settings.data, address)
            stack.callback(node.close)
            await stack.enter_async_context(serving(node_api(node, address), listener))
            stack.callback(node.events.close)
            stack.callback(node.faces.close)
            yield node

"""A node: what one device does, with everything it is made of, and what needs more than one of its parts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

import structlog
from fastapi import APIRouter

from sandbox.pool import Pool
from sandbox.services.local import parse_grant
from sandbox.services.secret import SecretFile
from sandbox.services.shelves import Shelves
from shared.errors import FelloeError, HubUnreachable
from shared.ids import new_id
from shared.limits import MIB
from shared.messages import Message, Result
from shared.names import SkillPath
from shared.system.database import Database
from spoke.assistant.afar import AnswersForOthers
from spoke.assistant.assistant import Assistant
from spoke.assistant.surroundings import NodeParts, NodeSurroundings
from spoke.attachments.attachments import Attachments
from spoke.calls.asking import PERSON
from spoke.calls.below import Below
from spoke.calls.executor import Executor
from spoke.calls.ledger import Ledger
from spoke.calls.outgoing import Outgoing
from spoke.calls.reach import Reach
from spoke.calls.router import Router
from spoke.calls.states import CallStates
from spoke.calls.work import Work
from spoke.expiring import keep_expiring
from spoke.faces.faces import Faces
from spoke.faces.services import DeviceServices
from spoke.grants.afar import check_heard
from spoke.grants.approvals import Approvals
from spoke.grants.asks import Asks
from spoke.grants.audit import Audit
from spoke.grants.grants import Grants
from spoke.grants.reads import Reads
from spoke.host_skills.host_skills import HostSkills
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.belonging import Belonging
from spoke.hublink.membership import Membership
from spoke.models.answering import AskModel
from spoke.models.for_skills import completing
from spoke.models.of_node import NodeModels
from spoke.node.address import NodeAddress
from spoke.node.bodies.approvals import AsksEverywhere, DeviceAsks
from spoke.node.bodies.calls import ExecBody
from spoke.node.bodies.events import Event, EventKind
from spoke.node.bodies.node import SyncStatus
from spoke.node.bodies.runs import RunInfo
from spoke.node.bodies.skills import Exposure
from spoke.node.events import Events
from spoke.node.outside import Outside, Visitor
from spoke.node.status import StatusReport
from spoke.node.tasks import Tasks
from spoke.restoring import Restoring
from spoke.runs.limits import Limits
from spoke.runs.runner import Runner
from spoke.runs.runs import Runs
from spoke.sessions import parked, unfinished
from spoke.sessions.exchange.taking import Taking
from spoke.sessions.found import Finding
from spoke.sessions.quarantine import Quarantine
from spoke.sessions.store import SessionStore
from spoke.sessions.trash import Trash
from spoke.settings import NodeSettings
from spoke.skills.installing import Installing
from spoke.skills.registry import Registry
from spoke.skills.removing import Removing

log = structlog.get_logger()


class Node:
    """The parts of a running node, and what needs more than one of them. `spoke.runtime` runs one."""

    def __init__(
        self,
        settings: NodeSettings,
        database: Database,
        store: Database,
        pool: Pool,
        tasks: asyncio.TaskGroup,
        routes: Callable[[Node], APIRouter],
    ) -> None:
        """`routes`: what is asked of it from without."""
        self.settings = settings
        self._database = database
        self._pool = pool
        self._tasks = Tasks(tasks)
        self.events = Events(heard=self._heard)
        self.faces = Faces()
        self.restoring = Restoring(settings.data)
        self.hub = Belonging(settings, database, tasks, self._member, lambda: self._tell("hub"))
        self.host_skills = HostSkills(database, settings.data / "host_skills", self._skills_changed)
        self.registry = Registry(database, settings.data / "skills", self._skills_changed, self.host_skills)
        self.limits = Limits(database, lambda now: pool.set_memory(now.memory_mb * MIB))
        self.runner = Runner(pool, lambda: self.limits.now)
        self.installing = Installing(self.registry, self.runner)
        self.runs = Runs(database, lambda: self._tell("runs"), self._tasks.spawn)
        self.audit = Audit(database, self._tasks.spawn)
        self.grants = Grants(database, lambda: self._tell("grants"))
        self.asks = Asks(database, self._asks_changed, lambda info: self.executor.answered(info))
        self.approvals = Approvals(database, self.registry, self.grants, self.asks, self.audit)
        self._ledger = Ledger(database)
        self._reads = Reads()
        self._below = Below(
            lambda call_id: self.call_states.find(call_id),
            lambda call_id: self.executor.go_on(call_id),
            lambda call_id: self.call_states.cancel(call_id),
        )
        self.executor = Executor(
            self.registry, self.runner, self.grants, self.asks, self.audit, self._ledger,
            services=lambda work: self._reach.services(work), report=self._report, spawn=self._tasks.spawn,
            reads=self._reads, below=self._below,
        )  # fmt: skip
        self.outgoing = Outgoing(
            database,
            send=self._to_hub,
            online=lambda: self._online,
            tell=self._call_changed,
            spawn=self._tasks.spawn,
        )
        self.call_states = CallStates(self.runs, self.executor, self.outgoing)
        self.router = Router(
            self.registry,
            self.executor,
            self.runs.keep,
            lambda: self.hub.handle,
            lambda: self.hub.link,
            self.outgoing,
            self._reads,
            function_s=lambda: self.limits.now.function_s,
        )
        self.secrets = SecretFile(settings.data / "secrets.json")
        self.device_services = DeviceServices(
            self.faces,
            Shelves(store),
            lambda asker, chat: completing(
                lambda question: self.ask(question), asker, lambda: self.sessions.stays_here(chat)
            ),
        )
        self.removing = Removing(self.registry, self.grants, self.device_services)
        self._reach = Reach(settings.data, self.secrets, self.device_services, self.router, self._origins, self._below)
        self.finding = Finding(database)
        self.taking = Taking(database, self._session_written)
        self.attachments = Attachments(
            database,
            settings.data / "attachments",
            lambda: self.hub.membership.transfer if self.hub.membership else None,
        )
        self.sessions = SessionStore(database, lambda: self.hub.name, self._session_written)
        self.status = StatusReport(settings, database, self.hub, self.sessions, self.registry, self.attachments)
        self.trash = Trash(database, self._session_written)
        self.quarantine = Quarantine(database, self._session_written)
        self.models = NodeModels(
            database, settings.data, lambda: self.hub.membership.hub if self.hub.membership else None,
            self._tasks.spawn, lambda: self._tell("models"), look=settings.look_for_models,
        )  # fmt: skip
        self.ask: AskModel = self.models.ask
        self._surroundings = NodeSurroundings(
            NodeParts(
                router=self.router, executor=self.executor, runs=self.runs, limits=self.limits,
                call_states=self.call_states, registry=self.registry, hub=self.hub, asks=self.asks,
                models=self.models, attachments=self.attachments,
            )
        )  # fmt: skip
        self.assistant = Assistant(
            database, self._surroundings, lambda question: self.ask(question), self._reads,
            changed=self._session_written, tell=lambda session_id: self._tell("answers", session_id),
            spawn=self._tasks.spawn,
        )  # fmt: skip
        self.answers_for_others = AnswersForOthers(database, self.assistant, self.approvals.from_afar, self.audit)
        self.routes = routes(self)
        self.outside = Outside(self.routes)

    async def start(self, *, warm: bool) -> None:
        """Take up what the data folder knows of. `warm`: have the sandbox ready too."""
        await self.limits.load()
        await self.registry.start()
        await self._ledger.recover()
        await self.outgoing.recover()
        await self.grants.load()
        await self.models.start(stays=warm)
        await self.executor.recover()
        await self._database.write(parked.take_up)
        await self._database.write(unfinished.recover)
        self._tasks.spawn(
            keep_expiring(
                self.executor.expire,
                self.outgoing.expire,
                self.audit.trim,
                self.trash.expire,
                self.models.uses.trim,
            ),
            "expire what is too old",
        )
        self._tasks.spawn(self.finding.index(), "index sessions")
        self._tasks.spawn(self.attachments.keep_tidy(), "tidy attachments")
        if warm:
            self._tasks.spawn(self._warm(), "warm the sandbox")
        await self.hub.start()
        await self.assistant.start()

    async def drain(self) -> None:
        """Have on disk what waits for the user, before anything is cut off: it waits on at the next start."""
        await self.executor.drain()
        await self.assistant.flush()

    def close(self) -> None:
        """Cancel what runs on the side; the node's task group waits for its end."""
        self.hub.close()
        self._tasks.close()

    # --- what faces ask for ---

    async def execute(self, body: ExecBody) -> RunInfo:
        """Run code for a person: it may call what devices expose, and use what is granted to it."""
        for text in body.grants:
            parse_grant(text)
        work = Work(
            id=new_id(), principal=PERSON, by_code=True, wall_s=body.timeout_s or self.limits.now.code_s,
            patience_s=body.patience_s, code=body.code, grants=body.grants, asks=body.asks,
        )  # fmt: skip
        run = await self.executor.perform(work)
        self.runs.keep(run)
        return run

    async def asks_everywhere(self) -> AsksEverywhere:
        """What waits for the user, on this device and on those that are online."""
        here = DeviceAsks(device=self.hub.handle, here=True, asks=await self.asks.pending())
        elsewhere: list[DeviceAsks] = []
        if (member := self.hub.membership) and self._online:
            with contextlib.suppress(HubUnreachable):
                elsewhere = await member.asks.all(member.account.device_id)
        return AsksEverywhere(devices=[here, *elsewhere])

    async def sync_now(self, *, compare: bool = False) -> SyncStatus:
        """Push and pull now; returns when both are done, or raises why they cannot be. `compare`: mend what differs."""
        await self.hub.sync(compare=compare)
        return await self.status.sync()

    async def lower_exposure(self, path: SkillPath, level: Exposure, visitor: Visitor | None) -> None:
        """Offer a function to fewer. Raises `NotFound`, and `Forbidden` for more, or for a device that is not heard."""
        if visitor:
            check_heard(await self.approvals.from_afar())
        await self.registry.lower(path, level)
        if visitor:
            self.audit.note("expose", f"person@{visitor.name}", "expose", f"{path}", "denied", rule=level)

    async def offer(self, session_ids: Sequence[str] | None = None) -> list[str]:
        """Let chats sync that do not; what they ask is asked on the other devices too. See `SessionStore.offer`."""
        offered = await self.sessions.offer(session_ids)
        if offered:
            self._asks_changed()
        return offered

    async def settle_file(self, sha256: str, *, keep: bool) -> None:
        """A file that the hub refused: it stays here, or is sent once more. Raises `NotFound`."""
        await self.attachments.settle(sha256, keep=keep)
        self._tell("sync")
        if self.hub.membership:
            self.hub.membership.transferring.want()

    # --- what parts tell ---

    def _tell(self, kind: EventKind, session_id: str | None = None) -> None:
        self.events.tell(Event(kind=kind, id=session_id))

    def _heard(self, event: Event) -> None:
        if event.kind == "session" and event.id:
            self.assistant.chat_changed(event.id)

    def _call_changed(self, call_id: str) -> None:
        """One that another device does."""
        self._tell("calls", call_id)
        self._ended(call_id)

    def _ended(self, call_id: str) -> None:
        """A call that was put aside ended, or may have."""
        self._surroundings.endings.changed(call_id)
        self._below.ended(call_id)

    def _asks_changed(self) -> None:
        self._tell("asks")
        self.assistant.asks_changed()
        if self.hub.membership:
            self.hub.membership.telling.want()

    def _skills_changed(self) -> None:
        self._tell("skills")
        if self.hub.membership:
            self.hub.membership.publishing.want()

    def _session_written(self, session_id: str) -> None:
        self._tell("session", session_id)
        self._tell("sessions")
        self._tell("sync")
        if self.hub.membership:
            self.hub.membership.syncing.want()

    async def _report(self, work: Work, result: Result) -> None:
        """A call that was put aside has ended: tell who asked, if they are there."""
        self._tell("runs")
        self._ended(work.id)
        if work.caller:
            await self._to_hub(result)  # where there is no connection, the hub asks when there is one

    # --- what parts need ---

    @property
    def _online(self) -> bool:
        return self.hub.link is not None and self.hub.link.state == "online"

    async def _to_hub(self, message: Message) -> bool:
        return self.hub.link is not None and await self.hub.link.send(message)

    def _member(self, account: HubAccount, key: DeviceKey) -> Membership:
        parts = self.registry, self.executor, self._ledger, self.outgoing
        return Membership(account, key, self._database, *parts, self.events, self.attachments.files, self.outside)

    def _origins(self) -> list[str]:
        """Of Felloe's own servers, which code in the sandbox must not reach: it would come from within."""
        here = NodeAddress.read(self.settings.data)
        served = [self.models.serving.url] if self.models.serving.url else []
        return self.hub.origins + served + ([here.base_url] if here and here.port else [])

    # --- what runs on the side ---

    async def _warm(self) -> None:
        try:
            await self._pool.prepare()
        except FelloeError as error:
            log.warning("sandbox not ready", reason=error.message)

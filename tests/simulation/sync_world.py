"""A small world for the simulation: spokes and a hub, real merge and store code over real SQLite, a network that fails.

Everything runs in one thread without an event loop: a step is over when its call returns, so that a failing run is the
same when it is run again.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeVar

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from hub.store.records import Device as DeviceRecord
from hub.store.store import Store
from hub.store.tables import METADATA
from hub.sync.log import RawPushRequest, SyncLog
from shared.api import DigestsReply, PullReply, PushReply, PushRequest, SessionLogReply
from shared.errors import DiskFull, FelloeError, HubUnreachable, from_body
from shared.ids import new_id
from shared.sync.ops import KINDS, OutboxOp, UnknownOp
from shared.system.sqlite_errors import primary_code
from spoke.sessions import homes, parked, replica, unfinished
from spoke.sessions.store import SessionStore
from spoke.sessions.sync import Sync
from spoke.sessions.trash import Trash
from spoke.store import settings
from spoke.store.tables import NodeTable

T = TypeVar("T")
Fault = Literal["ok", "request lost", "answer lost", "twice", "late"]
USER, HUB_ID, EPOCH = new_id(), new_id(), new_id()
HOME = homes.of_account(HUB_ID, USER)
NEW_KINDS = frozenset({"tag.add", "tag.remove", "session.restore"})
"""What an old version does not know yet."""


_FIRST = create_engine("sqlite://", poolclass=StaticPool)
_FIRST.connect().close()  # its dialect has seen a database
_COMPILED: dict[Any, Any] = {}
"""Statements as text, for all databases of a run: there are thousands of databases, and a hundred statements."""


class Crash(BaseException):
    """The process is gone: nothing that it held in memory is left."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run what never really waits."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    raise AssertionError("it waited for something")


class SimDatabase:
    """Takes the place of `Database`: SQLite in memory, whose commits crash on command."""

    _empty: ClassVar[dict[int, bytes]] = {}

    def __init__(self, tables: MetaData, image: bytes | None = None) -> None:
        self.crash_in: int | None = None
        """Commits and the moments before them until the crash."""
        pool = StaticPool(lambda: sqlite3.connect(":memory:", check_same_thread=False))
        self.engine = Engine(pool, _FIRST.dialect, _FIRST.url, execution_options={"compiled_cache": _COMPILED})
        event.listen(self.engine, "connect", _plain)
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        if image is None and id(tables) not in self._empty:
            tables.create_all(self.engine)
            self._empty[id(tables)] = self.image()
        else:
            self._raw().deserialize(image or self._empty[id(tables)])

    def _raw(self) -> sqlite3.Connection:
        raw = self.engine.raw_connection().driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return raw

    def image(self) -> bytes:
        return self._raw().serialize()

    def close(self) -> None:
        self.engine.dispose()

    def fill_disk(self, full: bool) -> None:
        self._raw().execute(f"PRAGMA max_page_count={1 if full else 1_000_000}")

    def transact(self, work: Callable[[Connection], T]) -> T:
        try:
            with self.engine.connect() as connection:
                with connection.begin():
                    done = work(connection)
                    self._step()
                self._step()
                return done
        except (DatabaseError, sqlite3.Error) as error:
            if primary_code(error) == sqlite3.SQLITE_FULL:
                raise DiskFull("The disk is full.") from error
            raise

    def _step(self) -> None:
        if self.crash_in is not None:
            self.crash_in -= 1
            if self.crash_in <= 0:
                self.crash_in = None
                raise Crash

    async def write(self, work: Callable[[Connection], T], then: Callable[[T], None] | None = None) -> T:
        done = self.transact(work)
        if then:
            then(done)
        return done

    async def read(self, work: Callable[[Connection], T]) -> T:
        saved, self.crash_in = self.crash_in, None
        try:
            return self.transact(work)
        finally:
            self.crash_in = saved

    def rows(self, sql: str, **values: object) -> list[Any]:
        return self.transact(lambda connection: list(connection.execute(text(sql), values)))


def _plain(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=OFF")


class SimHub:
    def __init__(self, image: bytes | None = None) -> None:
        self.now_ms = 1
        self.database = SimDatabase(METADATA, image)
        if image is None:
            self.database.rows(
                'INSERT INTO "user" (id, name, role, disabled, created_ms) VALUES (:id, :id, :role, 0, 1) RETURNING id',
                id=USER,
                role="user",
            )
        self.epoch = EPOCH
        self._start()

    def _start(self) -> None:
        store = Store(self.database)  # type: ignore[arg-type]
        self.log = SyncLog(store, self.epoch, lambda *_: None, lambda: self.now_ms)

    def restart(self) -> None:
        self.database.crash_in = None
        self._start()

    def restore(self, image: bytes, *, by_command: bool) -> None:
        """From a backup. Who copies the files by hand leaves the log's name as it was."""
        self.database.close()
        self.database = SimDatabase(METADATA, image)
        if by_command:
            self.epoch = new_id()
        self._start()

    def answer(self, ask: Callable[[SyncLog], Coroutine[Any, Any, T]]) -> T:
        try:
            return run(ask(self.log))
        except Crash:
            self.restart()
            raise HubUnreachable("It crashed.") from None

    def purges(self) -> dict[str, int]:
        return dict(self.database.rows("SELECT session_id, server_seq FROM sync_log WHERE slot = 'purge'"))


@dataclass
class SimNetwork:
    """How one device reaches the hub. `faults` are of its next requests; `meanwhile` happens before one of them."""

    hub: SimHub
    device: DeviceRecord
    faults: list[Fault] = field(default_factory=list)
    late: list[Callable[[], object]] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None
    old_version: bool = False
    bytes: int = 0
    requests: int = 0

    async def push(self, replica_id: str, ops: list[OutboxOp]) -> PushReply:
        body = PushRequest(replica_id=replica_id, ops=ops).model_dump_json()
        raw = RawPushRequest.model_validate_json(body)
        reply = self._ask(lambda log: log.push(self.device, raw), len(body))
        self.bytes += len(reply.model_dump_json())
        return PushReply.model_validate_json(reply.model_dump_json())

    async def pull(self, since: int, head: str) -> PullReply:
        answer = self._ask(lambda log: log.pull(USER, since, head or None))
        return self._understood(PullReply.model_validate_json(answer))

    async def session_log(self, session_id: str, since: int) -> SessionLogReply:
        answer = self._ask(lambda log: log.session(USER, session_id, since))
        return self._understood(SessionLogReply.model_validate_json(answer))

    async def digests(self, after: str) -> DigestsReply:
        return self._ask(lambda log: log.digests(USER, after))

    def _ask(self, ask: Callable[[SyncLog], Coroutine[Any, Any, T]], size: int = 0) -> T:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        self.requests += 1
        self.bytes += size
        fault = self.faults.pop(0) if self.faults else "ok"
        if fault == "request lost":
            raise HubUnreachable("The request was lost.")
        if fault == "late":
            self.late.append(lambda: self._quietly(ask))
            raise HubUnreachable("The request is on its way.")
        if fault == "twice":
            self._quietly(ask)
        answer = self._carried(ask)
        if fault == "answer lost":
            raise HubUnreachable("The answer was lost.")
        if isinstance(answer, bytes):
            self.bytes += len(answer)
        return answer

    def _carried(self, ask: Callable[[SyncLog], Coroutine[Any, Any, T]]) -> T:
        try:
            return self.hub.answer(ask)
        except FelloeError as error:
            raise from_body(error.body()) from None

    def _quietly(self, ask: Callable[[SyncLog], Coroutine[Any, Any, Any]]) -> None:
        with contextlib.suppress(FelloeError):
            self._carried(ask)

    def _understood(self, page: Any) -> Any:
        if not self.old_version:
            return page
        ops = [
            each.model_copy(update={"op": UnknownOp.model_validate(each.op.model_dump(mode="json"))})
            if each.op.kind in NEW_KINDS
            else each
            for each in page.ops
        ]
        return page.model_copy(update={"ops": ops})


_names: dict[int, str] = {}


def name_of(connection: Connection) -> str:
    """Of the device whose database it is."""
    return _names[id(connection.engine)]


class SimDevice:
    def __init__(self, hub: SimHub, number: int, image: bytes | None = None, device_id: str | None = None) -> None:
        self.name = f"device {number}"
        self.device_id = device_id or new_id()
        record = DeviceRecord(
            id=self.device_id, user_id=USER, user="ana", user_role="user", handle="d", name=self.name,
            platform="", public_key="", revoked=False, user_disabled=False, last_seen_ms=None, functions=0,
        )  # fmt: skip
        self.network = SimNetwork(hub, record)
        self.damaged = False
        self.database = SimDatabase(NodeTable.metadata, image)
        if image is None:
            self.join()
        self.start()

    def start(self) -> None:
        """As after the process was started."""
        _names[id(self.database.engine)] = self.name
        self.database.crash_in = None
        self.database.transact(unfinished.recover)
        self.database.transact(parked.take_up)
        self.sessions = SessionStore(self.database, lambda: self.name, lambda _: None)  # type: ignore[arg-type]
        self.trash = Trash(self.database, lambda _: None)  # type: ignore[arg-type]
        self.sync = Sync(self.database, self.network, lambda _: None)  # type: ignore[arg-type]

    def join(self) -> None:
        self.database.transact(lambda connection: homes.join(connection, HOME))
        self.database.transact(lambda connection: replica.wants_repair(connection, "joined"))

    def leave(self) -> None:
        self.database.transact(homes.leave)
        self.database.transact(replica.forget)

    async def leave_and_join(self) -> None:
        self.leave()
        self.join()
        self.start()

    def upgrade(self) -> None:
        before = sorted(KINDS - NEW_KINDS)
        self.database.transact(lambda connection: settings.put(connection, "sync_kinds", before))
        self.start()

    def load(self, image: bytes) -> None:
        """Its data folder is another one now."""
        self.database.close()
        self.database = SimDatabase(NodeTable.metadata, image)
        self.start()

    def do(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """Do something as a person would; none when it failed or crashed, which a person sees."""
        try:
            return run(work())
        except Crash:
            self.start()
        except FelloeError:
            pass
        return None

    def try_sync(self, *, compare: bool = False) -> bool:
        try:
            run(self.sync.once(compare=compare))
        except Crash:
            self.start()
            return False
        except FelloeError as error:
            return error.code == "conflict" and not error.details.get("reason")
        return True

    def waits(self) -> int:
        return int(self.database.rows("SELECT count(*) FROM outbox")[0][0])

    def messages(self) -> set[str]:
        return {row[0] for row in self.database.rows("SELECT id FROM message")}

    def state(self) -> Any:
        """All that a person can see of what syncs."""
        sessions = self.database.rows(
            "SELECT id, title, message_count, pinned, archived, folder, tags, branch, deleted, purged FROM session "
            "WHERE home = :home AND (title != 'Recovered' OR message_count) ORDER BY id",
            home=HOME,
        )
        messages = self.database.rows(
            "SELECT m.id, m.session_id, m.parent_id, m.body FROM message m JOIN session s ON s.id = m.session_id "
            "WHERE s.home = :home AND m.server_seq IS NOT NULL ORDER BY m.id",
            home=HOME,
        )
        return sessions, messages

"""What sync costs, each beside its floor in the same run: a local write, one change, many, a list.

The hub is in this process: what is measured is both ends' work on SQLite and JSON, without HTTP and TLS.
FELLOE_BENCH_MESSAGES: how long the long history is (1,000,000).
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, event, insert

from hub.store.records import Device
from hub.store.store import Store
from hub.sync.log import RawPushRequest, SyncLog
from shared.api import DigestsReply, PullReply, PushReply, PushRequest, SessionLogReply
from shared.ids import new_id
from shared.sync.ops import Message, MessageAdd, OutboxOp
from shared.system.database import Database
from spoke.node.bodies.sessions import NewMessage
from spoke.sessions import homes, outbox, replica
from spoke.sessions.search.index import index_messages, rebuild_step
from spoke.sessions.store import SessionStore
from spoke.sessions.sync import Sync
from spoke.store import settings
from spoke.store.tables import SCHEMA, MessageRow

LONG = int(os.environ.get("FELLOE_BENCH_MESSAGES", "1000000"))
SHORT, SESSIONS, PUSHED, PULLED = 1_000, 10_000, 10_000, LONG // 10
TEXT = "The harbour lies quiet at night, and {} boats wait for the morning tide beyond the old mole."
USER, HUB_ID, EPOCH = new_id(), new_id(), new_id()
HOME = homes.of_account(HUB_ID, USER)
DEVICE = Device(
    id=new_id(), user_id=USER, user="ana", user_role="user", handle="d", name="d", platform="", public_key="",
    revoked=False, user_disabled=False, last_seen_ms=None, functions=0,
)  # fmt: skip


@dataclass
class Cost:
    ms: float = 0
    bytes: int = 0
    steps: int = 0
    """Of SQLite's machine, in hundreds, on both ends: what it read shows in them."""


class Steps:
    """Counts what SQLite does on all connections of this process that were made since."""

    def __init__(self) -> None:
        self.count = 0

    def watch(self, database: Database) -> None:
        event.listen(database._engine, "checkout", self._on_checkout)

    def _on_checkout(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.set_progress_handler(self._step, 100)

    def _step(self) -> int:
        self.count += 1
        return 0


class Hub:
    """A hub's log with as many messages as are asked for, written by SQL."""

    def __init__(self, folder: Path, messages: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.store = Store.open(folder)
        self.database = self.store._database
        self.log = SyncLog(self.store, EPOCH, lambda *_: None, lambda: 1)
        with closing(sqlite3.connect(folder / "hub.sqlite")) as plain, plain:
            plain.execute(
                "INSERT INTO user (id, name, role, disabled, created_ms) VALUES (?, 'ana', 'user', 0, 1)", (USER,)
            )
            plain.execute(_HUB_ROWS, {"user": USER, "n": messages, "sessions": min(SESSIONS, max(1, messages // 100))})


class Wire:
    """Takes the place of the HTTP client: both ends write and read the JSON that they would send."""

    def __init__(self, hub: Hub) -> None:
        self._log = hub.log
        self.bytes = 0

    async def push(self, replica_id: str, ops: list[OutboxOp]) -> PushReply:
        body = PushRequest(replica_id=replica_id, ops=ops).model_dump_json()
        reply = (await self._log.push(DEVICE, RawPushRequest.model_validate_json(body))).model_dump_json()
        self.bytes += len(body) + len(reply)
        return PushReply.model_validate_json(reply)

    async def pull(self, since: int, head: str) -> PullReply:
        page = await self._log.pull(USER, since, head or None)
        self.bytes += len(page)
        return PullReply.model_validate_json(page)

    async def digests(self, after: str) -> DigestsReply:
        return await self._log.digests(USER, after)

    async def session_log(self, session_id: str, since: int) -> SessionLogReply:
        return SessionLogReply.model_validate_json(await self._log.session(USER, session_id, since))


_ID = "printf('%08x-0000-7000-8000-%012x', {0}, {0})"
_NUMBERS = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :n) "
_SESSION = "printf('%08x-0000-7000-9000-%012x', n % :sessions, n % :sessions)"
_MESSAGE = (
    "json_object('id', " + _ID.format("n") + ", 'parent_id', NULL, 'role', 'user', 'text', "
    "'The harbour lies quiet at night, and ' || n || ' boats wait for the morning tide beyond the old mole.', "
    "'created_ms', 1700000000000 + n)"
)
_HUB_ROWS = (
    _NUMBERS + "INSERT INTO sync_log (user_id, server_seq, op_id, session_id, slot, entity, digest, chain, replica_id, "
    "replica_seq, op) SELECT :user, n, " + _ID.format("n + 0x10000000") + ", " + _SESSION + ", 'message/' || "
    + _ID.format("n") + ", 'message/' || " + _ID.format("n") + ", 'd', printf('%032x', n), "
    + _ID.format("0x20000000") + ", n, json_object('kind', 'message.add', 'op_id', " + _ID.format("n + 0x10000000")
    + ", 'session_id', " + _SESSION + ", 'message', json(" + _MESSAGE + ")) FROM number"
)  # fmt: skip
_DEVICE_ROWS = (
    _NUMBERS + "INSERT INTO message (id, session_id, server_seq, created_ms, body) SELECT " + _ID.format("n") + ", "
    + _SESSION + ", n, 1700000000000 + n, " + _MESSAGE + " FROM number"
)  # fmt: skip
_SESSION_ROWS = (
    "INSERT INTO session (id, home, title, created_ms, updated_ms, message_count, pinned, archived, tags, deleted, "
    "purged) SELECT session_id, :home, 'Boats', min(created_ms), max(created_ms), count(*), 0, 0, '[]', 0, 0 "
    "FROM message "
    "GROUP BY session_id"
)


async def device(folder: Path, messages: int) -> Database:
    """A device that has read all of such a log."""
    folder.mkdir(parents=True, exist_ok=True)
    database = Database.open(folder / "node.db", SCHEMA)

    def member(connection: Connection) -> None:
        homes.join(connection, HOME)
        replica.begin(connection)
        while rebuild_step(connection):
            pass
        if messages:
            replica.has_read(connection, messages, f"{messages:032x}", EPOCH)
        settings.put(connection, "sync_kinds", [])

    await database.write(member)
    if messages:
        with closing(sqlite3.connect(folder / "node.db")) as plain, plain:
            values = {"n": messages, "home": HOME, "sessions": min(SESSIONS, max(1, messages // 100))}
            plain.execute(_DEVICE_ROWS, values)
            plain.execute(_SESSION_ROWS, values)
    return database


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1e3


async def append(folder: Path) -> tuple[float, float]:
    """A message written on this device; and a row of the same size committed with `synchronous=FULL`. Medians, ms."""
    database = await device(folder / "append", SHORT)
    store = SessionStore(database, lambda: "Laptop", lambda _: None)
    session = (await store.create("Boats")).id
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute("CREATE TABLE message (id TEXT PRIMARY KEY, body TEXT)")
    own, bare = [], []
    for number in range(300):
        text = TEXT.format(number)
        own.append(await timed(lambda text=text: store.write(session, NewMessage(text=text))))  # type: ignore[misc]
        began = time.perf_counter()
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("INSERT INTO message VALUES (?, ?)", (new_id(), text * 3))
        plain.execute("COMMIT")
        bare.append((time.perf_counter() - began) * 1e3)
    plain.close()
    await database.close()
    return statistics.median(own), statistics.median(bare)


async def one_change(folder: Path, messages: int) -> Cost:
    """From the device that wrote it to another, with that many messages behind them. Medians."""
    hub = Hub(folder, messages)
    databases = [await device(folder / name, messages) for name in ("one", "two")]
    steps = Steps()
    for database in (*databases, hub.database):
        steps.watch(database)
    wires = [Wire(hub), Wire(hub)]
    writer, reader = (Sync(database, wire, lambda _: None) for database, wire in zip(databases, wires, strict=True))
    store = SessionStore(databases[0], lambda: "one", lambda _: None)
    session = (await store.list(limit=1)).sessions[0].id
    costs: list[Cost] = []
    for number in range(31):
        await store.write(session, NewMessage(text=TEXT.format(number)))
        before = Cost(0, sum(wire.bytes for wire in wires), steps.count)
        ms = await timed(writer.once) + await timed(reader.once)
        costs.append(Cost(ms, sum(wire.bytes for wire in wires) - before.bytes, steps.count - before.steps))
    for database in (*databases, hub.database):
        await database.close()
    middle = costs[1:]
    return Cost(
        statistics.median(each.ms for each in middle),
        int(statistics.median(each.bytes for each in middle)),
        int(statistics.median(each.steps for each in middle)),
    )


def _adds(count: int) -> list[MessageAdd]:
    sessions = [new_id() for _ in range(max(1, count // 100))]
    return [
        MessageAdd(
            op_id=new_id(),
            session_id=sessions[number * len(sessions) // count],
            message=Message(id=new_id(), role="user", text=TEXT.format(number), created_ms=1_700_000_000_000 + number),
        )
        for number in range(count)
    ]


async def floor(path: Path, adds: list[MessageAdd]) -> float:
    """The same messages straight into SQLite with the search index, in transactions of one page each; s."""
    database = Database.open(path, SCHEMA)
    rows = [
        {"id": op.message.id, "session_id": op.session_id, "server_seq": 1, "parent_id": None, "written_to": None,
         "created_ms": op.message.created_ms, "body": op.message.model_dump_json(), "extra": None}
        for op in adds
    ]  # fmt: skip

    def page(connection: Connection, at: int) -> None:
        connection.execute(insert(MessageRow), rows[at : at + 500])
        index_messages(connection, [(op.session_id, op.message) for op in adds[at : at + 500]])

    async def fill() -> None:
        for at in range(0, len(rows), 500):
            await database.write(lambda connection, at=at: page(connection, at))  # type: ignore[misc]

    ms = await timed(fill)
    await database.close()
    return ms / 1e3


async def many(folder: Path, count: int) -> tuple[float, float, float]:
    """Seconds to push, to pull, and of the floor."""
    hub = Hub(folder, 0)
    adds = _adds(count)
    writer, reader = [await device(folder / name, 0) for name in ("one", "two")]

    def write(connection: Connection) -> None:
        for op in adds:
            outbox.record(connection, op)

    if count <= PUSHED:
        await writer.write(write)
        pushing = Sync(writer, Wire(hub), lambda _: None)
        pushed = await timed(pushing._push) / 1e3
    else:
        pushed = 0.0
        replica_id = new_id()
        for at in range(0, count, 500):
            some = [OutboxOp(replica_seq=at + n + 1, op=op) for n, op in enumerate(adds[at : at + 500])]
            await Wire(hub).push(replica_id, some)
    pulled = await timed(Sync(reader, Wire(hub), lambda _: None)._pull) / 1e3
    for database in (writer, reader, hub.database):
        await database.close()
    return pushed, pulled, await floor(folder / "floor.db", adds)


async def list_page(folder: Path) -> tuple[float, float]:
    """ms for a page of 10,000 sessions, the first and one from the middle."""
    database = await device(folder / "list", SESSIONS * 100)
    store = SessionStore(database, lambda: "", lambda _: None)
    first, later = [], []
    for _ in range(15):
        first.append(await timed(lambda: store.list(limit=50)))
        later.append(await timed(lambda: store.list(limit=50, before=f"{1_700_000_000_000 + 995_000}.x")))
    await database.close()
    return statistics.median(first), statistics.median(later)


async def main() -> None:
    def row(name: str, here: float, floor: float, most: float, unit: str) -> None:
        ratio = here / max(floor, 1e-9)
        print(f"{name:72} {here:12,.2f} {floor:12,.2f} {unit:8} {ratio:6.1f}  at most {most:g}", flush=True)

    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        row("append a message locally / a bare durable commit", *await append(folder), 3, "ms")
        small = await one_change(folder / "short", SHORT)
        large = await one_change(folder / "long", LONG)
        name = f"one change, {LONG:,} messages / {SHORT:,}"
        row(f"{name}: time", large.ms, small.ms, 2, "ms")
        row(f"{name}: bytes", large.bytes, small.bytes, 2, "B")
        row(f"{name}: SQLite's steps", large.steps, small.steps, 2, "hundred")
        pushed, pulled, base = await many(folder / "push", PUSHED)
        row(f"{PUSHED:,} messages pushed / inserted with the search index", pushed, base, 3, "s")
        _, pulled, base = await many(folder / "pull", PULLED)
        row(f"{PULLED:,} messages pulled / inserted with the search index", pulled, base, 3, "s")
        first, later = await list_page(folder)
        row(f"a page of {SESSIONS:,} sessions, the first / 20 ms", first, 20, 1, "ms")
        row(f"a page of {SESSIONS:,} sessions, from the middle / 20 ms", later, 20, 1, "ms")


if __name__ == "__main__":
    asyncio.run(main())

"""What goes wrong around a hub and its devices: clocks that jump, sockets that are half open, a database that is full
or held by another program. Each is a typed error or a wait, nothing hangs, and it heals without a restart."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import town
from bad_network import bad_network
from hub_process import About, echoing, take_streams
from settled import all_others_wait
from sqlalchemy import Connection, event
from town import Member, PingLink

from hub.app import running
from hub.services import Services
from hub.settings import Settings
from shared.errors import DatabaseBusy, DiskFull, FelloeError
from shared.ids import new_id
from shared.messages import Ack, Call, Principal, Result
from shared.sync.ops import OutboxOp
from shared.timeouts import TIMEOUTS
from spoke.hublink import link as link_module
from spoke.hublink.client import HubClient

pytestmark = pytest.mark.anyio
WAIT_S = 30
DAY_S = 24 * 3600.0
BIG = bytes(range(256)) * 4_000


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconnect at once."""
    monkeypatch.setattr(link_module, "TIMEOUTS", replace(TIMEOUTS, reconnect_min=0.01, reconnect_max=0.05))


@dataclass
class Clock:
    ahead_s: float = 0

    def now_ms(self) -> int:
        return int((time.time() + self.ahead_s) * 1000)


@dataclass
class Place:
    """A hub with three devices of one user. `d0` and `d1` are connected; `d1` answers with what it was asked."""

    folder: Path
    services: Services
    clock: Clock
    members: list[Member]
    links: list[PingLink]
    work: asyncio.Event
    """Set while `d1` answers."""
    changed: asyncio.Event
    """Set when a link's state changes."""

    async def news(self) -> None:
        async with asyncio.timeout(WAIT_S):
            await self.changed.wait()
        self.changed.clear()

    async def call(self, timeout_s: float = 10, **args: Any) -> Any:
        return (await self.links[0].call(a_call(timeout_s, **args))).value()

    async def all_online(self) -> None:
        async with asyncio.timeout(WAIT_S):
            for link in self.links:
                while link.state != "online":
                    link.hurry()
                    try:
                        await link.online()
                    except FelloeError:
                        await asyncio.sleep(0.01)


def a_call(timeout_s: float, **args: Any) -> Call:
    person = Principal(kind="person")
    return Call(id=new_id(), target="d1", skill="s", function="f", args=args, timeout_s=timeout_s, principal=person)


@asynccontextmanager
async def a_place(folder: Path, **times: float) -> AsyncIterator[Place]:
    clock, work, changed = Clock(), asyncio.Event(), asyncio.Event()
    work.set()
    links: list[PingLink] = []
    answers: set[asyncio.Task[None]] = set()

    async def answer(call: Call) -> None:
        await links[1].send(Ack(id=call.id))
        await work.wait()
        await links[1].send(Result(id=call.id, result=call.args))

    def called(call: Call) -> None:
        task = asyncio.create_task(answer(call))
        answers.add(task)
        task.add_done_callback(answers.discard)

    (folder / "hub").mkdir()
    settings = Settings(port=0, data=folder / "hub")
    async with AsyncExitStack() as stack:
        _, services = await stack.enter_async_context(
            running(settings, timeouts=replace(TIMEOUTS, **times), now_ms=clock.now_ms)
        )
        take_streams(services)
        members = await town.join(folder / "hub", 1, 3, folder)
        links += await stack.enter_async_context(
            town.linked(members[:2], call=called, state=changed.set, streams=echoing)
        )
        yield Place(folder / "hub", services, clock, members, links, work, changed)
        for task in list(answers):
            task.cancel()
        await asyncio.gather(*answers, return_exceptions=True)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with a_place(tmp_path) as place:
        yield place


def cut(link: PingLink) -> None:
    assert link._socket is not None
    link._socket.transport.abort()


# --- clocks that jump --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "jumps", [(DAY_S, 0), (-DAY_S, 0), (3_650 * DAY_S, -3_650 * DAY_S)], ids=["on", "back", "years"]
)
async def test_devices_stay_and_come_back_whatever_the_hubs_clock_says(place: Place, jumps: tuple[float, ...]) -> None:
    for jump in jumps:
        place.clock.ahead_s = jump
        assert await place.call(n=1) == {"n": 1}
        for link in place.links:
            cut(link)
        await all_others_wait()
        await place.all_online()
        assert await place.call(n=2) == {"n": 2}
        async with place.members[0].client() as anew:
            assert len((await anew.devices()).devices) == 3


@pytest.mark.parametrize("jump", [DAY_S, -DAY_S], ids=["on", "back"])
async def test_a_call_under_way_is_neither_given_up_nor_left_hanging_when_the_clock_jumps(
    place: Place, jump: float
) -> None:
    place.work.clear()
    calling = asyncio.create_task(place.call(n=1))
    await all_others_wait()
    place.clock.ahead_s = jump
    place.work.set()
    assert await calling == {"n": 1}


async def test_a_call_that_nobody_answers_ends_in_its_time_though_the_clock_went_back(place: Place) -> None:
    place.work.clear()
    calling = asyncio.create_task(place.call(timeout_s=1.5, n=1))
    await all_others_wait()
    place.clock.ahead_s = -DAY_S
    async with asyncio.timeout(WAIT_S):
        with pytest.raises(FelloeError) as caught:
            await calling
    assert caught.value.code in ("outcome_unknown", "deadline_exceeded")


# --- half-open sockets -------------------------------------------------------------------------------------------


async def test_streams_and_calls_go_on_when_a_socket_stands_and_carries_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "TIMEOUTS", replace(link_module.TIMEOUTS, suspect=1.0))
    async with a_place(tmp_path, heartbeat=0.2, suspect=0.6, offline=1.2) as place, AsyncExitStack() as stack:
        network = await stack.enter_async_context(bad_network(place.members[2].account.hub_url))
        account = place.members[2].account.model_copy(update={"hub_url": network.url})
        near = replace(place.members[2], account=account)
        (link,) = await stack.enter_async_context(town.linked([near]))
        place.work.clear()
        calling = asyncio.create_task(link.call(a_call(20, n=1)))
        stream = link.open("load.through", About(device="d1"))
        sending = asyncio.create_task(stream.send(BIG))
        got = bytearray(await stream.receive())
        network.swallow()
        place.work.set()
        async with asyncio.timeout(WAIT_S):
            while len(got) < len(BIG):
                got += await stream.receive()
            await sending
            assert (await calling).value() == {"n": 1}
        assert bytes(got) == BIG
        assert network.connections >= 2


# --- the hub's database ------------------------------------------------------------------------------------------


@asynccontextmanager
async def full(services: Services) -> AsyncIterator[None]:
    """No page more than there are."""
    engine = services.store._database._engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def no_more(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def as_before(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")

    event.listen(engine, "begin", no_more)
    try:
        yield
    finally:
        event.remove(engine, "begin", no_more)
        event.listen(engine, "begin", as_before)


async def test_a_full_database_refuses_what_must_be_kept_and_takes_it_again_when_there_is_room(place: Place) -> None:
    async with place.members[0].client() as client:
        large = {"text": "x" * 8_000}
        async with full(place.services):
            refused = await _until_refused(lambda: place.call(**large))
            assert isinstance(refused, DiskFull), refused
            assert len((await client.devices()).devices) == 3  # what only reads goes on
            chat = Chat(client)
            assert isinstance(await _until_refused(lambda: chat.say("x" * 8_000)), DiskFull)
            assert await chat.kept() == chat.acked
        assert await place.call(**large) == large
        await chat.say("there is room again")
        assert await chat.kept() == chat.acked
        await place.all_online()


async def test_a_device_that_connects_while_the_database_is_held_is_told_why_and_comes_back_by_itself(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    async with held(place):
        cut(place.links[0])
        while not isinstance(place.links[0].problem, DatabaseBusy):
            await place.news()
    await place.all_online()
    assert await place.call(n=1) == {"n": 1}
    assert "Traceback" not in "".join(capfd.readouterr())


@asynccontextmanager
async def held(place: Place) -> AsyncIterator[None]:
    """Another program has it, and the hub has no patience of five seconds."""

    await place.services.store.core_write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout=300"))
    with contextlib.closing(sqlite3.connect(place.folder / "hub.sqlite", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("COMMIT")


async def _until_refused(call: Callable[[], Any]) -> FelloeError:
    for _ in range(500):
        try:
            await call()
        except FelloeError as error:
            return error
    raise AssertionError("nothing was refused")


class Chat:
    """What one device pushes: message after message, each as often as needed."""

    def __init__(self, client: HubClient) -> None:
        self._client = client
        self._replica, self._session = new_id(), new_id()
        self.acked = 0

    async def say(self, text: str) -> None:
        message = {"id": new_id(), "role": "user", "text": text, "created_ms": 1}
        op = {"op_id": new_id(), "session_id": self._session, "kind": "message.add", "message": message}
        numbered = OutboxOp.model_validate({"replica_seq": self.acked + 1, "op": op})
        self.acked = (await self._client.push(self._replica, [numbered])).acked

    async def kept(self) -> int:
        """How many the hub has."""
        count, since = 0, 0
        while True:
            page = await self._client.pull(since)
            count += sum(op.replica_id == self._replica for op in page.ops)
            if not page.more:
                return count
            since = page.ops[-1].server_seq


async def test_what_finds_the_database_held_waits_for_a_while_and_then_says_so(place: Place) -> None:
    async with place.members[0].client() as client:
        chat = Chat(client)
        await chat.say("before")
        async with held(place):
            waiting = [asyncio.create_task(place.call(n=1)), asyncio.create_task(chat.say("meanwhile"))]
            await all_others_wait()
        assert (await asyncio.gather(*waiting))[0] == {"n": 1}
        async with held(place):
            for work in (lambda: place.call(n=2), lambda: chat.say("never")):
                with pytest.raises(DatabaseBusy):
                    await work()
            assert len((await client.devices()).devices) == 3
        assert await place.call(n=3) == {"n": 3}
        await chat.say("after")
        assert await chat.kept() == chat.acked == 3

"""A device and its hub with a network between them that cuts, slows down and goes silent."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bad_network import BadNetwork, bad_network
from linking import paired
from pydantic import BaseModel, JsonValue

from hub.admin.client import admin
from hub.app import running
from hub.services import Services
from hub.settings import Settings
from shared.errors import Cancelled, CopiedFolder, DeviceOffline, HubUnreachable
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Ack, Call, Message, Ping, Pong, Principal, Result
from shared.system.streams import Stream
from shared.timeouts import TIMEOUTS
from spoke.hublink import link as link_module
from spoke.hublink.account import DeviceKey
from spoke.hublink.client import HubClient
from spoke.hublink.link import Link

if TYPE_CHECKING:
    from linking import Linked

pytestmark = pytest.mark.anyio
WAIT_S = 40
BIG = bytes(range(251)) * 4_000


class Nothing(BaseModel):
    pass


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconnect at once, and find a silent connection soon."""
    quick = replace(TIMEOUTS, reconnect_min=0.01, reconnect_max=0.02, suspect=1.0)
    monkeypatch.setattr(link_module, "TIMEOUTS", quick)


async def _echo(stream: Stream, _: Nothing) -> None:
    async for chunk in stream:
        await stream.send(chunk)


class Place:
    """A hub, a bad network before it, and devices that know no other way there."""

    def __init__(self, services: Services, network: BadNetwork, data: Path, linked: Linked) -> None:
        self.hub = services
        self.network = network
        self._data = data
        self._linked = linked

    async def client(self, name: str) -> HubClient:
        async with admin(self._data / "hub") as to_admin:
            made = await to_admin.ask("POST", "/users/ann/codes", {})
        known = await paired(str(made["pairing_string"]), name, self._data / name)
        account = known.account.model_copy(update={"hub_url": self.network.url})
        return HubClient(account, DeviceKey.of(self._data / name))

    @asynccontextmanager
    async def device(self, name: str, **handlers: Any) -> AsyncIterator[Link]:
        async with self._linked(await self.client(name), **handlers) as link, asyncio.timeout(45):
            yield link


@pytest.fixture
async def place(tmp_path: Path, linked: Linked) -> AsyncIterator[Place]:
    timeouts = replace(TIMEOUTS, heartbeat=0.3)
    async with running(Settings(port=0, data=tmp_path / "hub"), timeouts=timeouts) as (served, services):
        services.calls.connections.handlers.on("echo", Nothing, _echo)
        async with admin(tmp_path / "hub") as to_admin:
            await to_admin.ask("POST", "/users", {"name": "ann"})
        async with bad_network(served.url) as network:
            yield Place(services, network, tmp_path, linked)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110 - the link has no event for each of its states
            await asyncio.sleep(0.01)


async def _online(link: Link) -> None:
    await _until(lambda: link.state == "online")


async def _there_and_back(link: Link, data: bytes) -> None:
    async with link.open("echo", {}) as stream, asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(_send(stream, data))
        assert await stream.read_all(len(data)) == data
        await sending


async def _send(stream: Stream, data: bytes) -> None:
    await stream.send(data)
    await stream.end()


@pytest.mark.parametrize("seed", [1, 2])
async def test_cuts_in_the_middle_of_frames_lose_and_repeat_no_byte(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    async with place.device("laptop") as link:
        await _online(link)
        place.network.cut_after = lambda: chance.randint(30_000, 600_000)
        connection = place.hub.calls.connections.get(link._hub.account.device_id)
        assert connection is not None
        stream = link.open("echo", {})
        _cut(link)  # the next ones are cut by the network
        before = place.network.connections
        async with stream, asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(_send(stream, BIG))
            assert await stream.read_all(len(BIG)) == BIG
            await sending
        assert place.network.connections - before >= 3


async def test_a_cut_anywhere_in_the_handshake_only_delays_it(place: Place) -> None:
    sizes = iter([*range(1, 6_000, 700), 0])
    place.network.cut_after = lambda: next(sizes, None) or None
    async with place.device("laptop") as link:
        await _online(link)
        assert place.network.connections >= 6
        await _there_and_back(link, b"hello")


async def test_calls_in_flight_while_connections_are_cut_run_once_and_are_answered(place: Place) -> None:
    ran: dict[str, Call] = {}
    tasks: set[asyncio.Task[Any]] = set()

    def answer(call: Call) -> None:
        ran.setdefault(call.id, call)
        check(call.id)

    def check(call_id: str) -> None:
        task = asyncio.create_task(_answer(ran[call_id]))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _answer(call: Call) -> None:
        await attic.send(Ack(id=call.id))
        await attic.send(Result(id=call.id, result=call.args["n"]))

    chance = random.Random(3)
    async with place.device("attic", call=answer, check=check) as attic, place.device("laptop") as laptop:
        await _online(attic)
        await _online(laptop)
        place.network.cut_after = lambda: chance.randint(12_000, 40_000)
        for link in (attic, laptop):
            _cut(link)
        before = place.network.connections
        asked = [_call("attic", n) for n in range(120)]
        answered: dict[str, JsonValue] = {}
        while left := [call for call in asked if call.id not in answered][:20]:
            await _online(laptop)
            await _online(attic)
            for found in await asyncio.gather(*(_asked(laptop, call) for call in left)):
                answered |= found
        assert [answered[call.id] for call in asked] == list(range(120))
        assert place.network.connections - before >= 2


async def _asked(link: Link, call: Call) -> dict[str, JsonValue]:
    """Its value, if it came: a call that was refused as something was cut is asked for again, by the same id."""
    try:
        return {call.id: (await link.call(call)).value()}
    except (DeviceOffline, HubUnreachable):  # said by the link, or by the hub in a result
        return {}


def _cut(link: Link) -> None:
    if link._socket is not None:
        link._socket.transport.abort()


def _call(target: str, n: int) -> Call:
    principal = Principal(kind="person")
    return Call(id=new_id(), target=target, skill="a", function="b", args={"n": n}, timeout_s=30, principal=principal)


async def test_a_connection_that_goes_silent_without_closing_is_left_for_another(place: Place) -> None:
    async with place.device("laptop") as link:
        await _online(link)
        stream = link.open("echo", {})
        await stream.send(b"before, ")
        assert await stream.receive() == b"before, "
        place.network.silent = True
        await stream.send(b"meanwhile")
        await _until(lambda: link.state != "online")
        place.network.silent = False
        await stream.end()
        assert await stream.read_all(100) == b"meanwhile"
        await stream.close()


async def test_one_bulk_stream_on_a_slow_uplink_leaves_the_way_short_for_control(place: Place) -> None:
    async with place.device("laptop") as link:
        await _online(link)
        place.network.up_bytes_s = 1_250_000
        stream = link.open("echo", {})
        sending = asyncio.create_task(stream.send(b"x" * 4_000_000))
        reading = asyncio.create_task(_drop(stream))
        loop = asyncio.get_running_loop()
        waits = []
        ask = _pinging(link)
        while not sending.done():
            started = loop.time()
            await ask()
            waits.append(loop.time() - started)
            await asyncio.sleep(0.02)
        stream.reset(Cancelled("enough"))
        await asyncio.gather(reading, return_exceptions=True)
        window_s = LIMITS.stream_window_max / place.network.up_bytes_s
        assert sorted(waits)[len(waits) // 2] < window_s / 6, "a window's worth of bytes is not before each message"


def _pinging(link: Link) -> Callable[[], Awaitable[None]]:
    """How long a control message takes there and back is what a ping takes."""
    answered: dict[int, asyncio.Future[None]] = {}
    handle = link._handle

    async def seen(message: Message) -> None:
        if isinstance(message, Pong) and message.n in answered:
            answered.pop(message.n).set_result(None)
        await handle(message)

    async def ask() -> None:
        number = 1_000_000 + len(answered) + random.randrange(10**9)
        answered[number] = asyncio.get_running_loop().create_future()
        waiting = answered[number]
        await link.send(Ping(n=number))
        await waiting

    link._handle = seen  # type: ignore[method-assign]
    return ask


async def _drop(stream: Stream) -> None:
    async for _ in stream:
        pass


async def test_of_two_copies_of_a_data_folder_both_stop_and_say_why(place: Place) -> None:
    client = await place.client("attic")
    other = HubClient(client.account, DeviceKey.of(place._data / "attic"))
    async with place._linked(client) as one, place._linked(other) as two, asyncio.timeout(45):
        await _until(lambda: isinstance(one.problem, CopiedFolder) and isinstance(two.problem, CopiedFolder))
        seen = place.network.connections
        await asyncio.sleep(0.2)
        assert place.network.connections == seen, "neither tries again by itself"
        assert "felloe unpair" in one.problem.message

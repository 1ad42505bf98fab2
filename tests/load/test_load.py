"""Many streams at once, and a hub that is killed under its devices: `make soak` with as many as a large hub has."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import town
from hub_process import About, echoing
from town import Crowd, HubProcess, PingLink

from shared.errors import FelloeError, StreamLost
from shared.ids import new_id
from shared.limits import KIB, LIMITS, MIB
from shared.messages import Ack, Call, Principal, Result
from shared.system.streams import Stream
from shared.timeouts import TIMEOUTS
from spoke.hublink import link as link_module

pytestmark = pytest.mark.anyio
SOAK_S = float(os.environ.get("FELLOE_SOAK_SECONDS", 240))
BACK_S = 30.0
SLACK = 24 * MIB


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections are cut more often here than the usual wait after a cut is made for."""
    monkeypatch.setattr(link_module, "TIMEOUTS", replace(TIMEOUTS, reconnect_min=0.05, reconnect_max=0.2))


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[HubProcess]:
    async with town.a_hub(tmp_path / "hub") as hub:
        yield hub


async def session(link: PingLink, number: int, size: int) -> None:
    """What comes back through the hub from the other device is what was sent."""
    data = random.Random(number).randbytes(size)
    back = hashlib.sha256()
    async with link.open("load.through", About(device="d1")) as stream:
        sending = asyncio.create_task(sent(stream, data))
        try:
            async for chunk in stream:
                back.update(chunk)
            await sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
    assert back.digest() == hashlib.sha256(data).digest()


async def sent(stream: Stream, data: bytes) -> None:
    await stream.send(data)
    await stream.end()


async def test_a_hundred_streams_at_once_are_right_and_the_hub_holds_no_more_than_their_windows(
    hub: HubProcess, tmp_path: Path
) -> None:
    members = await town.join(hub.folder, 1, 2, tmp_path)
    async with town.linked(members, echoing) as (link, _):
        await session(link, 0, MIB)
        before, most = hub.memory(), 0

        async def look() -> None:
            nonlocal most
            while True:
                most = max(most, hub.memory())
                await asyncio.sleep(0.05)

        looking = asyncio.create_task(look())
        await asyncio.gather(*(session(link, number, 256 * KIB) for number in range(100)))
        looking.cancel()
    assert most - before < 100 * 2 * 2 * LIMITS.stream_window + SLACK


async def test_a_large_stream_under_way_ends_with_stream_lost_when_the_hub_is_killed_and_the_next_one_goes_through(
    hub: HubProcess, tmp_path: Path
) -> None:
    members = await town.join(hub.folder, 1, 2, tmp_path)
    async with town.linked(members, echoing) as (link, _):
        stream = link.open("load.through", About(device="d1"))
        sending = asyncio.create_task(sent(stream, bytes(64 * MIB)))
        assert await stream.receive(), "it is under way"
        await hub.stop(signal.SIGKILL)
        await hub.start()
        link.hurry()
        async with asyncio.timeout(BACK_S):
            with pytest.raises(StreamLost):
                async for _ in stream:
                    pass
            with pytest.raises(StreamLost):
                await sending
            await link.online()
            await until_through(link)


async def until_through(link: PingLink) -> None:
    """The other device comes back a moment later, perhaps."""
    while True:
        try:
            return await session(link, 7, MIB)
        except FelloeError:
            await asyncio.sleep(0.05)


@pytest.mark.soak
async def test_five_hundred_devices_come_back_to_a_hub_that_was_killed(hub: HubProcess, tmp_path: Path) -> None:
    members = await town.join(hub.folder, 125, 4, tmp_path)
    async with Crowd(members[:250], tmp_path / "a") as one, Crowd(members[250:], tmp_path / "b") as other:
        crowds = [one, other]
        await town.until(crowds, lambda online: online == 500, 120)
        for _ in range(3):
            await hub.stop(signal.SIGKILL)
            await town.until(crowds, lambda online: online == 0, 60)
            await hub.start()
            await town.until(crowds, lambda online: online == 500, BACK_S)


class Mixed:
    """Calls, streams, reconnects and relays between two devices, all at once and for long."""

    def __init__(self, links: list[PingLink]) -> None:
        self.links = links
        self.done = dict.fromkeys(("calls", "streams", "cuts"), 0)
        self.refused: dict[str, int] = {}
        self._random = random.Random(7)

    async def calls(self) -> None:
        args = {"text": "x" * self._random.choice((10, 1_000, 100_000))}
        person = Principal(kind="person")
        call = Call(id=new_id(), target="d1", skill="s", function="f", args=args, timeout_s=30, principal=person)
        assert (await self.links[0].call(call)).value() == args

    async def streams(self) -> None:
        await session(self.links[0], self._random.randrange(1 << 30), self._random.randrange(1, MIB))

    async def cuts(self) -> None:
        await asyncio.sleep(self._random.uniform(1, 4))
        if socket := self._random.choice(self.links)._socket:
            socket.transport.abort()

    async def repeat(self, name: str, work: Callable[[], Awaitable[None]], end: float) -> None:
        while time.monotonic() < end:
            try:
                await work()
                self.done[name] += 1
            except FelloeError as error:  # typed, and never a hang or a wrong byte
                self.refused[error.code] = self.refused.get(error.code, 0) + 1
                await asyncio.sleep(0.1)

    async def run(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        async with asyncio.TaskGroup() as tasks:
            for name, work, count in (("calls", self.calls, 10), ("streams", self.streams, 6), ("cuts", self.cuts, 1)):
                for _ in range(count):
                    tasks.create_task(self.repeat(name, work, end))


@pytest.mark.soak
async def test_mixed_work_for_minutes_leaves_memory_and_files_flat(hub: HubProcess, tmp_path: Path) -> None:
    members = await town.join(hub.folder, 1, 2, tmp_path)
    own = psutil.Process()
    answers: set[asyncio.Task[None]] = set()

    async def answer(call: Call) -> None:
        await links[1].send(Ack(id=call.id))
        await links[1].send(Result(id=call.id, result=call.args))

    def called(call: Call) -> None:
        task = asyncio.create_task(answer(call))
        answers.add(task)
        task.add_done_callback(answers.discard)

    async with AsyncExitStack() as stack:
        links = await stack.enter_async_context(town.linked(members, echoing, call=called))
        mixed = Mixed(links)
        await mixed.run(SOAK_S / 4)  # what is kept for ever is kept by then
        before = [(each.memory_info().rss, each.num_fds()) for each in (hub.process, own)]
        await mixed.run(SOAK_S)
        after = [(each.memory_info().rss, each.num_fds()) for each in (hub.process, own)]
    print(mixed.done, mixed.refused, before, after)
    assert min(mixed.done.values()) > 10
    for (memory, files), (memory_after, files_after) in zip(before, after, strict=True):
        assert memory_after < memory + SLACK
        assert files_after <= files + 4

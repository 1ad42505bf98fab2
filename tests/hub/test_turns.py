"""A flood on one channel and everybody else: counted in turns of the event loop and in messages, not in seconds."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator

import pytest
from hub_under_test import HubUnderTest
from wire_device import a_call, ok

from hub.channel import turns
from hub.channel.turns import MESSAGE, RATE, SHARE, Turns
from hub.channel.websocket import WebSocket
from shared.messages import Ping, Pong, Result, encode

pytestmark = pytest.mark.anyio


class Flood:
    """Has more, however much is taken, until the test is over."""

    def __init__(self, owner: str, taken: Counter[Flood], size: int = MESSAGE) -> None:
        self.owner = owner
        self._taken = taken
        self._size = size
        taken[self] = 0

    def take(self) -> int:
        self._taken[self] += 1
        return self._size

    def more(self) -> bool:
        return self in self._taken


async def after(turns_of_the_loop: int) -> None:
    for _ in range(turns_of_the_loop):
        await asyncio.sleep(0)


@pytest.fixture
def taken() -> Iterator[Counter[Flood]]:
    floods: Counter[Flood] = Counter()
    yield floods
    floods.clear()


@pytest.fixture
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is too fast."""
    monkeypatch.setattr(turns, "RATE", 1e18)


def by_owner(taken: Counter[Flood]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for flood, count in taken.items():
        counted[flood.owner] += count
    return counted


async def test_one_turn_of_the_loop_takes_one_share_from_all_together(taken: Counter[Flood], unbounded: None) -> None:
    shared = Turns()
    for number in range(10):
        shared.ask(Flood(f"user {number}", taken))
    for turn in range(1, 6):
        assert taken.total() * MESSAGE == turn * SHARE
        await after(1)


async def test_users_get_the_same_however_many_connections_they_flood(taken: Counter[Flood], unbounded: None) -> None:
    shared = Turns()
    for number in range(21):
        shared.ask(Flood("ann" if number else "bob", taken))
    await after(50)
    assert abs(by_owner(taken)["ann"] - by_owner(taken)["bob"]) <= SHARE / MESSAGE
    of_ann = [count for flood, count in taken.items() if flood.owner == "ann"]
    assert max(of_ann) - min(of_ann) <= 1, "and of one user each connection"


async def test_who_comes_to_a_flood_has_its_turn_in_the_next_of_the_loop(
    taken: Counter[Flood], unbounded: None
) -> None:
    shared = Turns()
    for number in range(8):
        shared.ask(Flood(f"user {number}", taken))
    await after(3)
    shared.ask(late := Flood("late", taken))
    await after(1)
    assert taken[late] >= 1


async def test_who_is_too_fast_is_not_read_for_a_while_and_loses_nothing(taken: Counter[Flood]) -> None:
    shared = Turns()
    shared.ask(flood := Flood("ann", taken, size=60 * RATE))
    await after(20)
    assert (taken[flood], flood.more()) == (1, True)
    shared.ask(other := Flood("bob", taken))
    assert taken[other] > 0, "others are read on"


async def test_after_its_rest_it_is_read_on(taken: Counter[Flood], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("RATE", 1_000 * MESSAGE), ("BURST_S", 0.0), ("REST_S", 0.0)):
        monkeypatch.setattr(turns, name, value)
    Turns().ask(flood := Flood("ann", taken))
    while taken[flood] < 5:
        await after(1)


async def test_of_a_connection_that_ended_nothing_is_kept(hub: HubUnderTest) -> None:
    def held() -> int:
        gc.collect()
        return sum(type(one) is WebSocket for one in gc.get_objects())

    laptop, before = await hub.device("laptop"), held()
    for _ in range(3):
        async with laptop.channel():
            pass
    async with asyncio.timeout(50):
        while held() > before:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.1)  # the hub, too: to collect all that the tests hold keeps it waiting


async def test_a_request_beside_a_flood_waits_for_a_few_of_its_messages(
    hub: HubUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hub.user("bob")
    flooding, other = await hub.device("laptop"), await hub.device("attic", "bob")
    sent = 20_000
    monkeypatch.setattr(turns, "RATE", 100 * MESSAGE)  # however slow this machine is, the flood lasts for longer
    async with flooding.channel() as flood, other.channel() as calm:
        carried = hub.services.calls.connections.get(flooding.id)
        assert carried is not None
        carried.take_use()
        frame = encode(Pong())
        for _ in range(sent):
            flood.socket.protocol.send_text(frame.encode())
        flood.socket.transport.write(b"".join(flood.socket.protocol.data_to_send()))
        await calm.send(Ping(n=1))
        await calm.expect(Pong)
        ok(await other.ask("GET", "/v1/devices"))
        await calm.send(call := a_call("nobody"))
        assert (await calm.expect(Result)).id == call.id
        assert carried.take_use()[0] / len(frame) < sent / 2, "the flood is still being read"
        monkeypatch.setattr(turns, "RATE", 1e18)  # the rest at once: nothing of it is lost
        flood.cut()

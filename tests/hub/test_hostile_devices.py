"""What a paired device can do to the hub, to other calls and to other devices when it means harm."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import tracemalloc
import weakref
from typing import Any

import pytest
from hub_under_test import HubUnderTest
from test_calls_kept import kept, passed
from wire_device import WireChannel, WireDevice, a_call, problem_of

from hub.channel import offers
from hub.store.store import Store
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import STREAMS, Call, Open, Result, Welcome, encode
from shared.streams import frames
from shared.system.deltas import Listener

pytestmark = pytest.mark.anyio


async def welcomed(device: WireDevice, socket: Any) -> WireChannel:
    """With streams."""
    channel = WireChannel(socket)
    await channel.send(device.hello(features=[STREAMS]))
    channel.welcome = await channel.expect(Welcome)
    return channel


async def binary(channel: WireChannel) -> frames.Frame:
    async with asyncio.timeout(10):
        while isinstance(frame := await channel.socket.recv(), str):
            pass
        return frames.parse(frame)


def held_up(store: Store) -> threading.Event:
    """Nothing is written until it is set."""
    go_on = threading.Event()
    asyncio.ensure_future(store.write(lambda _: go_on.wait(10)))  # noqa: RUF006
    return go_on


@pytest.mark.parametrize(
    "content", [b'"\\ud800"', b"[" * 300 + b"]" * 300, b"[" * 50_000 + b"]" * 50_000, b"[1", b"NaN"]
)
async def test_a_result_that_could_not_be_written_again_is_refused_and_its_call_lives(
    hub: HubUnderTest, content: bytes
) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.socket() as socket:
        at_attic = await welcomed(attic, socket)
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        await at_attic.send(Open(stream=1, kind="call.result", about={"type": "result", "id": call.id}))
        for at in range(0, len(content), 16_000):
            part = content[at : at + 16_000]
            await at_attic.send(frames.encode(frames.Data(1, at, part, end=at + len(part) == len(content))))
        while not isinstance(refused := await binary(at_attic), frames.Reset):
            pass
        assert refused.error.code == "protocol_error"
        await at_attic.send(Result(id=call.id, result="after all"))
        assert (await at_laptop.expect(Result)).value() == "after all"


async def test_arguments_that_could_not_be_written_again_are_refused(hub: HubUnderTest) -> None:
    laptop = await hub.device("laptop")
    content = b'{"q": "\\ud800"}'
    async with laptop.socket() as socket:
        channel = await welcomed(laptop, socket)
        call = a_call("attic", args={})
        about = json.loads(encode(call))
        await channel.send(Open(stream=1, kind="call.args", about=about))
        await channel.send(frames.encode(frames.Data(1, 0, content, end=True)))
        while not isinstance(refused := await binary(channel), frames.Reset):
            pass
        assert refused.error.code == "protocol_error"
        assert hub.services.calls._table.calls.get(call.id) is None


async def test_a_call_that_is_asked_again_while_its_end_is_being_written_ends_once(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.begin_one()
        await passed(at_attic)
        go_on = held_up(hub.services.store)
        await at_attic.send(Result(id=new_id()))  # is being written, so that what follows waits together
        await passed(at_attic)
        await at_attic.send(Result(id=call.id, result="once"))
        await passed(at_attic)
        await at_laptop.send(call)
        await passed(at_laptop)
        go_on.set()
        for _ in range(2):
            assert (await at_laptop.expect(Result)).value() == "once"
        row = await kept(hub, call.id)
        assert (row.state, row.expires_ms is None) == ("done", False), "its end is durable"


async def test_answers_to_calls_that_never_were_take_no_memory(hub: HubUnderTest) -> None:
    attic = await hub.device("attic")
    async with attic.channel() as channel:
        go_on = held_up(hub.services.store)
        for _ in range(2 * LIMITS.calls_in_flight):
            await channel.send(Result(id=new_id(), result="x" * 1_000))
        await passed(channel)
        waiting = len(hub.services.calls._ahead._steps)
        go_on.set()
    assert 0 < waiting <= LIMITS.calls_in_flight


async def test_whoever_sends_pings_and_reads_no_pong_is_cut_off(hub: HubUnderTest) -> None:
    attic = await hub.device("attic")
    async with attic.socket() as socket:
        await WireChannel(socket).send(attic.hello())
        socket.transport.pause_reading()
        pings = (b"\x89\xfd\0\0\0\0" + b"x" * 125) * 1_000
        sent = 0
        while not socket.transport.is_closing() and sent < 64 * LIMITS.outbox_bytes:
            if socket.transport.get_write_buffer_size() < LIMITS.outbox_bytes:
                socket.transport.write(pings)
                sent += len(pings)
            await asyncio.sleep(0)
        assert socket.transport.is_closing(), f"{sent} bytes are answered and nobody reads them"


async def test_what_a_device_offered_before_is_forgotten() -> None:
    told = [{"skill": "s", "function": "f", "digest": "d", "parameters": {}}]
    first = offers.offers_of(json.dumps(told))
    assert offers.offers_of(json.dumps(told)) is first, "devices with the same skills share one"
    held = weakref.ref(first)
    del first
    gc.collect()
    assert held() is None


async def test_what_a_device_offers_takes_about_as_much_memory_as_its_text() -> None:
    named = {"type": "object", "properties": {f"name_{number}": {} for number in range(600)}}
    told = [{"skill": "s", "function": f"f{at}", "digest": "d", "parameters": named} for at in range(100)]
    text = json.dumps(told)
    tracemalloc.start()
    try:
        kept = offers.offers_of(text)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 1.5 * len(text)
    finally:
        tracemalloc.stop()
    assert kept["s", "f7"].takes(a_call(None, args={"name_1": 1, "name_599": 2}))
    assert not kept["s", "f7"].takes(a_call(None, args={"name_1": 1, "name_600": 2}))


async def test_nobody_takes_the_place_of_who_listens_to_a_call(hub: HubUnderTest) -> None:
    await hub.user("bob")
    laptop, attic, other = await hub.device("laptop"), await hub.device("attic"), await hub.device("pc", "bob")
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        routed = hub.services.calls._table.calls.get(call.id)
        assert routed is not None
        routed.listener = listener = Listener()
        asked = {"id": call.id, "path": "attic:notes.search"}
        headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {await other.token()}"}
        answer = await other.http.post("/v1/calls", json=asked, headers=headers)
        assert problem_of(answer).code == "conflict"
        assert routed.listener is listener


async def test_files_without_bytes_count_too(hub: HubUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    attic = await hub.device("attic")
    few = type("Limits", (), {"attachments_of_user": 20_000, "attachment": 2**20})
    monkeypatch.setattr("hub.attachments.store.LIMITS", few)
    codes = set()
    for number in range(6):
        where = f"/v1/attachments/{number:064x}"
        codes.add((await attic.ask("PATCH", where, params={"size": 1, "offset": 0}, content=b"")).status_code)
    assert codes == {200, 409}

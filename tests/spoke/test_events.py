"""Events of a node: in order, resumable, bounded however many listen and however slowly."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi.sse import format_sse_event
from hypothesis import given
from hypothesis import strategies as st
from settled import all_others_wait

from sandbox.image import ImageCache
from shared.errors import NodeUnreachable, RateLimited
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.app import Node
from spoke.node import event_stream, wire
from spoke.node.address import NodeAddress
from spoke.node.bodies.events import Event
from spoke.node.client import NodeClient
from spoke.node.events import Events, Told
from spoke.runtime import running
from spoke.settings import NodeSettings

pytestmark = pytest.mark.anyio


def changed(name: str) -> Event:
    return Event(kind="session", id=name)


async def heard(events: Events, after: str | None, count: int) -> list[Told]:
    """The first of them, without the one that only says where the listener is."""
    async with asyncio.timeout(10), aclosing(events.listen(after)) as told:
        found: list[Told] = []
        while len(found) < count:
            each = await anext(told)
            if each.event:
                found.append(each)
        return found


def names(told: list[Told]) -> list[str | None]:
    return [each.event.id if each.event and each.event.kind != "reset" else "reset" for each in told]


async def test_who_comes_back_hears_what_changed_meanwhile_each_thing_once_and_in_order() -> None:
    events = Events()
    for name in "abc":
        events.tell(changed(name))
    (first,) = await heard(events, events._listeners.place(0), 1)
    for name in "dbd":
        events.tell(changed(name))
    assert names(await heard(events, first.place, 3)) == ["c", "b", "d"]


async def test_a_place_that_is_forgotten_or_of_another_run_or_no_place_at_all_means_reset() -> None:
    events, other = Events(kept=2), Events()
    for name in "abc":
        events.tell(changed(name))
    assert names(await heard(events, events._listeners.place(1), 2)) == ["b", "c"]
    for place in (
        events._listeners.place(0),
        events._listeners.place(4),
        other._listeners.place(0),
        "",
        "x",
        events._listeners.place(2) + "0" * 40,
        "²-1",
    ):
        (told,) = await heard(events, place, 1)
        assert (names([told]), told.place) == (["reset"], events._listeners.place(3)), place


@given(st.lists(st.one_of(st.sampled_from("abcdef"), st.just("look")), max_size=60))
def test_a_listener_that_is_cut_at_any_moment_misses_nothing_or_is_told_so(steps: list[str]) -> None:
    """However it is cut: what changed after its place is heard again, or there is a reset."""

    async def run() -> None:
        events, place, missing = Events(kept=3), "", set[str | None]()
        place = events._listeners.place(0)
        for step in steps:
            if step != "look":
                events.tell(changed(step))
                missing.add(step)
                continue
            async with aclosing(events.listen(place, quiet_s=0)) as listening:
                for told in [await anext(listening), *([await anext(listening)] if missing else [])]:
                    place = told.place
                    if told.event and told.event.kind == "reset":
                        missing.clear()
                    elif told.event:
                        missing.remove(told.event.id)
        assert len(events._changed) <= 3

    asyncio.run(run())


async def test_a_reader_that_is_too_slow_gets_each_change_once_and_then_a_reset_and_the_end() -> None:
    events = Events(kept=2)
    async with asyncio.timeout(10), aclosing(events.listen()) as listening:
        await anext(listening)
        for name in ["a"] * 1_000:
            events.tell(changed(name))
        assert names([await anext(listening)]) == ["a"]
        for name in "bcd":
            events.tell(changed(name))
        rest = [told async for told in listening]
    assert names(rest) == ["reset"]
    assert rest[0].event and "too slowly" in rest[0].event.reason


async def test_silence_is_broken_so_that_both_ends_know_that_the_other_is_there() -> None:
    async with asyncio.timeout(10), aclosing(Events().listen(quiet_s=0)) as listening:
        assert [(await anext(listening)).event for _ in range(3)] == [None] * 3


async def test_only_so_many_may_listen() -> None:
    events = Events()
    listening = [events.listen() for _ in range(LIMITS.listeners)]
    for each in listening:
        await anext(each)
    with pytest.raises(RateLimited):
        events.check_room()
    for each in listening:
        await each.aclose()
    events.check_room()


# --- over the node API ---


@pytest.fixture
async def node(image: ImageCache, tmp_path: Path) -> AsyncIterator[Node]:
    async with running(NodeSettings(data=tmp_path / "node", name="Attic")) as node:
        yield node


@pytest.fixture
def client(node: Node) -> Callable[[], NodeClient]:
    def made() -> NodeClient:
        found = NodeClient.of(node.settings.data)
        assert found is not None
        return found

    return made


async def test_a_face_goes_on_where_its_connection_was_cut(node: Node, client: Callable[[], NodeClient]) -> None:
    async with asyncio.timeout(20), client() as face:
        async with face.events() as events:
            node.events.tell(changed("a"))
            assert (await anext(aiter(events))).id == "a"
        for name in "bc":
            node.events.tell(changed(name))
        async with face.events(events.place) as again:
            assert [(await anext(aiter(again))).id for _ in range(2)] == ["b", "c"]


async def test_a_face_that_heard_nothing_yet_also_goes_on(
    node: Node, client: Callable[[], NodeClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asyncio.timeout(60), client() as face:
        with monkeypatch.context() as impatient, pytest.raises(NodeUnreachable):  # nothing comes within 0.2 s
            impatient.setattr(wire, "TIMEOUTS", replace(TIMEOUTS, slow_reader=0.2))
            async with face.events() as events:
                await anext(aiter(events))
        node.events.tell(changed("a"))
        async with face.events(events.place) as again:
            assert (await anext(aiter(again))).id == "a"


async def test_after_a_restart_of_the_node_a_face_is_told_to_read_everything_again(
    image: ImageCache, tmp_path: Path
) -> None:
    place: str | None = None
    settings = NodeSettings(data=tmp_path / "node", name="Attic")
    for expected in ("session", "reset"):
        async with asyncio.timeout(60), running(settings) as node:
            face = NodeClient.of(settings.data)
            assert face
            async with face, face.events(place) as events:
                node.events.tell(changed("a"))
                assert (await anext(aiter(events))).kind == expected
                place = events.place


async def test_a_face_that_takes_nothing_is_cut(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "TIMEOUTS", replace(TIMEOUTS, slow_reader=0.2))
    begun, listen = asyncio.Event(), node.events.listen

    def seen(after: str | None) -> AsyncGenerator[Told, None]:
        begun.set()
        return listen(after)

    monkeypatch.setattr(node.events, "listen", seen)
    address = NodeAddress.read(node.settings.data)
    assert address and address.socket
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(address.socket)
        raw.sendall(b"GET /v1/events HTTP/1.1\r\nHost: felloe-node\r\n\r\n")
        async with asyncio.timeout(30):
            await begun.wait()
            await all_others_wait()
            while node.events._listeners:
                node.events.tell(Event(kind="session", id="x" * 30_000))
                await asyncio.sleep(0)


async def cut(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize("size", [1, 3, 1_000])
async def test_no_character_of_a_text_ends_its_event_or_goes_on_as_another(size: int) -> None:
    text = "ü" + "".join(f'{each}data:{{"forged": true}}{each}{each}' for each in "\v\f\x1c\x1e\x85\u2028\u2029")
    sent = format_sse_event(data_str=json.dumps(text, ensure_ascii=False), id="7") + format_sse_event(comment="here")
    async with aclosing(wire.server_events(httpx.Response(200, content=cut(sent, size)))) as events:
        first, second = [each async for each in events]
    assert (json.loads(first.data), first.id) == (text, "7")
    assert second.data == ""

"""What a function on another device yields, told as it comes: to a node, and over HTTP. Through a real hub."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pydantic import JsonValue

from shared.ids import new_id
from shared.messages import Ack, Call, Cancel, Principal, Result
from shared.system.deltas import Teller
from spoke.hublink.client import HubClient
from spoke.hublink.link import Link

if TYPE_CHECKING:
    from linking import Join, Linked

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(30)]
LONG = "x" * 100_000


class Attic:
    """A device whose function yields what the test says, when it says so."""

    def __init__(self) -> None:
        self.calls: asyncio.Queue[Call] = asyncio.Queue(10)
        self.cancels: asyncio.Queue[str] = asyncio.Queue(10)
        self.link: Link

    async def teller(self) -> tuple[Call, Teller]:
        call = await self.calls.get()
        await self.link.send(Ack(id=call.id))
        return call, Teller(self.link.open, call.id)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def attic(stack: AsyncExitStack, join: Join, linked: Linked) -> Attic:
    attic = Attic()
    link = linked(await join("attic"), call=attic.calls.put_nowait, cancel=attic.cancels.put_nowait)
    attic.link = await stack.enter_async_context(link)
    await attic.link.online()
    return attic


def _call() -> Call:
    person = Principal(kind="person")
    return Call(id=new_id(), target="attic", skill="s", function="f", timeout_s=20, principal=person, deltas=True)


async def test_each_value_is_heard_before_the_function_goes_on_too_far(
    stack: AsyncExitStack, attic: Attic, join: Join, linked: Linked
) -> None:
    laptop = await stack.enter_async_context(linked(await join("laptop")))
    heard: asyncio.Queue[JsonValue] = asyncio.Queue(1)
    asked = asyncio.create_task(laptop.call(_call(), heard.put))
    call, teller = await attic.teller()
    told = 0

    async def function() -> None:
        nonlocal told
        async with teller:
            for number in range(20):
                await teller([number, LONG])
                told += 1

    running = asyncio.create_task(function())
    assert await heard.get() == [0, LONG]
    for _ in range(200):
        await asyncio.sleep(0)
    assert told < 20, "the function waits for its listener"
    for number in range(1, 20):
        assert await heard.get() == [number, LONG]
    await running
    await attic.link.send(Result(id=call.id, result="all"))
    assert (await asked).value() == "all"


async def test_a_function_that_nobody_listens_to_goes_on(
    stack: AsyncExitStack, attic: Attic, join: Join, linked: Linked
) -> None:
    laptop = await stack.enter_async_context(linked(await join("laptop")))
    asked = asyncio.create_task(laptop.call(_call()))
    call, teller = await attic.teller()
    async with teller:
        for number in range(5):
            await teller([number, LONG])
    await attic.link.send(Result(id=call.id, result="done"))
    assert (await asked).value() == "done"


async def test_what_it_yields_is_read_over_http_and_all_of_it_comes_before_the_end(attic: Attic, join: Join) -> None:
    client = await join("laptop")
    async with client:
        events = asyncio.create_task(_events(client))
        call, teller = await attic.teller()
        async with teller:
            for number in range(5):
                await teller([number, LONG])
        await attic.link.send(Result(id=call.id, result="all"))
        heard = await events
    assert [name for name, _ in heard] == ["meta", *["delta"] * 5, "done"]
    assert [data for name, data in heard if name == "delta"] == [[number, LONG] for number in range(5)]


async def test_who_stops_reading_over_http_ends_the_call_and_lets_the_function_go(attic: Attic, join: Join) -> None:
    client = await join("laptop")
    async with client:
        events = asyncio.create_task(_events(client))
        call, teller = await attic.teller()
        await teller(LONG)
        events.cancel()
        assert await attic.cancels.get() == call.id
        async with teller:
            for _ in range(50):
                await teller(LONG)
        await asyncio.gather(events, return_exceptions=True)
    assert Cancel(id=call.id)


async def _events(client: HubClient) -> list[tuple[str, Any]]:
    headers = {"Authorization": f"Bearer {await client.token()}", "Accept": "text/event-stream"}
    found: list[tuple[str, Any]] = []
    name = ""
    async with (
        httpx.AsyncClient(base_url=client.account.hub_url, verify=client.tls or False, trust_env=False) as http,
        http.stream("POST", "/v1/calls", json={"path": "attic:s.f"}, headers=headers) as answer,
    ):
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((name, json.loads(line.removeprefix("data: "))))
    return found

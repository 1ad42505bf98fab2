"""Streams between devices and a real hub, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from linking import paired
from pydantic import BaseModel

from hub.admin.client import admin
from hub.app import running
from hub.services import Services
from hub.settings import Settings
from shared.errors import Conflict, FelloeError, InvalidArgument, NotFound, StreamLost, TooLarge
from shared.limits import LIMITS
from shared.system.streams import Stream, StreamHandlers, relayed
from spoke.hublink.link import Link

if TYPE_CHECKING:
    from linking import Linked

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("reconnecting_at_once")]
BIG = bytes(range(256)) * 8_000


class Named(BaseModel):
    name: str


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Services]:
    async with running(Settings(port=0, data=tmp_path / "hub")) as (_, services):
        yield services


Device = Callable[..., AbstractAsyncContextManager[Link]]


@pytest.fixture
async def device(hub: Services, linked: Linked, tmp_path: Path) -> Device:
    """A paired device, connected while the block lasts."""

    @asynccontextmanager
    async def connected(name: str, **handlers: Any) -> AsyncIterator[Link]:
        async with admin(tmp_path / "hub") as to_admin:
            if not await to_admin.ask("GET", "/users"):
                await to_admin.ask("POST", "/users", {"name": "ann"})
            made = await to_admin.ask("POST", "/users/ann/codes", {})
        client = await paired(str(made["pairing_string"]), name, tmp_path / name)
        async with linked(client, **handlers) as link, asyncio.timeout(30):
            await link.online()
            yield link

    return connected


def cut(link: Link) -> None:
    """As a pulled cable does."""
    assert link._socket is not None
    link._socket.transport.abort()


async def _echo(stream: Stream, about: Named) -> None:
    async for chunk in stream:
        await stream.send(chunk)


async def test_what_is_sent_comes_back_whole_and_in_order(hub: Services, device: Device) -> None:
    hub.calls.connections.handlers.on("echo", Named, _echo)
    async with device("laptop") as link, link.open("echo", Named(name="x")) as stream, asyncio.TaskGroup() as tasks:
        back = tasks.create_task(stream.read_all(len(BIG)))
        await stream.send(BIG)
        await stream.end()
        assert await back == BIG
    assert hub.calls.connections.leases.streams(link._hub.account.device_id) == 0


async def test_the_hub_opens_a_stream_to_a_device(hub: Services, device: Device) -> None:
    handlers = StreamHandlers()
    handlers.on("echo", Named, _echo)
    async with device("laptop", streams=handlers) as link:
        connection = hub.calls.connections.get(link._hub.account.device_id)
        assert connection is not None
        async with connection.open("echo", {"name": "y"}) as stream:
            await stream.send(b"hello")
            await stream.end()
            assert await stream.read_all(100) == b"hello"


async def test_streams_go_on_after_a_cut_and_lose_and_repeat_nothing(hub: Services, device: Device) -> None:
    hub.calls.connections.handlers.on("echo", Named, _echo)
    async with device("laptop") as link, link.open("echo", Named(name="x")) as stream, asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(_send_and_end(stream))
        got = bytearray()
        cuts = 0
        async for chunk in stream:
            got += chunk
            if len(got) > (cuts + 1) * len(BIG) // 5 and link.state == "online":
                cuts += 1
                cut(link)
        assert bytes(got) == BIG
        assert cuts >= 3
        await sending


async def _send_and_end(stream: Stream) -> None:
    await stream.send(BIG)
    await stream.end()


async def test_the_hub_relays_a_stream_from_one_device_to_another(hub: Services, device: Device) -> None:
    async def on(stream: Stream, about: Named) -> None:
        connection = hub.calls.connections.by_handle(hub.calls.connections.get(stream.peer).device.user_id, about.name)  # type: ignore[union-attr]
        assert connection is not None
        await relayed(stream, connection.open("echo", about))

    hub.calls.connections.handlers.on("on", Named, on)
    at_attic = StreamHandlers()
    at_attic.on("echo", Named, _echo)
    async with (
        device("laptop") as laptop,
        device("attic", streams=at_attic) as attic,
        laptop.open("on", Named(name="attic")) as stream,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(_send_and_end(stream))
        got = bytearray()
        cuts = 0
        async for chunk in stream:
            got += chunk
            one = (laptop, attic)[cuts % 2]
            if len(got) > (cuts + 1) * len(BIG) // 7 and one.state == "online":
                cuts += 1
                cut(one)
        assert bytes(got) == BIG
        assert cuts >= 4


async def _refused(stream: Stream) -> FelloeError:
    with pytest.raises(FelloeError) as refused:
        await stream.receive()
    return refused.value


async def test_a_stream_that_is_not_wanted_ends_with_what_the_other_side_says(hub: Services, device: Device) -> None:
    async def fails(stream: Stream, about: Named) -> None:
        raise Conflict("not like this", reason="test")

    async def breaks(stream: Stream, about: Named) -> None:
        raise ZeroDivisionError

    async def small(stream: Stream, about: Named) -> None:
        await stream.read_all(10)

    handlers = hub.calls.connections.handlers
    handlers.on("fails", Named, fails)
    handlers.on("breaks", Named, breaks)
    handlers.on("small", Named, small)
    async with device("laptop") as link:
        assert isinstance(await _refused(link.open("unheard of", {})), NotFound)
        assert isinstance(await _refused(link.open("fails", {"nam": 1})), InvalidArgument)
        error = await _refused(link.open("fails", Named(name="x")))
        assert isinstance(error, Conflict)
        assert error.details == {"reason": "test"}
        assert (await _refused(link.open("breaks", Named(name="x")))).code == "internal"
        stream = link.open("small", Named(name="x"))
        await stream.send(b"x" * 11)
        assert isinstance(await _refused(stream), TooLarge)
        with pytest.raises(TooLarge):
            link.open("fails", {"name": "x" * LIMITS.control_frame})


async def test_a_stream_that_nobody_reads_holds_up_no_other(hub: Services, device: Device) -> None:
    never = asyncio.Event()

    async def asleep(stream: Stream, about: Named) -> None:
        await never.wait()

    hub.calls.connections.handlers.on("asleep", Named, asleep)
    hub.calls.connections.handlers.on("echo", Named, _echo)
    async with device("laptop") as link:
        blocked = link.open("asleep", Named(name="x"))
        sending = asyncio.create_task(blocked.send(BIG))
        async with link.open("echo", Named(name="x")) as stream, asyncio.TaskGroup() as tasks:
            tasks.create_task(_send_and_end(stream))
            assert await stream.read_all(len(BIG)) == BIG
        assert not sending.done(), "no more than a window of it was taken"
        sending.cancel()
        never.set()


async def test_a_revocation_ends_what_is_relayed_to_the_device_too(hub: Services, device: Device) -> None:
    never = asyncio.Event()

    async def asleep(stream: Stream, about: Named) -> None:
        await never.wait()

    async def on(stream: Stream, about: Named) -> None:
        connections = hub.calls.connections
        mine = connections.get(stream.peer)
        assert mine is not None
        far = connections.by_handle(mine.device.user_id, about.name)
        assert far is not None
        await relayed(stream, far.open("asleep", about))

    hub.calls.connections.handlers.on("on", Named, on)
    at_attic = StreamHandlers()
    at_attic.on("asleep", Named, asleep)
    async with device("laptop") as laptop, device("attic", streams=at_attic) as attic:
        stream = laptop.open("on", Named(name="attic"))
        await stream.send(b"x")
        waiting = asyncio.create_task(_refused(stream))
        while not attic._streams._streams.count():  # noqa: ASYNC110 - until it has arrived there
            await asyncio.sleep(0.01)
        async with asyncio.timeout(10):
            await hub.devices.revoke(attic._hub.account.device_id, None, "test")
            hub.calls.connections.revoke(attic._hub.account.device_id, "This device was revoked.")
            assert (await waiting).code == "unauthenticated"


async def test_streams_of_a_device_that_starts_anew_or_is_revoked_end_with_an_error(
    hub: Services, device: Device
) -> None:
    handlers = StreamHandlers()
    handlers.on("echo", Named, _echo)
    async with device("laptop", streams=handlers) as link:
        connection = hub.calls.connections.get(link._hub.account.device_id)
        assert connection is not None
        stream = connection.open("echo", {"name": "y"})
        link._boot_id = link._hub.account.device_id  # as another process has another
        cut(link)
        assert isinstance(await _refused(stream), StreamLost)

"""The device channel over real sockets: handshake, replacement, presence, malformed frames, revocation, drain."""

from __future__ import annotations

import asyncio
import contextlib
import time

import pytest
from hub_under_test import HubUnderTest, StartHub
from websockets.exceptions import InvalidStatus
from wire_device import WireChannel, a_call, ok

from hub.channel.copies import RETURNS
from shared.error_body import ErrorBody
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import (
    CLOSE_COPIED,
    CLOSE_DRAIN,
    CLOSE_PROTOCOL,
    CLOSE_REPLACED,
    CLOSE_REVOKED,
    CLOSE_UNAUTHENTICATED,
    Goodbye,
    Message,
    Ping,
    Pong,
    Presence,
    Problem,
    Result,
    Welcome,
)
from shared.timeouts import TIMEOUTS

pytestmark = pytest.mark.anyio


async def _state(hub: HubUnderTest, handle: str) -> str:
    return str(next(one["state"] for one in await hub.admin.ask("GET", "/devices") if one["handle"] == handle))


async def test_a_hello_is_answered_with_a_welcome_that_says_who_the_device_is(hub: HubUnderTest) -> None:
    device = await hub.device("Attic Pi")
    async with device.channel() as channel:
        welcome = channel.welcome
        assert channel.socket.subprotocol == "felloe.v1"
        assert (welcome.handle, welcome.name, welcome.user, welcome.version) == ("attic_pi", "Attic Pi", "ann", 1)
        assert abs(welcome.hub_time_ms - time.time() * 1000) < 60_000
        assert await _state(hub, "attic_pi") == "online"
        await channel.send(Ping(n=7))
        assert await channel.expect(Pong) == Pong(n=7)


async def test_nothing_comes_before_the_welcome(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    async with contextlib.AsyncExitStack() as others:
        for number in range(3):
            await others.enter_async_context((await hub.device(f"other {number}")).channel())
        pushing = asyncio.create_task(_pokes(hub))
        for _ in range(5):
            async with device.socket() as socket:
                channel = WireChannel(socket)
                await channel.send(device.hello())
                assert isinstance(await channel.receive(), Welcome)
        pushing.cancel()


async def _pokes(hub: HubUnderTest) -> None:
    user = (await hub.services.users.list_all())[0].id
    while True:
        hub.services.calls.connections.poke(user, 1)
        await asyncio.sleep(0)


async def test_a_newer_device_with_unknown_fields_and_versions_is_welcome(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    async with device.socket() as socket:
        channel = WireChannel(socket)
        hello = device.hello(versions=[1, 2]).model_dump_json()
        await channel.send(hello.replace("{", '{"shiny": {"new": true}, ', 1))
        assert (await channel.expect(Welcome)).version == 1


@pytest.mark.parametrize(
    ("first", "code", "close"),
    [
        ("another version", "version_unsupported", CLOSE_PROTOCOL),
        ("another device", "unauthenticated", CLOSE_UNAUTHENTICATED),
        ("a call", "protocol_error", CLOSE_PROTOCOL),
        ("garbage", "protocol_error", CLOSE_PROTOCOL),
        ("bytes", "protocol_error", CLOSE_PROTOCOL),
    ],
)
async def test_a_wrong_first_message_gets_a_problem_and_the_end(
    hub: HubUnderTest, first: str, code: str, close: int
) -> None:
    device = await hub.device("attic")
    frames: dict[str, Message | str | bytes] = {
        "another version": device.hello(versions=[9]),
        "another device": device.hello(device_id=new_id()),
        "a call": a_call("attic"),
        "garbage": "{",
        "bytes": b"\x00",
    }
    async with device.socket() as socket:
        channel = WireChannel(socket)
        await channel.send(frames[first])
        problem = await channel.expect(Problem)
        assert problem.error.code == code
        if code == "version_unsupported":
            assert problem.error.details == {"supported": [1]}
        assert await channel.closed() == close
        assert await _state(hub, "attic") == "offline"


async def test_a_device_that_says_no_hello_is_let_go(start_hub: StartHub) -> None:
    async with start_hub(handshake=0.6) as hub:
        await hub.user()
        device = await hub.device("attic")
        async with device.socket() as socket:
            assert await WireChannel(socket).closed() == CLOSE_PROTOCOL


async def test_a_client_without_the_subprotocol_is_refused(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    for subprotocols in (None, ["felloe.v9"]):
        with pytest.raises(InvalidStatus) as refused:
            async with device.socket(subprotocols=subprotocols):
                pass
        body = ErrorBody.model_validate_json(refused.value.response.body or b"")
        assert (body.code, body.details) == ("version_unsupported", {"supported": ["felloe.v1"]})


async def test_the_users_other_devices_hear_who_comes_and_goes(hub: HubUnderTest) -> None:
    await hub.user("bob")
    laptop, attic, stranger = await hub.device("laptop"), await hub.device("attic"), await hub.device("b", "bob")
    async with laptop.channel() as at_laptop, stranger.channel() as at_stranger:
        async with attic.channel():
            assert await at_laptop.expect(Presence) == Presence(device_id=attic.id, state="online")
        assert await at_laptop.expect(Presence) == Presence(device_id=attic.id, state="offline")
        async with attic.channel() as channel:
            assert (await at_laptop.expect(Presence)).state == "online"
            channel.cut()
        assert (await at_laptop.expect(Presence)).state == "offline"
        await at_stranger.send(Ping(n=1))
        assert isinstance(await at_stranger.receive(), Pong), "another user's device hears nothing"


async def test_a_new_socket_takes_over_at_once_and_the_end_of_the_old_one_changes_nothing(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as old:
        await at_laptop.expect(Presence)
        async with attic.channel() as new:
            assert (await old.expect(Problem)).error.code == "conflict"
            assert await old.closed() == CLOSE_REPLACED
            await old.socket.wait_closed()
            await at_laptop.send(call := a_call("attic"))
            await new.answer_one("from the new one")
            message = await at_laptop.receive()
            assert isinstance(message, Result), "no presence came: the device was never away"
            assert message.id == call.id
            assert await _state(hub, "attic") == "online"


async def test_a_silent_device_becomes_suspect_then_offline_and_is_let_go(start_hub: StartHub) -> None:
    async with start_hub(heartbeat=0.05) as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop, attic.channel() as at_attic:
            assert (await at_laptop.expect(Presence)).state == "online"
            connection = hub.services.calls.connections.get(attic.id)
            assert connection is not None
            connection.heard -= TIMEOUTS.suspect
            assert (await at_laptop.expect(Presence)).state == "suspect"
            connection.heard -= TIMEOUTS.offline
            assert (await at_laptop.expect(Presence)).state == "offline"
            assert await at_attic.closed() == CLOSE_PROTOCOL


async def test_any_frame_counts_as_life_and_brings_a_suspect_back(start_hub: StartHub) -> None:
    async with start_hub(heartbeat=0.1, suspect=0.3, offline=30) as hub:
        await hub.user()
        attic = await hub.device("attic")
        async with attic.channel() as channel:
            connections = hub.services.calls.connections
            now = asyncio.get_running_loop().time()
            connections.sweep(now + 1)
            assert connections.state(attic.id) == "suspect"
            await channel.send(Ping())
            await channel.expect(Pong)
            connections.sweep(asyncio.get_running_loop().time())
            assert connections.state(attic.id) == "online"


async def test_malformed_frames_are_answered_and_counted_and_the_fifth_ends_it(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    frames = ["{", '{"type":"unheard of"}', b"\x01\x02", device.hello(), '{"type":"call","id":"x"}']
    async with device.channel() as channel:
        for frame in frames[:4]:
            await channel.send(frame)
            assert (await channel.expect(Problem)).error.code == "protocol_error"
        await channel.send(Ping(n=1))
        assert await channel.expect(Pong) == Pong(n=1), "four do not end it"
        await channel.send(frames[4])
        assert await channel.closed() == CLOSE_PROTOCOL


async def test_a_frame_over_the_cap_ends_only_its_own_connection(hub: HubUnderTest) -> None:
    device, other = await hub.device("attic"), await hub.device("laptop")
    async with other.channel() as at_other:
        async with device.channel() as channel:
            await at_other.expect(Presence)
            await channel.send(f'{{"type":"ping","pad":"{"x" * LIMITS.control_frame}"}}')
            assert await channel.closed() == 1009
        assert (await at_other.expect(Presence)).state == "offline"


async def test_a_revocation_ends_the_socket_at_once_and_the_others_hear_of_it(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.expect(Presence)
        async with asyncio.timeout(10):
            await hub.admin.ask("DELETE", f"/devices/{attic.id}")
            assert (await at_attic.expect(Problem)).error.details == {"reason": "revoked"}
            assert await at_attic.closed() == CLOSE_REVOKED
        assert await at_laptop.expect(Presence) == Presence(device_id=attic.id, state="revoked")
        with pytest.raises(InvalidStatus):
            async with attic.socket():
                pass


@pytest.mark.parametrize(("method", "path"), [("PUT", "/users/ann/disabled"), ("DELETE", "/users/ann")])
async def test_a_user_who_is_locked_out_or_deleted_is_cut_off(hub: HubUnderTest, method: str, path: str) -> None:
    attic = await hub.device("attic")
    async with attic.channel() as channel:
        await hub.admin.ask(method, path)
        assert await channel.closed() == CLOSE_REVOKED


async def test_a_renamed_device_connects_again_and_learns_its_new_handle(hub: HubUnderTest) -> None:
    attic = await hub.device("attic")
    async with attic.channel() as channel:
        await hub.admin.ask("PUT", "/devices/attic", {"name": "Cellar"})
        assert await channel.closed() == CLOSE_DRAIN
    async with attic.channel() as channel:
        assert (channel.welcome.handle, channel.welcome.name) == ("cellar", "Cellar")


async def test_a_hub_that_stops_says_so_and_does_not_wait_for_the_devices(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        attic = await hub.device("attic")
        stack = attic.channel()
        channel = await stack.__aenter__()
        stopping = asyncio.get_running_loop().time()
    assert isinstance(await channel.receive(), Goodbye)
    assert await channel.closed() == CLOSE_DRAIN
    assert asyncio.get_running_loop().time() - stopping < 5
    await stack.__aexit__(None, None, None)


async def test_a_device_that_says_goodbye_is_offline_at_once(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.expect(Presence)
        await at_attic.send(Goodbye(reason="shut down"))
        assert (await at_laptop.expect(Presence)).state == "offline"
        assert await at_attic.closed() == 1000


async def test_last_seen_is_kept(hub: HubUnderTest) -> None:
    attic = await hub.device("attic")
    async with attic.channel():
        pass
    (info,) = ok(await attic.ask("GET", "/v1/devices")).json()["devices"]
    assert abs(info["last_seen_ms"] - time.time() * 1000) < 60_000


async def test_two_copies_of_a_data_folder_are_both_stopped_and_told_what_to_do(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    boots = (new_id(), new_id())
    async with contextlib.AsyncExitStack() as sockets:
        channels = []
        for turn in range(2 * RETURNS):
            channel = WireChannel(await sockets.enter_async_context(device.socket()))
            await channel.send(device.hello(boot_id=boots[turn % 2]))
            answer = await channel.receive()
            channels.append(channel)
            if isinstance(answer, Problem):
                break
        assert turn == RETURNS + 1, "it took so many returns, not one"
        assert answer.error.code == "copied_folder"  # type: ignore[attr-defined]
        assert "felloe unpair" in answer.error.message  # type: ignore[attr-defined]
        assert await channels[-1].closed() == CLOSE_COPIED
        assert (await channels[-2].expect(Problem)).error.code == "copied_folder"
        assert await channels[-2].closed() == CLOSE_COPIED
        for boot in boots:
            channel = WireChannel(await sockets.enter_async_context(device.socket()))
            await channel.send(device.hello(boot_id=boot))
            assert (await channel.expect(Problem)).error.code == "copied_folder"
    async with device.socket() as socket:
        channel = WireChannel(socket)
        await channel.send(device.hello(boot_id=new_id()))
        assert isinstance(await channel.receive(), Welcome), "one that starts anew is welcome"


async def test_a_node_that_restarts_again_and_again_is_no_copy(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    async with contextlib.AsyncExitStack() as sockets:
        for _ in range(3 * RETURNS):
            boot = new_id()
            for _ in range(2):  # its own half-dead socket is replaced too
                channel = WireChannel(await sockets.enter_async_context(device.socket()))
                await channel.send(device.hello(boot_id=boot))
                assert isinstance(await channel.receive(), Welcome)


async def test_a_device_that_is_told_to_connect_anew_was_never_away_for_the_others(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop:
        async with attic.channel() as at_attic:
            await at_laptop.expect(Presence)
            await hub.admin.ask("PUT", "/devices/attic", {"name": "Cellar"})
            assert await at_attic.closed() == CLOSE_DRAIN
        assert await _state(hub, "cellar") == "online"
        async with attic.channel():
            await at_laptop.send(Ping(n=1))
            assert isinstance(await at_laptop.receive(), Pong), "no presence came"


async def test_a_device_that_does_not_come_back_is_offline_after_the_grace(start_hub: StartHub) -> None:
    async with start_hub(reconnect_grace=0.05) as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop:
            async with attic.channel() as at_attic:
                await at_laptop.expect(Presence)
                await hub.admin.ask("PUT", "/devices/attic", {"name": "Cellar"})
                assert await at_attic.closed() == CLOSE_DRAIN
            assert (await at_laptop.expect(Presence)).state == "offline"

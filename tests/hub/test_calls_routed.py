"""Calls end to end: two bare WebSocket clients act as devices, the hub in between is real."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hub_under_test import HubUnderTest, StartHub
from wire_device import WireChannel, a_call, caller_of

from shared.error_body import ErrorBody
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Ack, Call, Caller, Cancel, Ping, Pong, Presence, Problem, Result
from shared.timeouts import TIMEOUTS

pytestmark = pytest.mark.anyio


async def test_a_call_reaches_its_device_and_the_result_comes_back(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        asked = a_call("attic", args={"q": "x", "none": None}, chain=[new_id()])
        await at_laptop.send(asked)
        got = await at_attic.expect(Call)
        assert (got.id, got.skill, got.function, got.args) == (asked.id, asked.skill, asked.function, asked.args)
        assert (got.chain, got.principal) == (asked.chain, asked.principal)
        await at_attic.send(Ack(id=got.id))
        await at_attic.send(Result(id=got.id, result={"found": 3}, elapsed_ms=1.5))
        result = await at_laptop.expect(Result)
        assert (result.value(), result.device, result.elapsed_ms) == ({"found": 3}, "attic", 1.5)


async def test_the_hub_says_who_calls_and_believes_no_device_about_it(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(a_call("attic", caller=Caller(device_id=new_id(), handle="boss", name="Boss")))
        assert (await at_attic.expect(Call)).caller == caller_of(laptop)


async def test_the_callee_gets_less_time_than_the_caller_gave(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(a_call("attic", timeout_s=8))
        assert 8 - 2 * TIMEOUTS.call_hop < (await at_attic.expect(Call)).timeout_s <= 8 - TIMEOUTS.call_hop


async def test_an_error_comes_back_as_it_was_raised(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    error = ErrorBody(code="from_the_future", message="No.", retryable=True, details={"x": 1})
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        await at_attic.send(Result(id=call.id, error=error))
        assert (await at_laptop.expect(Result)).error == error


async def test_calls_that_cannot_be_routed_say_why(hub: HubUnderTest) -> None:
    laptop, _ = await hub.laptop_and_attic()
    await hub.user("bob")
    stranger = await hub.device("cellar", "bob")
    async with laptop.channel() as at_laptop, stranger.channel() as at_stranger:
        for target, code in [("attic", "device_offline"), ("nowhere", "not_found"), ("cellar", "not_found")]:
            await at_laptop.send(call := a_call(target))
            result = await at_laptop.expect(Result)
            assert (result.id, result.error and result.error.code) == (call.id, code), target
        for target in (None, "any"):
            await at_laptop.send(a_call(target))
            result = await at_laptop.expect(Result)
            assert result.error
            assert (result.error.code, result.error.retryable) == ("device_offline", True)
        await at_laptop.send(a_call("laptop", chain=[new_id() for _ in range(LIMITS.call_depth)]))
        result = await at_laptop.expect(Result)
        assert result.error
        assert (result.error.code, result.error.details) == ("limit_exceeded", {"limit": "depth"})
        await at_stranger.send(Ping())
        assert isinstance(await at_stranger.receive(), Pong)


async def test_a_call_to_any_device_goes_to_one_that_offers_the_function_now(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    offer = {"skill": "notes", "function": "search", "parameters": {}, "digest": "d"}
    for device in (laptop, attic):
        assert (await device.ask("PUT", "/v1/functions", json={"functions": [offer]})).status_code == 204
    async with laptop.channel() as at_laptop:
        await at_laptop.send(a_call("any"))
        await at_laptop.answer_one("my own")
        assert (await at_laptop.expect(Result)).device == "laptop"
        async with attic.channel() as at_attic:
            await at_laptop.send(a_call(None))
            assert (await at_attic.answer_one("theirs")).target == "attic"
            assert (await at_laptop.expect(Result)).device == "attic"
            assert (await attic.ask("PUT", "/v1/functions", json={"functions": []})).status_code == 204
            await at_laptop.send(a_call(None))
            await at_laptop.answer_one("my own")
            assert (await at_laptop.expect(Result)).device == "laptop"


async def test_a_call_cut_off_after_it_was_sent_is_sent_again_with_the_same_id(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop:
        async with attic.channel() as at_attic:
            await at_laptop.send(call := a_call("attic"))
            first = await at_attic.expect(Call)
            at_attic.cut()
        while (await at_laptop.expect(Presence)).state != "offline":
            pass
        async with attic.channel() as at_attic:
            again = await at_attic.expect(Call)
            assert (again.id, again.args) == (first.id, first.args)
            assert again.timeout_s < first.timeout_s
            await at_attic.send(Result(id=again.id, result="done once"))
            result = await at_laptop.expect(Result)
            assert (result.id, result.value()) == (call.id, "done once")


async def test_a_result_for_a_call_of_the_old_socket_counts_on_the_new_one(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as old:
        await at_laptop.send(call := a_call("attic"))
        await old.expect(Call)
        async with attic.channel() as new:
            await new.send(Result(id=call.id, result=1))
            assert (await at_laptop.expect(Result)).value() == 1


async def test_a_callee_that_does_not_return_leaves_the_outcome_unknown(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop:
        async with attic.channel() as at_attic:
            await at_laptop.send(call := a_call("attic", timeout_s=1))
            await at_attic.expect(Call)
        result = await at_laptop.expect(Result)
        assert (result.id, result.error and result.error.code) == (call.id, "outcome_unknown")


async def test_a_callee_that_does_not_acknowledge_leaves_the_outcome_unknown_and_is_told_to_stop(
    start_hub: StartHub,
) -> None:
    async with start_hub(call_ack=0.3) as hub:
        await hub.user()
        laptop, attic = await hub.laptop_and_attic()
        async with laptop.channel() as at_laptop, attic.channel() as at_attic:
            await at_laptop.send(call := a_call("attic", timeout_s=30))
            await at_attic.expect(Call)
            result = await at_laptop.expect(Result)
            assert (result.id, result.error and result.error.code) == (call.id, "outcome_unknown")
            assert (await at_attic.expect(Cancel)).id == call.id
            await at_attic.send(Result(id=call.id, result="late"))
            await at_laptop.send(Ping(n=3))
            assert await at_laptop.receive() == Pong(n=3), "a late result is dropped"


async def test_a_caller_that_was_away_gets_its_result_when_it_returns(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with attic.channel() as at_attic:
        async with laptop.channel() as at_laptop:
            await at_laptop.send(call := a_call("attic"))
            await at_attic.expect(Call)
            at_laptop.cut()
        while (await at_attic.expect(Presence)).state != "offline":
            pass
        await at_attic.send(Result(id=call.id, result="kept"))
        await at_attic.send(Ping(n=5))
        await at_attic.expect(Pong)
        async with laptop.channel() as at_laptop:
            assert (await at_laptop.expect(Result)).value() == "kept"
            await at_laptop.send(call)
            assert (await at_laptop.expect(Result)).value() == "kept"
            await at_attic.send(Ping(n=6))
            while not isinstance(message := await at_attic.receive(), Pong):
                assert not isinstance(message, Call), "asked again, it was not routed again"


async def test_a_call_asked_again_while_it_runs_is_answered_once_and_routed_once(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        await at_laptop.send(call)
        await at_laptop.send(call.model_copy(update={"args": {"q": "something else"}}))
        assert (await at_laptop.expect(Problem)).error.code == "conflict"
        await at_attic.send(Result(id=call.id, result=1))
        assert (await at_laptop.expect(Result)).value() == 1
        for channel in (at_laptop, at_attic):
            await channel.send(Ping(n=9))
            assert await channel.receive() == Pong(n=9)


async def test_a_cancel_is_passed_on_and_a_result_may_still_win(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        await at_laptop.send(Cancel(id=call.id))
        assert await at_attic.expect(Cancel) == Cancel(id=call.id)
        await at_attic.send(Result(id=call.id, result="done anyway"))
        assert (await at_laptop.expect(Result)).value() == "done anyway"


async def test_a_result_from_a_device_that_was_not_asked_is_dropped(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    cellar = await hub.device("cellar")
    async with laptop.channel() as at_laptop, attic.channel() as at_attic, cellar.channel() as at_cellar:
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        await at_cellar.send(Result(id=call.id, result="forged"))
        await at_cellar.send(Ping())
        await at_cellar.expect(Pong)
        await at_attic.send(Result(id=call.id, result="true"))
        assert (await at_laptop.expect(Result)).value() == "true"


async def test_more_calls_at_once_than_the_limit_are_refused_and_the_others_go_on(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        calls = [a_call("attic") for _ in range(LIMITS.calls_in_flight + 1)]
        for call in calls:
            await at_laptop.send(call)
        refused = await at_laptop.expect(Result)
        assert (refused.id, refused.error and refused.error.code) == (calls[-1].id, "rate_limited")
        for _ in calls[:-1]:
            await at_attic.answer_one()
        answered = {(await at_laptop.expect(Result)).id for _ in calls[:-1]}
        assert answered == {call.id for call in calls[:-1]}


async def test_a_call_or_result_that_only_the_hubs_addition_makes_too_large_is_refused_with_that_reason(
    hub: HubUnderTest,
) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        room = LIMITS.control_frame - len(a_call("attic", args={"q": ""}).model_dump_json(exclude_none=True))
        await at_laptop.send(a_call("attic", args={"q": "x" * room}))
        assert (result := await at_laptop.expect(Result)).error
        assert result.error.code == "too_large"
        await at_laptop.send(call := a_call("attic"))
        await at_attic.expect(Call)
        room = LIMITS.control_frame - len(Result(id=call.id, result="").model_dump_json(exclude_none=True))
        await at_attic.send(Result(id=call.id, result="x" * room))
        assert (result := await at_laptop.expect(Result)).error
        assert result.error.code == "too_large"


async def test_a_revoked_callee_ends_its_calls(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(a_call("attic"))
        await at_attic.expect(Call)
        await hub.admin.ask("DELETE", "/devices/attic")
        assert (result := await at_laptop.expect(Result)).error
        assert result.error.code == "outcome_unknown"


async def test_each_call_leaves_one_line_in_the_audit(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        for _ in range(3):
            await at_laptop.send(call := a_call("attic"))
            await at_attic.answer_one()
            await at_laptop.expect(Result)
    lines: list[dict[str, Any]] = await hub.admin.ask("GET", "/audit")
    of_calls = [line for line in lines if line["action"] == "call" and line["actor"] == f"device {laptop.id}"]
    assert len(of_calls) == 3
    assert of_calls[0]["details"] == {
        "id": call.id,
        "function": "attic:notes.search",
        "device": attic.id,
        "principal": "person",
        "outcome": "ok",
    }
    assert "args" not in of_calls[0]["details"], "what was asked is nobody's business but the devices'"


async def test_a_device_that_stops_reading_is_cut_off_and_the_others_do_not_wait(hub: HubUnderTest) -> None:
    laptop, attic = await hub.laptop_and_attic()
    filler = {"q": "x" * 15_000}
    async with laptop.channel() as at_laptop, attic.socket(max_queue=1) as socket:
        stuck = WireChannel(socket)
        await stuck.send(attic.hello())
        await stuck.receive()
        socket.transport.pause_reading()
        async with asyncio.TaskGroup() as tasks:
            flood = tasks.create_task(_flood(at_laptop, filler))
            while (await at_laptop.expect(Presence)).state != "offline":
                pass
            flood.cancel()
        await at_laptop.send(Ping(n=1))
        assert await at_laptop.expect(Pong) == Pong(n=1)


async def _flood(channel: WireChannel, args: dict[str, Any]) -> None:
    while True:
        await channel.send(a_call("attic", args=args, timeout_s=0.2))

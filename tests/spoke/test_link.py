"""The device's connection to its hub: a real hub, and one that misbehaves where a real one cannot be made to."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shared.api import TokenReply
from shared.error_body import ErrorBody
from shared.errors import DeadlineExceeded, FelloeError, HubUnreachable, OutcomeUnknown, RateLimited
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Ack, Call, Cancel, Principal, Result, Welcome, encode
from spoke.hublink import waiting
from spoke.hublink.link import Link

if TYPE_CHECKING:
    from bare_hub import BareHub
    from linking import Join, Linked

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("reconnecting_at_once")]


def _call(**changed: Any) -> Call:
    principal = Principal(kind="person")
    fields = {"id": new_id(), "skill": "climate", "function": "sensors", "timeout_s": 10, "principal": principal}
    return Call(**fields | changed)


async def _fails(link: Link, call: Call) -> FelloeError:
    with pytest.raises(FelloeError) as caught:
        await link.call(call)
    return caught.value


async def test_a_call_and_its_cancel_go_through_a_real_hub_to_the_other_device(join: Join, linked: Linked) -> None:
    calls: asyncio.Queue[Call] = asyncio.Queue(10)
    cancels: asyncio.Queue[str] = asyncio.Queue(10)
    attic_client, laptop_client = await join("attic"), await join("laptop")
    async with (
        linked(attic_client, call=calls.put_nowait, cancel=cancels.put_nowait) as attic,
        linked(laptop_client) as laptop,
        asyncio.timeout(10),
    ):
        await attic.online()
        asked = asyncio.create_task(laptop.call(_call(target="attic")))
        call = await calls.get()
        assert call.caller
        assert call.caller.handle == "laptop"
        await attic.send(Ack(id=call.id))
        await attic.send(Result(id=call.id, result=3))
        result = await asked
        assert (result.value(), result.device) == (3, "attic")
        asked = asyncio.create_task(laptop.call(_call(target="attic")))
        call = await calls.get()
        await attic.send(Ack(id=call.id))
        asked.cancel()
        assert await cancels.get() == call.id
        assert isinstance((await asyncio.gather(asked, return_exceptions=True))[0], asyncio.CancelledError)


async def test_a_call_whose_answer_was_cut_off_is_sent_again_with_its_id_and_the_time_that_is_left(
    bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    async with linked(bare_hub.client(tmp_path)) as link:
        socket = await bare_hub.connected()
        await link.online()
        asked = asyncio.create_task(link.call(call := _call()))
        first = await bare_hub.expect(socket, Call)
        socket.transport.abort()
        socket = await bare_hub.connected()
        again = await bare_hub.expect(socket, Call)
        assert (again.id, again.args) == (first.id, first.args) == (call.id, call.args)
        assert again.timeout_s < first.timeout_s < call.timeout_s
        await socket.send(encode(Result(id=call.id, result="once")))
        assert (await asyncio.wait_for(asked, 10)).value() == "once"


async def test_a_call_that_could_not_be_sent_says_that_it_did_not_run(
    bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    bare_hub.welcomes = False
    async with linked(bare_hub.client(tmp_path)) as link:
        assert isinstance(await _fails(link, _call(timeout_s=0.6)), DeadlineExceeded)
    bare_hub.url = "http://127.0.0.1:1"
    async with linked(bare_hub.client(tmp_path)) as link:
        assert isinstance(await _fails(link, _call()), HubUnreachable)


async def test_a_call_that_was_sent_and_not_answered_may_have_run(
    bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    async with linked(bare_hub.client(tmp_path)) as link:
        socket = await bare_hub.connected()
        await link.online()
        assert isinstance(await _fails(link, call := _call(timeout_s=0.6)), OutcomeUnknown)
        assert (await bare_hub.expect(socket, Call)).id == call.id


async def test_of_what_another_device_says_went_wrong_only_so_much_is_taken_as_a_person_reads(
    bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    """It is shown, listed and kept: a thousand calls that failed with a megabyte each could be listed no more."""
    heard: asyncio.Queue[Result] = asyncio.Queue()
    long = ErrorBody(code="code_failed", message="x" * 10_000, details={"line": 3})
    deep = ErrorBody(code="code_failed", message="No.", details={"more": "y" * 13_000})
    async with linked(bare_hub.client(tmp_path), result=heard.put_nowait) as link, asyncio.timeout(10):
        socket = await bare_hub.connected()
        asked = asyncio.create_task(link.call(_call()))
        call = await bare_hub.expect(socket, Call)
        await socket.send(encode(Result(id=call.id, error=long)))
        assert (await asked).error == long.model_copy(update={"message": "x" * 4_000})
        await socket.send(encode(Result(id=new_id(), error=deep)))
        assert (await heard.get()).error == deep.model_copy(update={"details": {}})


async def test_of_calls_that_are_written_down_at_the_same_time_only_so_many_are_sent(
    bare_hub: BareHub, linked: Linked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LIMITS", replace(LIMITS, calls_in_flight=1))
    both = asyncio.Barrier(2)

    async def written() -> None:
        await both.wait()

    async with linked(bare_hub.client(tmp_path)) as link, asyncio.timeout(10):
        await bare_hub.connected()
        await link.online()
        calls = [asyncio.create_task(link.call(_call(), None, written)) for _ in range(2)]
        ended, goes_on = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        assert [type(each.exception()) for each in ended] == [RateLimited] and len(goes_on) == 1
        goes_on.pop().cancel()


async def test_a_cancelled_call_is_cancelled_at_the_hub(bare_hub: BareHub, linked: Linked, tmp_path: Path) -> None:
    async with linked(bare_hub.client(tmp_path)) as link:
        socket = await bare_hub.connected()
        await link.online()
        asked = asyncio.create_task(link.call(call := _call()))
        await bare_hub.expect(socket, Call)
        asked.cancel()
        assert (await bare_hub.expect(socket, Cancel)).id == call.id
        await asyncio.gather(asked, return_exceptions=True)


async def test_answers_that_nobody_waits_for_and_messages_that_make_no_sense_are_passed_over(
    bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    async with linked(bare_hub.client(tmp_path)) as link:
        socket = await bare_hub.connected()
        await link.online()
        for value in (1, 2):
            asked = asyncio.create_task(link.call(call := _call()))
            await bare_hub.expect(socket, Call)
            await socket.send("no message")
            await socket.send(encode(Result(id=call.id, result=value)))
            await socket.send(encode(Result(id=call.id, result="another")))
            await socket.send(encode(Result(id=new_id(), result="stray")))
            assert (await asyncio.wait_for(asked, 10)).value() == value
        assert len(bare_hub.tokens) == 1


async def test_a_welcome_with_numbers_that_cannot_be_is_not_believed(
    bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    good = {"type": "welcome", "version": 1, "handle": "laptop", "name": "", "user": "", "hub_time_ms": 1}
    good |= {"heartbeat_s": 60, "server_seq": 0}
    bad = {"hub_time_ms": 10**400, "heartbeat_s": 0, "lease_s": float("nan"), "server_seq": -1}
    bare_hub.nonsense = [json.dumps(good | {name: value}) for name, value in bad.items()]
    welcomed: list[Welcome] = []
    async with linked(bare_hub.client(tmp_path), welcome=welcomed.append) as link:
        await bare_hub.connected()
        link.hurry()
        await link.online()
    assert [welcome.heartbeat_s for welcome in welcomed] == [60]
    assert len(bare_hub.tokens) == len(bad) + 1


async def test_a_failure_that_nobody_thought_of_is_one_more_attempt(
    bare_hub: BareHub, linked: Linked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = bare_hub.client(tmp_path)
    ask = client._ask_token

    async def overflow() -> TokenReply:
        monkeypatch.setattr(client, "_ask_token", ask)
        raise OverflowError

    monkeypatch.setattr(client, "_ask_token", overflow)
    async with linked(client) as link:
        await bare_hub.connected()
        link.hurry()
        await link.online()


async def test_a_refused_token_is_renewed_for_the_next_attempt(
    bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    bare_hub.refused.add("token-1")
    async with linked(bare_hub.client(tmp_path)) as link:
        await bare_hub.connected()
        link.hurry()  # what it waits for next is the second attempt
        await link.online()
        assert bare_hub.tokens == ["token-1", "token-2"]


async def test_a_link_that_is_away_holds_nothing_of_those_who_tried_to_use_it(
    bare_hub: BareHub, linked: Linked, tmp_path: Path
) -> None:
    bare_hub.url = "http://127.0.0.1:1"
    async with linked(bare_hub.client(tmp_path)) as link:
        link._become("offline", kept := HubUnreachable("Away."))
        with pytest.raises(HubUnreachable, match="Away"):
            await link.online()
        assert kept.__traceback__ is None

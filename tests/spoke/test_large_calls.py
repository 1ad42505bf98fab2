"""Arguments and results that fit no control message, from node to node through a real hub."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from hub.channel import large_messages
from shared.errors import FelloeError, ProtocolError, TooLarge
from shared.ids import new_id
from shared.limits import LIMITS, MIB
from shared.messages import Ack, Call, Check, Principal, Result
from shared.system.large import RESULT
from shared.system.streams import Stream

if TYPE_CHECKING:
    from linking import Join, Linked

pytestmark = pytest.mark.anyio


def _call(**changed: Any) -> Call:
    fields = {"id": new_id(), "skill": "climate", "function": "sensors", "timeout_s": 20}
    return Call(**fields | {"principal": Principal(kind="person"), "target": "attic"} | changed)


@pytest.mark.parametrize("size", [LIMITS.control_frame, 200_000, MIB - 100])
async def test_arguments_and_results_of_any_size_arrive_whole_and_small_calls_do_not_wait_for_them(
    join: Join, linked: Linked, size: int
) -> None:
    calls: asyncio.Queue[Call] = asyncio.Queue(10)
    async with (
        linked(await join("attic"), call=calls.put_nowait) as attic,
        linked(await join("laptop")) as laptop,
        asyncio.timeout(30),
    ):
        await attic.online()
        text = "é" * (size // 2)
        asked = asyncio.create_task(laptop.call(_call(args={"text": text, "none": None})))
        call = await calls.get()
        assert call.args == {"text": text, "none": None}
        assert call.caller
        assert call.caller.handle == "laptop"
        await attic.send(Ack(id=call.id))
        await attic.send(Result(id=call.id, result=[text]))
        result = await asked
        assert (result.value(), result.device) == ([text], "attic")


async def test_arguments_beyond_what_a_sandbox_takes_are_refused(join: Join, linked: Linked) -> None:
    async with linked(await join("attic")) as attic, linked(await join("laptop")) as laptop, asyncio.timeout(30):
        await attic.online()
        with pytest.raises(TooLarge):
            (await laptop.call(_call(args={"text": "x" * LIMITS.sandbox_message}))).value()


async def test_a_large_call_that_is_cancelled_while_its_arguments_are_on_their_way_does_not_run(
    join: Join, linked: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_its_way, go_on = asyncio.Event(), asyncio.Event()

    async def held(stream: Stream, data: bytes, send: Any = Stream.send) -> None:
        await send(stream, data[: len(data) // 2])
        on_its_way.set()
        await go_on.wait()
        await send(stream, data[len(data) // 2 :])

    calls: asyncio.Queue[Call] = asyncio.Queue(10)
    ends: asyncio.Queue[Result] = asyncio.Queue(10)
    async with (
        linked(await join("attic"), call=calls.put_nowait) as attic,
        linked(await join("laptop"), result=ends.put_nowait) as laptop,
        asyncio.timeout(30),
    ):
        await attic.online()
        monkeypatch.setattr(Stream, "send", held)
        large = _call(args={"text": "x" * 200_000})
        asked = asyncio.create_task(laptop.call(large))
        await on_its_way.wait()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        await laptop.send(Check(id=large.id))
        assert (await ends.get()).code == "cancelled", "who looks now is told so"
        go_on.set()
        assert (await ends.get()).code == "cancelled", "and when it is there"
        monkeypatch.undo()
        later = asyncio.create_task(laptop.call(_call()))
        call = await calls.get()
        assert call.id != large.id
        await attic.send(Result(id=call.id, result=1))
        await later


async def test_a_large_call_that_the_hub_fails_to_send_ends_with_an_error_and_others_go_on(
    join: Join, linked: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(large_messages, "send_large", broken)
    calls: asyncio.Queue[Call] = asyncio.Queue(10)
    async with (
        linked(await join("attic"), call=calls.put_nowait) as attic,
        linked(await join("laptop")) as laptop,
        asyncio.timeout(30),
    ):
        await attic.online()
        refused = await laptop.call(_call(args={"text": "x" * LIMITS.control_frame}))
        assert refused.code == FelloeError.code
        asked = asyncio.create_task(laptop.call(_call()))
        call = await calls.get()
        await attic.send(Result(id=call.id, result=1))
        assert (await asked).value() == 1


@pytest.mark.parametrize("content", [rb'"\ud800"', b"[" * 100_000, b"nothing"])
async def test_a_result_that_is_no_json_is_refused_as_a_frame_would_be_and_the_call_goes_on(
    join: Join, linked: Linked, content: bytes
) -> None:
    calls: asyncio.Queue[Call] = asyncio.Queue(10)
    async with (
        linked(await join("attic"), call=calls.put_nowait) as attic,
        linked(await join("laptop")) as laptop,
        asyncio.timeout(30),
    ):
        await attic.online()
        asked = asyncio.create_task(laptop.call(_call()))
        call = await calls.get()
        await attic.send(Ack(id=call.id))
        with pytest.raises(ProtocolError):
            async with attic.open(RESULT, Result(id=call.id)) as stream:
                await stream.send(content)
                await stream.end()
                await stream.delivered()
        await attic.send(Result(id=call.id, result="whole"))
        assert (await asked).value() == "whole"

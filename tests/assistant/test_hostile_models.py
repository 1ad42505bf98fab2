"""Models and upstreams that were made to harm: whatever they say, the answer ends, its chat can be read, and the node
starts again."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from chat_wire import DONE, chunk, event, finish, text, tool_whole
from desk import Desk, calls, says
from scripted_upstream import Answer, streamed

from shared.limits import LIMITS
from shared.sync.ops import Message
from spoke.sessions import unfinished
from spoke.sessions.growth import Piece
from spoke.sessions.unfinished import Writer

pytestmark = pytest.mark.anyio


def _deep(levels: int) -> Any:
    return json.loads("[" * levels + "]" * levels)


_HALVES = ("print('\\ud800')", "'\\ud800'", "raise ValueError('\\ud800')")
_PRINTING = {"code": "print('\\x01' * 4000)\n" + "#" * 14_000}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (streamed(text("Hi", model="m" * 400_000), finish("y" * 400_000), DONE), "answered"),
        (
            streamed(tool_whole("kit__add", '{"a": 1, "b": 1}', id="x" * 400_000), finish("tool_calls"), DONE),
            "answered",
        ),
        (streamed(tool_whole("n" * 400_000, "{}"), finish("tool_calls"), DONE), "answered"),
        (calls(*[("kit__add", {"a": n, "b": 1}) for n in range(1_500)]), "model"),
        (calls(*[("run_code", _PRINTING)] * 16), "answered size loop"),
        (calls(*[("run_code", {"code": code}) for code in _HALVES], ("read_skill", {"skill": "\ud800"})), "answered"),
        (streamed(text("\0" * 260_000), finish(), DONE), "size"),
        (streamed(text("\U0001f600" * 260_000), finish(), DONE), "size"),
        (streamed(*[chunk({"reasoning": "\0" * 20_000})] * 2, text("Hi"), finish(), DONE), "answered"),
        (streamed(text("Hi"), chunk({"vendor": _deep(190)}), finish(), DONE), "model"),
        (
            streamed(text("Hi"), event('{"choices":[{"delta":{"vendor":' + "[" * 900 + "]" * 900 + "}}]}"), DONE),
            "model",
        ),
    ],
    ids=["model", "id", "name", "calls", "output", "halves", "control", "wide", "thought", "deep", "deeper"],
)
async def test_what_no_message_holds_ends_as_an_answer_that_can_be_read_and_the_node_starts_again(
    desk: Desk, answer: Answer, reason: str
) -> None:
    desk.upstream.script(answer, says("Ok."), says("Again."))
    done = await desk.answered()
    assert done.end.reason in reason.split()
    session = await _only(desk)
    assert not (await desk.node.sessions.show(session)).growing
    Message.model_validate_json(done.message.model_dump_json())
    assert "\0" not in done.text
    await desk.stop()
    await desk.start()
    await desk.answered(session=session)


async def _only(desk: Desk) -> str:
    return (await desk.node.sessions.list(limit=1)).sessions[0].id


async def test_a_message_that_grew_beyond_what_one_may_hold_does_not_keep_a_node_from_its_start(desk: Desk) -> None:
    session = await desk.session()
    writer = await unfinished.begin(desk.node._database, session, {"role": "assistant"}, lambda _: None)
    await writer.append("What it said.")
    part = {"id": "c1", "at": 0, "type": "call", "name": "x" * LIMITS.message_parts}
    await writer.write([Piece("part", json.dumps(part), "c1")])
    await desk.stop()
    await desk.start()
    (message,) = (await desk.node.sessions.show(session)).messages
    assert (message.text, message.parts, message.status) == ("What it said.", [], "interrupted")


async def test_a_stop_while_an_answer_is_sealed_does_not_leave_it_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing, go_on, seal = asyncio.Event(), asyncio.Event(), Writer.seal

    async def slow(self: Writer, *args: Any, **more: Any) -> Message:
        sealing.set()
        await go_on.wait()
        return await seal(self, *args, **more)

    monkeypatch.setattr(Writer, "seal", slow)
    desk.upstream.script(says("Done."))
    info = await desk.ask()
    await sealing.wait()
    stopping = asyncio.ensure_future(desk.node.assistant.stop(info.id))
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    done = await desk.done(info)
    assert (done.message.status, done.end.reason) == ("complete", "answered")
    assert not (await desk.node.sessions.show(info.session_id)).growing

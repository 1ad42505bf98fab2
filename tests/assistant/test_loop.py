"""The course of an answer: what the model is asked, what is done, what is kept."""

from __future__ import annotations

import pytest
from desk import Desk, calls, says

pytestmark = pytest.mark.anyio


async def test_an_answer_streams_and_is_kept_with_what_it_took(desk: Desk) -> None:
    desk.upstream.script(says("Good ", "morning."))
    done = await desk.answered("Say good morning")
    assert (done.text, done.message.status, done.message.model) == ("Good morning.", "complete", "scripted")
    assert (done.end.reason, done.end.usage.prompt, done.end.usage.completion) == ("answered", 7, 2)
    assert desk.told()[-1] == {"role": "user", "content": "Say good morning"}


async def test_a_tool_is_called_and_its_result_goes_back(desk: Desk) -> None:
    desk.upstream.script(calls(("kit__add", {"a": 2, "b": 3})), says("Five."))
    done = await desk.answered("2 + 3?")
    (call,) = done.calls
    assert (done.text, call.state, call.result, call.path) == ("Five.", "done", "5", "laptop:kit.add")
    assert desk.result() == "5"
    assert (await desk.node.runs.find(call.run)).record.result == 5

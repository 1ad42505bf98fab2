"""Models, upstreams and tools that do what they should not: the loop ends well, the user sees one line, the model hears
what it can act on, and nothing half-done is hidden. Each test names its defence."""

from __future__ import annotations

import asyncio
import json

import pytest
from chat_wire import DONE, chunk, completion, finish, text
from desk import Desk, calls, says
from scripted_upstream import CLOSE, CUT, STALL, failed, lying, rate_limited, raw, streamed, whole

from shared.limits import LIMITS
from spoke.assistant.repeats import END, SAME
from spoke.node.bodies.answers import ChatSettings

pytestmark = pytest.mark.anyio


async def test_a_tool_that_does_not_exist_is_named_beside_those_that_do(desk: Desk) -> None:
    desk.upstream.script(calls(("kit__subtract", {"a": 1})), says("Sorry."))
    done = await desk.answered()
    assert (done.calls[0].state, done.end.reason) == ("failed", "answered")
    assert "no tool 'kit__subtract'" in desk.result()
    assert "kit__add" in desk.result()


@pytest.mark.parametrize(
    ("arguments", "says_why"),
    [
        ('{"a": 1, "b"', "not valid JSON"),
        ('{"a": NaN, "b": 1}', "NaN is no JSON"),
        ("[1, 2]", "must be a JSON object"),
        ('{"a": "one", "b": 2}', "invalid_argument"),
        ('{"a": 1}', "invalid_argument"),
        ("[" * 9_000, "nested too deeply"),
        ('{"a": "' + "x" * LIMITS.tool_arguments + '"}', "characters"),
    ],
    ids=["cut", "nan", "list", "type", "missing", "deep", "long"],
)
async def test_arguments_that_do_not_fit_are_refused_before_anything_runs(
    desk: Desk, arguments: str, says_why: str
) -> None:
    desk.upstream.script(calls(("kit__add", arguments)), says("Sorry."))
    done = await desk.answered()
    assert (done.calls[0].state, done.end.reason) == ("failed", "answered")
    assert says_why in desk.result()
    assert (await desk.node.runs.page(5)).runs == []
    (back,) = [each for each in desk.told() if each.get("tool_calls")]
    assert isinstance(json.loads(back["tool_calls"][0]["function"]["arguments"]), dict)  # a wire that parses can go on


async def test_the_same_call_again_and_again_is_not_made_any_more_and_then_ends_the_answer(desk: Desk) -> None:
    desk.upstream.always = lambda _: calls(("kit__add", {"a": 1, "b": 1}))
    done = await desk.answered()
    assert (done.end.reason, done.message.status) == ("loop", "interrupted")
    assert "again and again" in done.end.message
    assert [call.state for call in done.calls] == ["done"] * SAME + ["failed"] * (END - SAME)
    assert len((await desk.node.runs.page(50)).runs) == SAME


async def test_a_model_that_never_stops_calling_ends_at_the_limit_of_steps(desk: Desk) -> None:
    numbers = iter(range(100))
    desk.upstream.always = lambda _: calls(("kit__add", {"a": next(numbers), "b": 1}), text="On. ")
    await desk.node.assistant.set(ChatSettings(steps=3))
    done = await desk.answered()
    assert (done.end.reason, done.end.steps, done.text) == ("steps", 3, "On. On. On. ")
    assert "3 steps" in done.end.message


async def test_tokens_and_time_are_limited_too(desk: Desk) -> None:
    numbers = iter(range(100))
    desk.upstream.always = lambda _: calls(("kit__add", {"a": next(numbers), "b": 1}))
    session = await desk.session()
    await desk.node.assistant.set(ChatSettings(tokens=40), session)
    done = await desk.answered(session=session)
    assert (done.end.reason, done.end.steps) == ("tokens", 3)  # 15 for each step
    desk.upstream.always = None
    desk.upstream.script(streamed(text("Slowly"), STALL))
    await desk.node.assistant.set(ChatSettings(time_s=0.5), session)
    done = await desk.answered(session=session)
    assert (done.end.reason, done.text) == ("time", "Slowly")


async def test_a_model_that_never_stops_talking_is_cut_at_what_a_message_holds(desk: Desk) -> None:
    desk.upstream.script(streamed(*[text("blah " * 4_000)] * 20, STALL))
    done = await desk.answered()
    assert (done.end.reason, len(done.text)) == ("size", LIMITS.answer_text)
    async with asyncio.timeout(10):
        await desk.upstream.heard[0].left.wait()


async def test_a_device_that_is_off_is_said_to_be_in_words_that_the_model_can_act_on(desk: Desk) -> None:
    desk.upstream.script(calls(("run_code", {"code": "devices.attic.kit.add(a=1, b=1)"})), says("It is off."))
    done = await desk.answered()
    assert done.calls[0].state == "failed"
    assert "no hub, so it cannot reach 'attic'" in desk.result()
    assert "Only this device" in desk.result() or "line" in desk.result() or "traceback" in desk.result()


@pytest.mark.parametrize(
    ("code", "says_why"),
    [
        ("def (:", "SyntaxError"),
        ("open('/etc/passwd').read()", "No such file"),
        ("import socket\nsocket.create_connection(('1.1.1.1', 80))", "socket"),
        ("import subprocess\nsubprocess.run(['id'])", "subprocess"),
        ("while True: pass", "limit_exceeded"),
        ("1/0", "ZeroDivisionError"),
    ],
    ids=["syntax", "file", "socket", "process", "endless", "error"],
)
async def test_code_that_is_wrong_or_wants_out_of_the_sandbox_fails_there(desk: Desk, code: str, says_why: str) -> None:
    desk.upstream.script(calls(("run_code", {"code": code})), says("Sorry."))
    info = await desk.ask()
    ending = asyncio.ensure_future(desk.ended(info))
    if "passwd" in code:
        await desk.say("deny")  # a file is asked for, and nobody needs to say yes
        says_why = "not_granted"
    done = await ending
    assert (done.calls[0].state, done.end.reason) == ("failed", "answered")
    assert says_why in desk.result()


async def test_a_result_of_megabytes_reaches_the_model_cut_and_says_so(desk: Desk) -> None:
    desk.upstream.script(
        calls(("kit__big", {"size": 900_000})), calls(("kit__big", {"size": 10_000_000})), says("Big.")
    )
    done = await desk.answered()
    assert [call.state for call in done.calls] == ["done", "failed"]
    assert len(desk.result(1)) <= LIMITS.tool_result
    assert "900002 characters in all" in desk.result(1)
    assert "too large" in desk.result(2) or "too_large" in desk.result(2) or "limit" in desk.result(2)
    assert len(done.message.model_dump_json()) < 100_000


async def test_more_calls_in_one_step_than_may_be_are_not_made(desk: Desk) -> None:
    wanted = [("kit__add", {"a": number, "b": 1}) for number in range(LIMITS.tool_calls + 2)]
    desk.upstream.script(calls(*wanted), says("Ok."))
    done = await desk.answered()
    assert [call.state for call in done.calls] == ["done"] * LIMITS.tool_calls + ["failed"] * 2
    assert "was not made" in desk.result()


async def test_an_upstream_that_is_down_or_lies_ends_the_answer_with_its_own_line(desk: Desk) -> None:
    for answer, line in (
        (failed("503 Service Unavailable", "Overloaded."), "script failed (status 503): Overloaded."),
        (rate_limited(3_600), "script is asked too often (try again in 3600 s): Slow down."),
        (lying(completion("Hi"), 100_000), "The connection to script broke in the middle of its answer."),
        (whole(b"<html>Sign in</html>"), "The model's answer holds something that is not JSON."),
        (raw(CLOSE), "script ended the connection before it answered."),
    ):
        desk.upstream.script(answer)
        done = await desk.answered()
        assert (done.end.reason, done.end.message, done.message.status) == ("model", line, "interrupted")
        assert done.end.error is not None
        assert desk.upstream.to_come == 0


async def test_a_model_that_says_when_it_can_be_asked_again_is(desk: Desk) -> None:
    desk.upstream.script(calls(("kit__add", {"a": 1, "b": 1})), rate_limited(0.01), rate_limited(0), says("Two."))
    done = await desk.answered()
    assert (done.end.reason, done.text, len(done.calls), done.end.steps) == ("answered", "Two.", 1, 2)


async def test_an_upstream_that_is_cut_leaves_what_came_and_does_nothing_of_what_it_half_said(desk: Desk) -> None:
    half = chunk({"tool_calls": [{"index": 0, "id": "c", "type": "function", "function": {"name": "kit__append"}}]})
    desk.upstream.script(streamed(text("I will"), half, CUT))
    done = await desk.answered()
    assert (done.end.reason, done.text, done.calls) == ("model", "I will", [])
    desk.upstream.script(says("Again."))
    await desk.answered(session=(await desk.node.sessions.list(limit=1)).sessions[0].id)
    assert [each["content"] for each in desk.told() if each["role"] == "assistant"] == ["I will"]


async def test_a_model_that_says_nothing_or_breaks_off_says_so(desk: Desk) -> None:
    desk.upstream.script(streamed(finish("stop"), DONE), streamed(text("Long"), finish("length"), DONE))
    empty, long = await desk.answered(), await desk.answered()
    assert (empty.end.reason, empty.end.message) == ("model", "The model said nothing.")
    assert empty.end.model == "scripted"
    assert (long.end.reason, long.text) == ("size", "Long")

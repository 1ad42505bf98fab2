"""What providers document of their wires, in `wire_cases`, through the parser, the accumulator and the real client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from asked import HI, Asked
from chat_wire import event, reply
from scripted_upstream import Answer as Script
from scripted_upstream import ScriptedUpstream, streamed, whole

from shared.completions.accumulator import Accumulator, chunk_of
from shared.completions.event_stream import EventStream
from shared.errors import BY_CODE, FelloeError
from spoke.models.answering import ORIGIN

FILES = sorted(Path(__file__).with_name("wire_cases").glob("*.json"))
CASES = [(f"{file.stem}: {case['name']}", case) for file in FILES for case in json.loads(file.read_text())["cases"]]
ANSWERS = [pytest.param(case, id=name) for name, case in CASES if "error" not in case]
ERRORS = [pytest.param(case, id=name) for name, case in CASES if "error" in case]


def bytes_of(case: dict[str, Any]) -> bytes:
    lines = (each.encode() + b"\n\n" if str(each).startswith(":") else event(each) for each in case["stream"])
    return b"".join(lines)


def script_of(case: dict[str, Any]) -> Script:
    if "stream" in case:
        return streamed(bytes_of(case))
    return whole(json.dumps(case["body"]).encode(), case.get("status", "200 OK"))


def test_each_case_names_its_source() -> None:
    assert len(CASES) > 20 and all(case["source"].startswith("https://") for _, case in CASES)


@pytest.mark.parametrize("case", [case for case in ANSWERS if "stream" in case.values[0]])  # type: ignore[operator]
def test_a_stream_is_joined_byte_by_byte(case: dict[str, Any]) -> None:
    stream, answer = EventStream(), Accumulator()
    for byte in bytes_of(case):
        for payload in stream.feed(bytes([byte])):
            answer.add(chunk_of(payload))
    assert stream.done and answer.message() == case["message"]


@pytest.mark.anyio
@pytest.mark.parametrize("case", ANSWERS)
async def test_an_answer_is_understood_and_goes_back_as_it_came(
    upstream: ScriptedUpstream, asked: Asked, case: dict[str, Any]
) -> None:
    upstream.script(script_of(case), streamed(*reply("ok")))
    answer = await asked.answer()
    assert (answer.message, answer.finish, answer.problem) == (case["message"], case["finish"], None)
    assert answer.usage.estimated == (case["usage"] is None)
    if case["usage"]:
        assert [answer.usage.prompt, answer.usage.completion] == case["usage"]
    await asked.answer(messages=[*HI, answer.message | {ORIGIN: answer.origin}])
    assert upstream.heard[-1].json()["messages"][1] == case["message"]


@pytest.mark.anyio
@pytest.mark.parametrize("case", ERRORS)
async def test_an_error_has_its_name(upstream: ScriptedUpstream, asked: Asked, case: dict[str, Any]) -> None:
    upstream.script(script_of(case))
    with pytest.raises(FelloeError) as raised:
        await asked.answer(model="own/scripted")
    assert type(raised.value) is BY_CODE[case["error"]], raised.value

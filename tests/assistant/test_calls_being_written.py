"""A call that the model takes its time to write: who follows the answer sees it grow, and nothing of it is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from by_hand import WAIT_S, ask, messages, whole

from shared.completions.pieces import Text, ToolCallPiece
from shared.errors import AnswerCut
from spoke.app import Node
from spoke.assistant import hearing
from spoke.models.answering import Answer, Asking, Question
from spoke.node.bodies.answers import Cut, PartChanged

pytestmark = pytest.mark.anyio

CODE = 'print("\\n".join(["a", "b"]))'
WRITTEN = json.dumps({"code": CODE})
PIECES = [WRITTEN[at : at + 7] for at in range(0, len(WRITTEN), 7)]
CALL = {"id": "c", "type": "function", "function": {"name": "run_cod", "arguments": WRITTEN}}


@pytest.fixture(autouse=True)
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look is due."""
    monkeypatch.setattr(hearing, "_SHOW_S", 0.0)


async def followed(node: Node, pieces: Sequence[str], last: Answer) -> tuple[list[dict[str, Any]], list[str], str]:
    """The call's parts as they were told, what was taken back, and the session."""
    listening = asyncio.Event()

    async def model(question: Question) -> Asking:
        await listening.wait()
        if any(each["role"] == "tool" for each in question.messages):
            yield Text("Done.")
            yield whole("Done.")
            return
        yield ToolCallPiece(0, "run_cod")
        for piece in pieces:
            yield ToolCallPiece(0, arguments=piece)
            await asyncio.sleep(0)
        yield last

    node.ask = model
    session = (await node.sessions.create("Try")).id
    info = await ask(node, session)
    parts, gone = [], []
    async with asyncio.timeout(WAIT_S):
        async for _, event in await node.assistant.events(info.id):
            listening.set()
            if isinstance(event, PartChanged) and event.part["type"] == "call":
                parts.append(event.part)
            if isinstance(event, Cut):
                gone += event.parts
    return parts, gone, session


async def test_its_arguments_grow_as_json_that_can_be_read_and_the_call_takes_their_place(node: Node) -> None:
    parts, gone, session = await followed(node, PIECES, whole("", CALL))
    writing = [part for part in parts if part["state"] == "writing"]
    codes = [json.loads(part["arguments"]).get("code", "") for part in writing if part["arguments"]]
    assert len(codes) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(codes))
    assert codes[-1] == CODE
    assert {part["id"] for part in parts} == {"c1.0"}
    assert (parts[-1]["state"], parts[-1]["arguments"], gone) == ("failed", WRITTEN, [])
    kept = [part["state"] for part in (await messages(node, session))[-1].parts if part["type"] == "call"]
    assert kept == ["failed"]


async def test_one_that_comes_to_nothing_is_taken_back(node: Node) -> None:
    cut = replace(whole(""), finish="cut", problem=AnswerCut("It broke."))
    parts, gone, session = await followed(node, PIECES[:3], cut)
    assert {part["state"] for part in parts} == {"writing"}
    assert gone == ["c1.0"]
    assert [part for part in (await messages(node, session))[-1].parts if part["type"] == "call"] == []

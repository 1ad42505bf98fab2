"""Answers of a model that speaks from memory, so that what happens when is in the test's hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from shared.completions.pieces import Text
from shared.completions.usage import Usage
from shared.parts import EndPart
from shared.sync.ops import Message
from spoke.app import Node
from spoke.models.answering import Answer, Asking, Question
from spoke.node.bodies.answers import AnswerInfo, Ended, NewAnswer

WAIT_S = 30


def says(*words: str, until: asyncio.Event | None = None) -> Callable[[Question], Asking]:
    """A model that says this; before its last word it waits for `until`."""

    async def ask(_: Question) -> Asking:
        for place, word in enumerate(words):
            if until is not None and place == len(words) - 1:
                await until.wait()
            yield Text(word)
        yield whole("".join(words))

    return ask


def whole(text: str, *calls: dict[str, Any]) -> Answer:
    message: dict[str, Any] = {"role": "assistant", "content": text} | ({"tool_calls": list(calls)} if calls else {})
    return Answer(message, "tool_calls" if calls else "stop", Usage(1, 1), "m", "here", "here", 0.0, 0.0)


async def ask(node: Node, session: str, text: str = "Go", **more: Any) -> AnswerInfo:
    return await node.assistant.answer(session, NewAnswer(text=text, **more))


async def until_it_said_something(node: Node, info: AnswerInfo) -> None:
    async with asyncio.timeout(WAIT_S):
        async for _, event in await node.assistant.events(info.id):
            if getattr(event, "text", ""):
                return


async def ended(node: Node, info: AnswerInfo) -> EndPart:
    async with asyncio.timeout(WAIT_S):
        async for _, event in await node.assistant.events(info.id):
            last = event
    assert isinstance(last, Ended)
    assert last.answer.end is not None
    return last.answer.end


async def messages(node: Node, session: str) -> list[Message]:
    return (await node.sessions.show(session)).messages

"""A face at a terminal whose connection to the node is cut."""

from __future__ import annotations

import io
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from shared.errors import FelloeError, InvalidArgument, NodeUnreachable
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.commands import chat, chat_follow
from spoke.node.bodies.answers import AnswerEvent, AnswerInfo, Ended, TextPiece
from spoke.node.bodies.approvals import Answer, AskInfo, AsksReply

pytestmark = pytest.mark.anyio

INFO = AnswerInfo(
    id="01a1fd12-9c90-7357-92e8-a18c817531f3", session_id="01a1fd12-9c90-7357-92e8-a18c817531f4", state="done",
    created_ms=1,
)  # fmt: skip


ASK = AskInfo(
    id=7, work_id=INFO.id, number=1, title="1 + 1", label="This code", asker="assistant:1", asked="files.read:/a",
    offered="files.read:/a", args_json="{}", read=[], holder="", created_ms=1, expires_ms=2, state="pending",
)  # fmt: skip


class Node:
    """Its stream breaks after each event."""

    def __init__(self, *events: AnswerEvent) -> None:
        self._events = events
        self.asked: list[str | None] = []

    @asynccontextmanager
    async def answer_events(
        self, _: str, after: str | None
    ) -> AsyncIterator[AsyncGenerator[tuple[str, AnswerEvent], None]]:
        self.asked.append(after)
        yield self._some(int(after or 0))

    async def _some(self, place: int) -> AsyncGenerator[tuple[str, AnswerEvent], None]:
        if place < len(self._events):
            yield str(place + 1), self._events[place]
        raise NodeUnreachable("It is gone.")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_follow, "TIMEOUTS", TIMEOUTS.__class__(reconnect_min=0.0))


def events(node: Any) -> AsyncGenerator[AnswerEvent]:
    return chat_follow._events(node, INFO.id)


async def test_a_cut_stream_goes_on_where_it_was_as_often_as_something_comes() -> None:
    pieces = [TextPiece(at=number, text="a") for number in range(2 * chat_follow._TRIES)]
    node = Node(*pieces, Ended(answer=INFO))
    heard: list[AnswerEvent] = []
    async for event in (following := events(node)):
        heard.append(event)
        if isinstance(event, Ended):
            break
    await following.aclose()
    assert heard == [*pieces, Ended(answer=INFO)]
    assert node.asked == [None, *map(str, range(1, len(pieces) + 1))]


async def test_a_node_that_stays_away_is_given_up() -> None:
    node = Node()
    with pytest.raises(NodeUnreachable):
        await anext(events(node))
    assert len(node.asked) == chat_follow._TRIES + 1


async def test_where_no_answer_is_typed_it_is_said_how_it_can_be_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Asking:
        async def asks(self) -> AsksReply:
            return AsksReply(asks=[ASK])

    async def nothing(_: AskInfo) -> Answer:
        raise InvalidArgument("No answer was given.")

    monkeypatch.setattr(chat_follow, "told", nothing)
    node: Any = Asking()
    async with chat_follow._Questions(node) as questions:
        questions.see([{"type": "ask", "ask": ASK.id, "state": "pending"}])
        await next(iter(questions._asking.values()))
    assert "`felloe asks answer 7 once`, or deny, answers" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (b"\xff\xfe\x00", "Standard input is no text. Attach a file with --file."),
        (b"a" * LIMITS.message_text, "Standard input is longer than a message may be (1,048,576 bytes)."),
        (b" \n", "There is nothing to answer."),
    ],
)
@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_is_piped_in_and_is_no_message_is_one_line(
    monkeypatch: pytest.MonkeyPatch, typed: bytes, said: str, errors: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8", errors=errors))
    with pytest.raises(FelloeError) as refused:
        chat._said(None)
    assert refused.value.message.startswith(said)

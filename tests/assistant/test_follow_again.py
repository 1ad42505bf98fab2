"""A face at a terminal whose connection to the node is cut."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from shared.errors import NodeUnreachable
from shared.timeouts import TIMEOUTS
from spoke.commands import chat_follow
from spoke.node.bodies.answers import AnswerEvent, AnswerInfo, Ended, TextPiece

pytestmark = pytest.mark.anyio

INFO = AnswerInfo(
    id="01a1fd12-9c90-7357-92e8-a18c817531f3", session_id="01a1fd12-9c90-7357-92e8-a18c817531f4", state="done",
    created_ms=1,
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

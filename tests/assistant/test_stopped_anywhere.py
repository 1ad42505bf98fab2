"""A turn that is stopped at each of its awaits: by the node, which takes it up again, and by the user."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Generator
from functools import partial
from itertools import count
from typing import Any

import pytest
from by_hand import ask, ended, messages, whole

from shared.completions.pieces import Text
from shared.errors import FelloeError
from shared.parts import CallPart, EndPart, answer_parts
from spoke.app import Node
from spoke.assistant.answering import Answering
from spoke.assistant.step_calls import StepCalls
from spoke.models.answering import Asking, Question

pytestmark = pytest.mark.anyio

CALL = {"id": "c", "type": "function", "function": {"name": "run_code", "arguments": json.dumps({"code": "1"})}}


class Cut:
    """Does something at the `at`-th await of whatever runs within it."""

    def __init__(self, at: int, hit: Callable[[Answering], None]) -> None:
        self._left = at
        self._hit = hit
        self.answering: Answering | None = None

    @property
    def was_made(self) -> bool:
        return self._left <= 0

    def passed(self) -> None:
        self._left -= 1
        if self._left == 0 and self.answering is not None:
            self._hit(self.answering)


class Within:
    def __init__(self, cut: Cut, coro: Any) -> None:
        self._cut = cut
        self._coro = coro

    def __await__(self) -> Generator[Any, Any, None]:
        resume = partial(self._coro.send, None)
        while True:
            try:
                waited_for = resume()
            except StopIteration:
                return
            self._cut.passed()
            try:
                value = yield waited_for
            except BaseException as error:
                resume = partial(self._coro.throw, error)
            else:
                resume = partial(self._coro.send, value)


class Turn:
    """One call, one answer after it; `made` counts how often the call was."""

    def __init__(self, node: Node, patch: pytest.MonkeyPatch) -> None:
        self.node = node
        self.made = 0
        self.cut: Cut
        node.ask = self._model
        patch.setattr(node._surroundings, "run", self._counted)
        run, make = Answering._run, StepCalls._make
        patch.setattr(Answering, "_run", lambda answering, given: self._within(run(answering, given), answering))
        patch.setattr(StepCalls, "_make", lambda *args, **more: self._within(make(*args, **more)))

    async def _model(self, question: Question) -> Asking:
        yield Text("Well. ")
        await asyncio.sleep(0)
        called = any(each["role"] == "tool" for each in question.messages)
        yield whole("Well. ", *([] if called else [CALL]))

    async def _counted(self, _: Any) -> Any:
        self.made += 1
        await asyncio.sleep(0)
        raise FelloeError("It is only counted.")

    async def _within(self, coro: Any, answering: Answering | None = None) -> None:
        self.cut.answering = answering or self.cut.answering
        await Within(self.cut, coro)

    async def taken(self, cut: Cut) -> str:
        """Its session, once its task is no more."""
        self.made, self.cut = 0, cut
        session = (await self.node.sessions.create("Try")).id
        task = self.node.assistant._going[(await ask(self.node, session)).id]._task
        assert task is not None
        await asyncio.wait([task])
        return session


async def sealed(node: Node, session: str) -> tuple[str, EndPart, list[CallPart]]:
    shown = await node.sessions.show(session)
    assert not shown.growing
    parts = list(answer_parts(shown.messages[-1].parts))
    (end,) = [part for part in parts if isinstance(part, EndPart)]
    return shown.messages[-1].text, end, [part for part in parts if isinstance(part, CallPart)]


async def test_a_node_that_stops_anywhere_takes_the_answer_up_says_it_once_and_repeats_no_call(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = Turn(node, monkeypatch)
    states = set()

    def stop(answering: Answering) -> None:
        assert answering._task is not None
        answering._task.cancel()

    for at in count(1):
        cut = Cut(at, stop)
        session = await turn.taken(cut)
        if cut.answering is not None and cut.answering._recorder._later is not None:
            cut.answering._recorder._later.cancel()
        await node._database.write(lambda _: None)  # what was on its way to the disk is there
        if growing := (await node.sessions.show(session)).growing:
            node.assistant._going.pop(growing[0].id, None)
            await node.assistant.start()
            for info in node.assistant.going_on():
                await ended(node, info)
        text, end, calls = await sealed(node, session)
        assert (text, end.reason, len(calls)) == ("Well. Well. ", "answered", 1), at
        assert turn.made == 1 or (turn.made == 0 and calls[0].state == "unknown"), at
        states.add(calls[0].state)
        if not cut.was_made:
            break
    assert at > 8
    assert states == {"failed", "unknown"}


async def test_a_stop_by_the_user_anywhere_ends_the_answer_cleanly(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = Turn(node, monkeypatch)
    reasons, stops = set(), []

    def stop(answering: Answering) -> None:
        stops.extend(asyncio.ensure_future(answering.stop()) for _ in range(2))  # pressed twice

    for at in count(1):
        cut = Cut(at, stop)
        session = await turn.taken(cut)
        await asyncio.gather(*stops)
        text, end, calls = await sealed(node, session)
        assert text in ("", "Well. ", "Well. Well. "), at
        assert {call.state for call in calls} <= {"failed", "stopped"}, at
        assert turn.made <= 1, at
        assert (await messages(node, session))[-1].status == ("complete" if end.reason == "answered" else "interrupted")
        reasons.add(end.reason)
        if not cut.was_made:
            break
    assert at > 8
    assert reasons == {"stopped", "answered"}

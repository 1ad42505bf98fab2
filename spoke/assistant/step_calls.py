"""The calls that a model wants made in one step: queued, made side by side, and written down as they change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from shared.errors import FelloeError, LimitExceeded, TooLarge
from shared.ids import new_id
from shared.limits import LIMITS
from shared.parts import CallPart, StepPart, answer_parts, call_part_id
from spoke.assistant.calls import Calls, Doing
from spoke.assistant.recording import Recorder
from spoke.assistant.repeats import Repeats
from spoke.assistant.telling import told_error
from spoke.assistant.tools import Tools
from spoke.assistant.waiting import Waiting

_AT_ONCE = 4
"""Calls of one step that are made side by side: each may need a worker of the sandbox, and so may what it calls."""

_LEAST_RESULT = 512

NAME = 200
"""Characters that are kept of a name, an id or another word of a model's."""


class StepCalls:
    """Of one answer, its newest step. What the recorder holds already is taken up where it was.

    `read` hears of what calls have read.
    """

    def __init__(
        self,
        recorder: Recorder,
        waiting: Waiting,
        doing: Doing,
        tools: Tools,
        session_id: str,
        read: Callable[[list[str]], None],
    ) -> None:
        self._recorder = recorder
        self._waiting = waiting
        self._calls = Calls(doing, tools, session_id, self._change)
        self._read = read
        self._repeats = Repeats()
        self._open: dict[str, CallPart] = {}
        """By the ids of their parts."""
        self._of_step: dict[str, CallPart] = {}
        known = list(answer_parts(recorder.live.grown.parts))
        newest = max((part.step for part in known if isinstance(part, StepPart)), default=0)
        for part in known:
            if isinstance(part, CallPart):
                self._take_over(part, newest)

    def _take_over(self, part: CallPart, newest_step: int) -> None:
        if part.step == newest_step:
            self._of_step[part.id] = part
        if part.state in ("queued", "running", "waiting"):
            self._open[part.id] = part
        else:
            self._repeats.ended(part.name, part.arguments, part.result)

    @property
    def of_step(self) -> list[CallPart]:
        """As they stand, in the order in which they were asked for."""
        return list(self._of_step.values())

    @property
    def open(self) -> list[CallPart]:
        """Those that have not ended."""
        return list(self._open.values())

    @property
    def stuck(self) -> bool:
        """Whether the model makes the same call again and again."""
        return self._repeats.stuck

    def queue(self, step: int, calls: Sequence[dict[str, object]]) -> None:
        """What the model wants in a step that begins; once that is on disk, `make` does it."""
        self._of_step = {}
        for place, call in enumerate(calls):
            self._queue(step, place, call)

    async def make(self) -> None:
        """Those that are open; returns once they have ended. Only cancelling raises."""
        room = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for place, part in enumerate(self.open):
                group.create_task(self._make(room, part, beyond=place >= LIMITS.tool_calls))

    async def take_up(self) -> None:
        """What was cut off by a stop of the node: never made again; what was not begun is made now."""
        async with asyncio.TaskGroup() as group:
            for part in self.open:
                if part.state != "queued":
                    group.create_task(self._took_up(part))
        await self.make()

    def stop(self) -> None:
        """Close what is open."""
        for part in self.open:
            self._close(part.model_copy(update={"state": "stopped", "result": None}))

    def _queue(self, step: int, place: int, call: dict[str, object]) -> None:
        function = call.get("function")
        said = function if isinstance(function, dict) else {}
        arguments = str(said.get("arguments") or "")
        room = max(0, min(LIMITS.tool_arguments, self._recorder.room // 4))
        part = CallPart(
            id=call_part_id(step, place), at=self._recorder.at, step=step, call_id=str(call.get("id") or "")[:NAME],
            name=str(said.get("name") or "")[:NAME], arguments=arguments[:room], run=new_id(),
            state="running" if place < _AT_ONCE else "queued",
        )  # fmt: skip
        if len(arguments) > room:
            return self._close(_failed(part, TooLarge(f"Arguments may hold {room} characters here. Nothing was done.")))
        return self._change(self._calls.begun(part))

    async def _make(self, room: asyncio.Semaphore, part: CallPart, *, beyond: bool) -> None:
        async with room:
            try:
                if beyond:
                    raise LimitExceeded(f"A step may make {LIMITS.tool_calls} calls. This one was not made.")
                if part.state == "queued":
                    part = part.model_copy(update={"state": "running"})
                    self._change(part)
                    await self._recorder.durable()
                self._repeats.check(part.name, part.arguments)
            except FelloeError as error:
                return self._close(_failed(part, error))
            ended = await self._calls.make(part, self._room)
            self._repeats.ended(part.name, part.arguments, ended.result)
            self._read(ended.read)
            return self._close(ended)

    async def _took_up(self, part: CallPart) -> None:
        ended = await self._calls.take_up(part, self._room)
        self._read(ended.read)
        self._close(ended)

    @property
    def _room(self) -> int:
        """Characters for the result of one of them."""
        return max(_LEAST_RESULT, min(LIMITS.tool_result, self._recorder.room // 4 // min(_AT_ONCE, len(self._open))))

    def _change(self, part: CallPart) -> None:
        self._open[part.id] = self._of_step[part.id] = part
        self._recorder.part(part)
        self._waiting.look(self._open.values())

    def _close(self, part: CallPart) -> None:
        self._open.pop(part.id, None)
        self._of_step[part.id] = part
        self._recorder.part(part)
        self._waiting.look(self._open.values())


def _failed(part: CallPart, error: FelloeError) -> CallPart:
    """A call that was not made."""
    return part.model_copy(update={"state": "failed", "result": told_error(error), "error": error.body()})

"""What a model says in one step, as it comes: text, thoughts as far as they are kept, calls that it wants made."""

from __future__ import annotations

import json
import time
from collections.abc import Container
from typing import Any, Final

from pydantic_core import from_json

from shared.completions.growing import mended
from shared.completions.pieces import ToolCallPiece
from shared.limits import LIMITS
from shared.parts import CallPart, ThoughtPart, call_part_id
from spoke.assistant.recording import Recorder
from spoke.assistant.step_calls import NAME

_SHOW_S = 0.25
"""Between two looks at a call that the model is writing; one that it writes faster is only shown whole."""

_SHOWN = 16_000
"""Characters of its arguments: what is longer stands still until it is whole."""

_CONTROL: Final = dict.fromkeys({*range(32), 127} - set(map(ord, "\t\n\r")), "\ufffd")
"""They take six bytes each where a message is kept, and do what nobody asked for where it is printed."""


class Hearing:
    """Of one step. The first of it takes the place of what an earlier try had said."""

    def __init__(self, recorder: Recorder, step: int, start: int) -> None:
        self._recorder = recorder
        self._step = step
        self._start = start
        self._thought = ""
        """Id of the thought's part, once there is one."""
        self._thought_room = LIMITS.answer_thought
        self._fresh = False
        self._said: list[str] = []
        self._wanted: dict[int, _Wanted] = {}

    @property
    def said(self) -> str:
        return "".join(self._said)

    def fresh(self) -> None:
        if not self._fresh:
            self._fresh = True
            thoughts = [
                part["id"]
                for part in self._recorder.live.grown.parts
                if part["type"] == "thought" and part.get("step") == self._step
            ]
            if self._recorder.at > self._start or thoughts:
                self._recorder.cut(self._start, thoughts)

    def text(self, text: str) -> bool:
        """False where there is no room for all of it."""
        self.fresh()
        text, room = text.translate(_CONTROL), LIMITS.answer_text - self._recorder.at
        if room > 0:
            self._recorder.say(text[:room])
            self._said.append(text[:room])
        return len(text) <= room

    def thought(self, text: str) -> None:
        self.fresh()
        text = text.translate(_CONTROL)[: min(self._thought_room, max(0, self._recorder.room // 4))]
        if not text:
            return
        if not self._thought:
            self._thought = f"t{self._step}"
            self._recorder.part(ThoughtPart(id=self._thought, at=self._recorder.at, step=self._step))
        self._thought_room -= len(text)
        self._recorder.think(self._thought, text)

    def call(self, piece: ToolCallPiece) -> None:
        """Shown as far as it goes, and kept only once it is whole."""
        self.fresh()
        wanted = self._wanted.setdefault(piece.call, _Wanted())
        wanted.add(piece)
        if piece.call < LIMITS.tool_calls and wanted.is_due():
            self._recorder.live.show(wanted.part(self._step, piece.call, self._recorder.at))

    def end(self, kept: Container[str]) -> None:
        """Take back what was shown of calls and came to nothing: all but the parts with these ids."""
        shown = [call_part_id(self._step, place) for place, wanted in self._wanted.items() if wanted.was_shown]
        if gone := [each for each in shown if each not in kept]:
            self._recorder.live.hide(gone)


class _Wanted:
    """A call that the model is writing."""

    def __init__(self) -> None:
        self._name = ""
        self._arguments = ""
        self._looked_s = time.monotonic()
        self.was_shown = False

    def add(self, piece: ToolCallPiece) -> None:
        self._name = (self._name + piece.name)[:NAME]
        self._arguments += piece.arguments[: max(0, _SHOWN - len(self._arguments))]

    def is_due(self) -> bool:
        now_s = time.monotonic()
        if now_s - self._looked_s < _SHOW_S or len(self._arguments) >= _SHOWN:
            return False
        self._looked_s = now_s
        return True

    def part(self, step: int, place: int, at: int) -> dict[str, Any]:
        self.was_shown = True
        try:
            arguments = json.dumps(from_json(self._arguments, allow_partial="trailing-strings"), ensure_ascii=False)
        except ValueError:
            arguments = self._arguments
        arguments = mended(arguments.translate(_CONTROL))
        name = mended(self._name.translate(_CONTROL))
        made = CallPart(id=call_part_id(step, place), at=at, step=step, name=name, arguments=arguments, state="writing")
        return made.model_dump(mode="json", exclude_none=True)

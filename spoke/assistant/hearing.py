"""What a model says in one step, as it comes: its text, and its thoughts as far as they are kept."""

from __future__ import annotations

from typing import Final

from shared.limits import LIMITS
from shared.parts import ThoughtPart
from spoke.assistant.recording import Recorder

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

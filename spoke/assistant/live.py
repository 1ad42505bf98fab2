"""An answer in memory while it is written: all that there is, and the newest events for the faces that follow it.

A face that fell behind the events that are kept, or comes with a place of another run, gets all that there is instead.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from shared.errors import RateLimited
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.listeners import Listeners
from spoke.node.bodies.answers import (
    AnswerEvent,
    AnswerInfo,
    AnswerState,
    Cut,
    Ended,
    PartChanged,
    SoFar,
    StateChanged,
    TextPiece,
    ThoughtPiece,
)
from spoke.sessions.growth import Grown, Piece

Heard = tuple[str, AnswerEvent | None]
"""A place, and the event that led there; none where nothing happened for a while."""


class LiveAnswer:
    def __init__(self, info: AnswerInfo, pieces: Sequence[Piece] = ()) -> None:
        self.info = info
        self.grown = Grown(pieces)
        self._events: list[AnswerEvent] = []
        self._forgotten = 0
        """How many events are not kept any more."""
        self._listeners = Listeners()

    def add(self, piece: Piece) -> None:
        at = self.grown.length
        self.grown.add(piece)
        self._tell(_event(piece, at))

    def show(self, part: dict[str, Any]) -> None:
        """A part that is not kept: a newer state of it takes its place, or `hide`."""
        self._tell(PartChanged(part=part))

    def hide(self, parts: list[str]) -> None:
        self._tell(Cut(at=self.grown.length, parts=parts))

    def set_state(self, state: AnswerState) -> None:
        if state != self.info.state:
            self.info = self.info.model_copy(update={"state": state})
            self._tell(StateChanged(state=state))

    def set_model(self, model: str) -> None:
        """Who writes it; kept with it once it is sealed."""
        if model != self.info.model:
            self.info = self.info.model_copy(update={"model": model})
            self._tell(StateChanged(state=self.info.state, model=model))

    def end(self, info: AnswerInfo) -> None:
        self.info = info
        self._tell(Ended(answer=info))

    def check_room(self) -> None:
        """Raises `RateLimited` where one more may not listen."""
        if self._listeners.full:
            raise RateLimited(f"{LIMITS.listeners} faces follow this answer already.")

    async def listen(
        self, after: str | None = None, *, quiet_s: float = TIMEOUTS.keep_alive
    ) -> AsyncGenerator[Heard, None]:
        """All that there is, or what came `after` a place; then what comes. Ends with `Ended`."""
        number, place_of = self._number(after), self._listeners.place
        with self._listeners.listener() as listener:
            while True:
                if number is None or number < self._forgotten:
                    number = self._newest
                    yield place_of(number), SoFar(answer=self.info, text=self.grown.text, parts=self.grown.parts)
                    if self.info.state == "done":
                        yield place_of(number), Ended(answer=self.info)
                        return
                elif number < self._newest:
                    event, number = self._next(number)
                    yield place_of(number), event
                    if isinstance(event, Ended):
                        return
                elif self.info.state == "done" and isinstance(self._events[-1], Ended):
                    yield place_of(number), self._events[-1]
                    return
                elif not await listener.woken(quiet_s):
                    yield place_of(number), None

    def _next(self, number: int) -> tuple[AnswerEvent, int]:
        """The event after `number`; text that came in many pieces is one."""
        event = self._events[number - self._forgotten]
        number += 1
        if not isinstance(event, TextPiece):
            return event, number
        texts = [event.text]
        while number < self._newest and isinstance(more := self._events[number - self._forgotten], TextPiece):
            texts.append(more.text)
            number += 1
        return TextPiece(at=event.at, text="".join(texts)), number

    def _tell(self, event: AnswerEvent) -> None:
        self._events.append(event)
        if len(self._events) > 2 * LIMITS.answer_events:
            gone = len(self._events) - LIMITS.answer_events
            del self._events[:gone]
            self._forgotten += gone
        self._listeners.wake()

    @property
    def _newest(self) -> int:
        return self._forgotten + len(self._events)

    def _number(self, place: str | None) -> int | None:
        """None where it is not known what came since."""
        number = self._listeners.number(place or "")
        return None if number is None or number > self._newest else number


def _event(piece: Piece, at: int) -> AnswerEvent:
    match piece.kind:
        case "text":
            return TextPiece(at=at, text=piece.text)
        case "thought":
            return ThoughtPiece(id=piece.about, text=piece.text)
        case "part":
            return PartChanged(part=json.loads(piece.text))
        case "cut":
            return Cut(at=int(piece.about), parts=json.loads(piece.text))

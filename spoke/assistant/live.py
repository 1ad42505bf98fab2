"""An answer in memory while it is written: all that there is, and the newest events for the faces that follow it.

Rules of this module:
- no face costs memory by being slow: all read the same events, each from its own place, and one that fell behind what
  is kept gets all that there is instead;
- a place is `EPOCH-NUMBER`; another epoch is another run of the node.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from shared.errors import RateLimited
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
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

_EPOCH = secrets.token_hex(4)

Heard = tuple[str, AnswerEvent | None]
"""A place, and the event that led there; none where nothing happened for a while."""


class LiveAnswer:
    def __init__(self, info: AnswerInfo, pieces: Sequence[Piece] = ()) -> None:
        self.info = info
        self.grown = Grown(pieces)
        self._events: list[AnswerEvent] = []
        self._forgotten = 0
        """How many events are not kept any more."""
        self._listeners: set[asyncio.Event] = set()

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
        if len(self._listeners) >= LIMITS.listeners:
            raise RateLimited(f"{LIMITS.listeners} faces follow this answer already.")

    async def listen(
        self, after: str | None = None, *, quiet_s: float = TIMEOUTS.keep_alive
    ) -> AsyncGenerator[Heard, None]:
        """All that there is, or what came `after` a place; then what comes. Ends with `Ended`."""
        wake = asyncio.Event()
        self._listeners.add(wake)
        number = self._number(after)
        try:
            while True:
                if number is None or number < self._forgotten:
                    number = self._newest
                    yield self._place(number), SoFar(answer=self.info, text=self.grown.text, parts=self.grown.parts)
                    if self.info.state == "done":
                        yield self._place(number), Ended(answer=self.info)
                        return
                elif number < self._newest:
                    event, number = self._next(number)
                    yield self._place(number), event
                    if isinstance(event, Ended):
                        return
                elif self.info.state == "done" and isinstance(self._events[-1], Ended):
                    yield self._place(number), self._events[-1]
                    return
                elif not await _woken(wake, quiet_s):
                    yield self._place(number), None
        finally:
            self._listeners.discard(wake)

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
        for listener in self._listeners:
            listener.set()

    @property
    def _newest(self) -> int:
        return self._forgotten + len(self._events)

    def _place(self, number: int) -> str:
        return f"{_EPOCH}-{number}"

    def _number(self, place: str | None) -> int | None:
        """None where it is not known what came since."""
        epoch, _, digits = (place or "").partition("-")
        if epoch != _EPOCH or not (digits.isascii() and digits.isdigit() and len(digits) < 16):
            return None
        return number if (number := int(digits)) <= self._newest else None


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


async def _woken(wake: asyncio.Event, quiet_s: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(quiet_s):
            await wake.wait()
    woken = wake.is_set()
    wake.clear()
    return woken

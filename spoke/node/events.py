"""Tells the faces what changed. An event names a thing to read again, so a slow face may miss repeats, never news.

Rules of this module:
- what changed last is kept once for each thing, in the order of its last change, and no more than `LIMITS.events` of
  them: all listeners read there;
- who comes back with a place hears what changed since, or `reset` where that is not known any more.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from itertools import takewhile

from shared.errors import RateLimited
from shared.limits import LIMITS
from shared.system.clock import now_ms
from shared.timeouts import TIMEOUTS
from spoke.listeners import Listeners
from spoke.node.bodies.events import Event


@dataclass(frozen=True, slots=True)
class Told:
    """`event` is none where nothing changed for a while: the listener is to hear that we are still there."""

    place: str
    event: Event | None


class Events:
    """One for a node."""

    def __init__(self, kept: int = LIMITS.events, heard: Callable[[Event], None] = lambda _: None) -> None:
        """`heard` is called with each as it is told."""
        self._kept = kept
        self._heard = heard
        self._changed: dict[tuple[str, str | None], tuple[int, Event]] = {}
        self._newest = 0
        self._forgotten = 0
        """Number of the newest event that is not kept any more."""
        self._listeners = Listeners()
        self._closed = False

    def tell(self, event: Event) -> None:
        self._newest += 1
        thing = event.kind, event.id
        self._changed.pop(thing, None)
        self._changed[thing] = self._newest, event.model_copy(update={"at_ms": now_ms()})
        if len(self._changed) > self._kept:
            self._forgotten, _ = self._changed.pop(next(iter(self._changed)))
        self._listeners.wake()
        self._heard(event)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        self._listeners.wake()

    def check_room(self) -> None:
        """Raises `RateLimited` where one more may not listen."""
        if self._listeners.full:
            raise RateLimited(f"{LIMITS.listeners} faces listen to this device already.")

    async def listen(
        self, after: str | None = None, *, quiet_s: float = TIMEOUTS.keep_alive
    ) -> AsyncGenerator[Told, None]:
        """Events from now on, or those `after` a place. The first has no event: it says where the listener is.

        Ends with a `reset` for a listener that is so slow that what it has not heard is forgotten.
        """
        number = self._number(after)
        with self._listeners.listener() as listener:
            if number is None:
                number = self._newest
                yield self._reset("What changed since then is not known any more.")
            else:
                yield Told(self._listeners.place(number), None)
            while not self._closed:
                if number < self._forgotten:
                    yield self._reset("You read too slowly: more changed than is kept.")
                    return
                for newer, event in self._since(number):
                    number = newer
                    yield Told(self._listeners.place(number), event)
                if number == self._newest and not await listener.woken(quiet_s):
                    yield Told(self._listeners.place(number), None)

    def _since(self, number: int) -> list[tuple[int, Event]]:
        newest_first = takewhile(lambda told: told[0] > number, reversed(self._changed.values()))
        return list(newest_first)[::-1]

    def _number(self, place: str | None) -> int | None:
        """None where it is not known what changed since."""
        if place is None:
            return self._newest
        number = self._listeners.number(place)
        return None if number is None or not self._forgotten <= number <= self._newest else number

    def _reset(self, reason: str) -> Told:
        return Told(self._listeners.place(self._newest), Event(kind="reset", at_ms=now_ms(), reason=reason))

"""`notify`: a line for the person at this device. Who asks is said by the host, so no text can claim to be another."""

from __future__ import annotations

import time
import unicodedata
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, JsonValue

from sandbox.capability import Capability
from sandbox.services.service import Leave, Request
from shared.errors import InvalidArgument, RateLimited
from shared.limits import LIMITS

Urgency = Literal["low", "normal", "critical"]
_MINUTE = 60.0
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Kinds of characters that show nothing, or break a line."""
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the reading direction, so that a text could seem to stand before the name of who wrote it."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What a person is shown. `asker` is who asks, in the host's words."""

    asker: str
    title: str
    text: str
    urgency: Urgency


class NotifyRequest(Request):
    title: str = Field(min_length=1, max_length=LIMITS.notification_title)
    text: str = Field(default="", max_length=LIMITS.notification_text)
    urgency: Urgency = "normal"

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("notify"),)


class Pace:
    """How often each asker may: so many times in a minute. One for a device."""

    def __init__(self, times: int = LIMITS.notifications, clock: Callable[[], float] = time.monotonic) -> None:
        self._times = times
        self._clock = clock
        self._taken: dict[str, deque[float]] = {}

    def take(self, asker: str) -> None:
        """Raises `RateLimited`."""
        since = self._clock() - _MINUTE
        for name, taken in list(self._taken.items()):
            while taken and taken[0] <= since:
                taken.popleft()
            if not taken:
                del self._taken[name]
        mine = self._taken.setdefault(asker, deque())
        if len(mine) >= self._times:
            raise RateLimited(f"{asker} has shown {self._times} notifications in a minute. Try again later.")
        mine.append(self._clock())


class Notify:
    """`show` puts it before a person, and raises `NoFace` where there is none. `asker`: who runs, as people know it."""

    name = "notify"
    request = NotifyRequest

    def __init__(self, asker: str, pace: Pace, show: Callable[[Notification], Awaitable[None]]) -> None:
        self._asker = asker
        self._pace = pace
        self._show = show

    async def serve(self, request: NotifyRequest, leave: Leave) -> JsonValue:
        title = plain(request.title).replace("\n", " ").strip()
        if not title:
            raise InvalidArgument("notify: the title has nothing that can be shown.")
        self._pace.take(self._asker)
        await self._show(Notification(self._asker, title, plain(request.text).strip(), request.urgency))
        return None


def plain(text: str) -> str:
    """The text without what is not shown or turns the reading direction. Line ends stay."""
    return "".join(
        char for char in text if char == "\n" or (unicodedata.category(char) not in _UNSEEN and char not in _TURNING)
    )

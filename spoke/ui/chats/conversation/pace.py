"""How fast an answer comes, measured over its last seconds."""

from __future__ import annotations

import time
from collections import deque

_PACE_S = 5.0


class Pace:
    def __init__(self) -> None:
        self._heard: deque[tuple[float, int]] = deque(maxlen=400)

    def heard(self, text: str) -> None:
        self._heard.append((time.monotonic(), len(text.split())))

    @property
    def words_a_second(self) -> int | None:
        """None before there is enough to measure."""
        now = time.monotonic()
        recent = [(at, words) for at, words in self._heard if now - at < _PACE_S]
        span = now - recent[0][0] if recent else 0.0
        return round(sum(words for _, words in recent) / span) if span > 1 else None

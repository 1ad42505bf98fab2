"""Who is asked next where an upstream failed, pure: others that offer the model at once, then the same ones again.

Nothing is asked again once a byte of an answer came.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable

from hub.models.offers import Offer

_MOST = 3
"""Of one upstream."""

_PAUSE_S = 0.5
"""Before the second time, where the upstream does not say how long; doubled before the third."""


class Tries:
    def __init__(self, offers: Iterable[Offer], patience_s: float, now: float) -> None:
        """`patience_s`: for all waits together. `now`: seconds of a clock that never goes back."""
        self._fresh = deque(offers)
        self._later: list[tuple[float, Offer]] = []
        self._count: Counter[str] = Counter()
        self._until = now + patience_s

    def next(self, now: float) -> tuple[Offer, float] | None:
        """The next offer, and how long to wait before it is asked; None where there is no use in it."""
        if self._fresh:
            return self._fresh.popleft(), 0.0
        if not self._later:
            return None
        at, offer = first = min(self._later, key=lambda one: one[0])
        if at > self._until:
            return None
        self._later.remove(first)
        return offer, max(0.0, at - now)

    def failed(self, offer: Offer, now: float, *, again: bool, retry_after_s: float | None = None) -> None:
        """`again`: whether the same upstream may do better another time."""
        name = offer.upstream.name
        self._count[name] += 1
        if again and self._count[name] < _MOST:
            pause_s = _PAUSE_S * 2 ** (self._count[name] - 1) if retry_after_s is None else retry_after_s
            self._later.append((now + pause_s, offer))

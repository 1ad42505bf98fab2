"""Counting wrong tries, pure: so many in a window for one key (an address, a name) and for all together.

A try counts as wrong from its start until it turns out right: else a hundred at once would all find the count low.
"""

from __future__ import annotations

from collections import OrderedDict, deque

from shared.errors import RateLimited


class Attempts:
    """A sliding window over wrong tries. Times are seconds of any one clock that does not go back.

    `overall` None: no limit for all keys together. `what` is for the sentence that a limited caller reads.
    """

    def __init__(
        self, what: str, *, window_s: float, per_key: int, overall: int | None = None, keys: int = 10_000
    ) -> None:
        self._what = what
        self._window_s = window_s
        self._per_key = per_key
        self._keys = keys
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._all: deque[float] | None = deque(maxlen=overall) if overall is not None else None

    def start(self, key: str, now: float) -> None:
        """Count a try. Raises `RateLimited`, which counts nothing, where there were too many."""
        tries = self._tries.setdefault(key, deque(maxlen=self._per_key))
        wait_s = max(self._wait_s(tries, now), self._wait_s(self._all, now))
        if wait_s > 0:
            raise RateLimited(f"Too many {self._what}. Try again in {wait_s:.0f} s.", retry_after_s=round(wait_s, 1))
        tries.append(now)
        if self._all is not None:
            self._all.append(now)
        self._tries.move_to_end(key)
        if len(self._tries) > self._keys:
            self._tries.popitem(last=False)

    def right(self, key: str, started: float) -> None:
        """Take back the try that was started then, and no other: a right one between wrong ones hides none of them."""
        for tries in (self._tries.get(key), self._all):
            if tries and started in tries:
                tries.remove(started)

    def _wait_s(self, tries: deque[float] | None, now: float) -> float:
        if tries is None or len(tries) < (tries.maxlen or 0):
            return 0.0
        return max(0.0, tries[0] + self._window_s - now)

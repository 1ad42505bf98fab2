"""Counting wrong tries, pure: so many in a window for one key (an address) and for all together."""

from __future__ import annotations

from collections import OrderedDict, deque

_ALL = ""


class Attempts:
    """A sliding window over wrong tries. Times are seconds of any one clock that does not go back."""

    def __init__(self, *, window_s: float, per_key: int, overall: int, keys: int = 10_000) -> None:
        self._window_s = window_s
        self._per_key = per_key
        self._overall = overall
        self._keys = keys
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, key: str, now: float) -> float:
        """0 if another try is allowed, else how long to wait for it."""
        return max(self._wait(key, self._per_key, now), self._wait(_ALL, self._overall, now))

    def failed(self, key: str, now: float) -> None:
        for name, limit in ((key, self._per_key), (_ALL, self._overall)):
            tries = self._tries.setdefault(name, deque(maxlen=limit))
            tries.append(now)
            self._tries.move_to_end(name)
        if len(self._tries) > self._keys:  # `_ALL` was moved to the end, so it stays
            self._tries.popitem(last=False)

    def _wait(self, key: str, limit: int, now: float) -> float:
        tries = self._tries.get(key)
        if tries is None or len(tries) < limit:
            return 0.0
        return max(0.0, tries[0] + self._window_s - now)

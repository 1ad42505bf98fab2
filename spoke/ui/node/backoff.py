"""How long to wait before the next start of what keeps ending."""

from __future__ import annotations

from shared.timeouts import TIMEOUTS


class Backoff:
    """Seconds: none the first time, then `reconnect_min`, doubling up to `reconnect_max`."""

    def __init__(self) -> None:
        self._next = 0.0

    def after(self, lasted_s: float) -> float:
        """The wait after a life of `lasted_s`; a long life begins anew."""
        wait = 0.0 if lasted_s > 2 * TIMEOUTS.reconnect_max else self._next
        self._next = min(max(TIMEOUTS.reconnect_min, 2 * wait), TIMEOUTS.reconnect_max)
        return wait

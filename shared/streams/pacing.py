"""How much stream data may be on its way over one connection, so that what is urgent finds a short queue.

Credit windows bound what a reader holds; they cannot know how slow the way is, and many streams together fill any
queue. So data is marked every sixteenth of the pacer's window and the other side echoes the marks, ahead of its own
data: that tells what has arrived, and how long it waited. The window goes to where an echo takes `TARGET_S` longer than
on an empty way (as in FAST TCP, Wei et al. 2006: w = w * (base + target) / rtt), whatever the speed of the way.

Pure: `now` is seconds of any steady clock.
"""

from __future__ import annotations

from collections import deque

from shared.limits import KIB, LIMITS, MIB
from shared.streams.frames import PAYLOAD

TARGET_S = 0.02
LEAST = 8 * KIB
MOST = 4 * MIB
_PROBE_S = 10.0
"""How often an empty way is made for one round trip: routes change, and a queue that always stands looks like one."""


class Pacer:
    __slots__ = (
        "_base",
        "_echoed",
        "_held_up",
        "_marked",
        "_marks",
        "_next",
        "_probe_at",
        "_probing",
        "_sent",
        "window",
    )

    def __init__(self) -> None:
        self.window = LIMITS.stream_window
        self._sent = 0
        self._echoed = 0
        self._marked = 0
        self._marks: deque[tuple[int, float, bool]] = deque()
        """(count, sent at, whether the way was empty before)"""
        self._base: float | None = None
        self._held_up = False
        """Data waited for the window since it last changed."""
        self._next = 0
        """The count whose echo may change the window: once in a round trip."""
        self._probing = False
        self._probe_at: float | None = None

    def room(self) -> bool:
        """Whether one more frame may be sent now."""
        if self._sent - self._echoed < (LEAST if self._probing else self.window):
            return True
        self._held_up = True
        return False

    @property
    def chunk(self) -> int:
        """The best size of a frame: a slow way is not to be held by a single one."""
        return min(PAYLOAD, max(KIB, self.window // 4))

    def sent(self, size: int, now: float) -> int | None:
        """`size` bytes of data were sent. Gives the mark that is to follow them, if one is."""
        self._sent += size
        # In larger steps what an echo sets free would be a burst, and wait for itself.
        due = self._sent - self._marked >= (LEAST // 4 if self._probing else max(LEAST // 4, self.window // 16))
        return self._mark(now) if due else None

    def overdue(self, now: float) -> int | None:
        """The mark to send where there is no room and no mark is on its way that could make some."""
        return None if self._marks or self._marked == self._sent else self._mark(now)

    def _mark(self, now: float) -> int:
        self._marks.append((self._sent, now, self._sent - self._echoed <= 2 * LEAST))
        self._marked = self._sent
        return self._sent

    def echoed(self, n: int, now: float) -> None:
        """The other side has read everything up to mark `n`. One that was not sent changes nothing."""
        while self._marks and self._marks[0][0] <= n:
            count, at, empty = self._marks.popleft()
            self._echoed = count
            self._measured(count, max(now - at, 1e-6), empty, now)

    def _measured(self, count: int, rtt: float, empty: bool, now: float) -> None:
        if self._probing and empty:
            self._base, self._probing = rtt, False
        self._base = min(rtt, self._base or rtt)
        if self._probe_at is None or now >= self._probe_at:
            self._probing = self._probe_at is not None
            self._probe_at = now + _PROBE_S
        if count >= self._next:
            self._next = self._sent
            self._adjust(min(2.0, max(0.5, (self._base + TARGET_S) / rtt)))

    def _adjust(self, factor: float) -> None:
        if factor < 1 or self._held_up:
            self.window = int(min(MOST, max(LEAST, self.window * factor)))
        self._held_up = False

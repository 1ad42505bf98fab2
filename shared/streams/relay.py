"""A stream that goes through: from one connection to another, with credit from end to end.

Nothing is kept here but what is on its way to a connection that stands: each end keeps what the other has not consumed,
and after a cut of either connection the sender is told where to go on. So a relay holds at most a window, and for a
device that is away nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from shared.errors import Conflict, FelloeError, ProtocolError, StreamLost
from shared.limits import LIMITS
from shared.messages import Open
from shared.streams.endpoint import Endpoint
from shared.streams.frames import PAYLOAD, Credit, Data, Resume
from shared.streams.mux import Mux

_BEHIND = 4 * LIMITS.control_frame
"""With so much on its way, a larger window would only make a longer queue here."""


def relay(one: Endpoint, other: Endpoint, over: Callable[[FelloeError | None], None]) -> tuple[Leg, Leg]:
    """Join two streams that nobody has read or written here. `over` is called once, when both directions are over.

    Raises `Conflict` for one that was used, and the error of one that is over.
    """
    for end in (one, other):
        if end.error is not None:
            raise end.error.anew()
        if end.receiving.consumed or end.sending.total:
            raise Conflict("Only a stream that was not used yet can be relayed.")
    told = False

    def once(error: FelloeError | None) -> None:
        nonlocal told
        if not told:
            told = True
            over(error)

    first, second = Leg(one, once), Leg(other, once)
    first.partner, second.partner = second, first
    for end, leg in ((one, first), (other, second)):
        end.mux.replace(end.id, leg)
        leg.partner.take_over(end)
    return first, second


class Leg:
    """One side of a relay: what goes to its own device, and what that says of it."""

    __slots__ = (
        "_credit", "_credit_due", "_final", "_limit", "_mux", "_next", "_over", "_passed", "_queue", "_queued",
        "_resume_due", "_window", "acknowledged", "held", "id", "opening", "partner",
    )  # fmt: skip

    def __init__(self, end: Endpoint, over: Callable[[FelloeError | None], None]) -> None:
        self.partner: Leg
        self.id = end.id
        self.opening: Open | None = end.opening
        self.held = end.held
        self._mux: Mux = end.mux
        self._over = over
        self._queue: deque[Data] = deque()
        self._queued = 0
        self._next = 0
        """The offset that is to be passed next."""
        self._passed = 0
        """The highest that ever was, one more for the end."""
        self._limit = LIMITS.stream_window
        self._window = LIMITS.stream_window
        """The largest that its device was permitted to name."""
        self._final: int | None = None
        """What `_passed` is at the end."""
        self.acknowledged = False
        """Its device has consumed everything."""
        self._credit: Credit | None = None
        """What the other device said last."""
        self._credit_due = False
        self._resume_due = False

    def take_over(self, end: Endpoint) -> None:
        """Pass on what came before the two were joined."""
        offset = 0
        while chunk := end.receiving.read(LIMITS.stream_window_max):
            self.forward(Data(self.id, offset, chunk))
            offset += len(chunk)
        if end.receiving.ended:
            self.forward(Data(self.id, offset, b"", end=True))

    def forward(self, data: Data) -> None:
        """Send it on. What is ahead of a rewind, or finds no connection, is dropped: it comes again."""
        if self.held:
            return
        skip = self._next - data.offset
        last = data.offset + len(data.payload) + data.end
        if skip < 0 or last <= self._next:
            return
        new = data.payload[skip:]
        if self._next + len(new) > self._limit:
            raise ProtocolError("More bytes of a stream than its window allows.")
        blocked = data.blocked and self._queued < _BEHIND
        self._enqueue(Data(self.id, self._next, new, data.end, blocked))
        self._queued += len(new)
        self._next = last
        self._passed = max(self._passed, last)
        if data.end:
            self._final = last
        self._mux.wake(self.id)

    def _enqueue(self, data: Data) -> None:
        """Together with the last one where they fit a frame: a byte in a frame of its own would cost a hundred here."""
        if self._queue and len(self._queue[-1].payload) + len(data.payload) <= PAYLOAD:
            last = self._queue.pop()
            data = replace(data, offset=last.offset, payload=last.payload + data.payload)
        self._queue.append(data)

    def stop(self, error: FelloeError) -> None:
        """End both directions, at both devices."""
        self._mux.reset(self.id, error)
        self.on_reset(error)

    # --- for the multiplexer ---

    def on_data(self, data: Data) -> None:
        self.partner.forward(data)

    def on_credit(self, consumed: int, window: int) -> None:
        if consumed > self._passed:
            raise ProtocolError("Credit for bytes that were never sent.")
        self._limit = max(self._limit, consumed + self._permitted(window))
        self.acknowledged |= consumed == self._final
        self.partner.say_credit(consumed, min(window, self._window))
        if self.acknowledged and self.partner.acknowledged:
            self._over(None)

    def _permitted(self, window: int) -> int:
        """Of the window that its device names, what the hub may have to hold should that device stop reading."""
        if window > self._window:
            self._window = min(window, LIMITS.stream_window_max, self._window + self._mux.spare())
        return min(window, self._window)

    def say_credit(self, consumed: int, window: int) -> None:
        self._credit = Credit(self.id, consumed, window)
        self._credit_due = True
        self._mux.hurry(self.id)

    def on_resume(self, received: int) -> None:
        if received > self._passed:
            raise ProtocolError("Resumed at bytes that were never sent.")
        self._drop_queue()
        self._next = received
        self.partner.say_resume()

    def say_resume(self) -> None:
        self._resume_due = True
        self._mux.hurry(self.id)

    def on_cut(self) -> None:
        self.held = True
        self._drop_queue()
        self._resume_due = False  # the list says it
        self._credit_due = self._credit is not None  # the last word may have been lost

    def _drop_queue(self) -> None:
        self._queue.clear()
        self._queued = 0

    def on_reset(self, error: FelloeError) -> None:
        self.partner.end(error)
        self._over(error)

    def end(self, error: FelloeError) -> None:
        self._mux.reset(self.id, error)

    def on_lost(self) -> None:
        self.on_reset(StreamLost("The other device ended this while its connection was away."))

    def received(self) -> int:
        return self.partner.passed_on()

    def passed_on(self) -> int:
        return self._next

    def grown(self) -> int:
        return self._window - LIMITS.stream_window

    def urgent(self) -> Credit | Resume | None:
        if self._resume_due:
            self._resume_due = False
            return Resume(self.id, self.received())
        if self._credit_due:
            self._credit_due = False
            return self._credit
        return None

    def pending(self) -> bool:
        return bool(self._queue)

    def take(self, most: int) -> Data:
        data = self._queue.popleft()
        if len(data.payload) > most:
            rest = replace(data, offset=data.offset + most, payload=data.payload[most:])
            self._queue.appendleft(rest)
            data = replace(data, payload=data.payload[:most], end=False, blocked=False)
        self._queued -= len(data.payload)
        return data

    def finished(self) -> bool:
        return self.acknowledged and self.partner.acknowledged and not self._credit_due

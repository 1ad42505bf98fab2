"""Many streams over one connection that may be cut and taken up again: frames in, frames out.

Rules of this module:
- no socket, no clock, no task: what happened goes in, `next_frame` says what to send;
- what is urgent goes first (resets, marks, opens, credit), then data, one frame of each stream in turn;
- a stream that nobody reads holds at most its window, and holds up no other;
- after a cut each side lists the streams it still has and what it received of them (`Resume`), and goes on from what
  the other received; a stream that the other side does not list was never opened there, or is over there;
- what is wrong with one stream ends that stream; the `ProtocolError` that comes out is for counting.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from pydantic import JsonValue

from shared.errors import FelloeError, ProtocolError, RateLimited, from_body
from shared.limits import LIMITS
from shared.messages import Open
from shared.messages import encode as encode_message
from shared.streams import frames
from shared.streams.endpoint import Endpoint
from shared.streams.frames import CONNECTION, Credit, Data, Echo, Mark, Reset, Resume
from shared.streams.pacing import Pacer

DEVICE, HUB = 1, 2
"""The first stream id of each side."""


class Stream(Protocol):
    """What a multiplexer has under an id: an end of a stream (`Endpoint`), or one side of a relay (`Leg`)."""

    opening: Open | None
    """How this side opened it, until the other side is known to have heard of it."""
    held: bool
    """No data for now: after a cut it is not known yet where to go on."""

    def on_data(self, data: Data) -> None: ...
    def on_credit(self, consumed: int, window: int) -> None: ...
    def on_resume(self, received: int) -> None: ...
    def on_reset(self, error: FelloeError) -> None:
        """It is over, by the other side or with the connection; nothing more is sent."""

    def on_cut(self) -> None:
        """The connection is gone: `held` from now on, until `on_resume`."""

    def on_lost(self) -> None:
        """The other side has it no more after a cut."""

    def received(self) -> int: ...
    def grown(self) -> int: ...
    def urgent(self) -> Credit | Resume | None: ...
    def pending(self) -> bool: ...
    def take(self, most: int) -> Data: ...
    def finished(self) -> bool:
        """Both directions are over, and both sides know."""


class Mux:
    """`first_id`: `DEVICE` or `HUB`. `accept` gets each stream that the other side opens, and may raise to refuse it.

    `ready` is called when `next_frame` may have something.
    """

    def __init__(self, first_id: int, accept: Callable[[Endpoint], None], ready: Callable[[], None]) -> None:
        self._next_id = self._first = first_id
        self._accept = accept
        self._ready = ready
        self._streams: dict[int, Stream] = {}
        self._seen = 0
        """The highest id that the other side opened."""
        self._resets: OrderedDict[int, FelloeError] = OrderedDict()
        self._opens: OrderedDict[int, Open] = OrderedDict()
        self._urgent: OrderedDict[int, None] = OrderedDict()
        self._turns: OrderedDict[int, None] = OrderedDict()
        self._to_list: OrderedDict[int, None] = OrderedDict()
        """What is still to be listed after a reconnect."""
        self._listed: set[int] | None = None
        """Ids that the other side listed so far; none when its list is complete, or none is due."""
        self._mark: int | None = None
        self._echo: int | None = None
        self._pacer = Pacer()
        self.attached = True

    def __len__(self) -> int:
        return len(self._streams)

    # --- the streams ---

    def open(self, kind: str, about: dict[str, JsonValue]) -> Endpoint:
        """Raises `TooLarge` where `about` fits no frame, `RateLimited` for one stream too many."""
        if self._count(self._first) >= LIMITS.streams:
            raise RateLimited(f"{LIMITS.streams} streams are open already.", limit="streams")
        message = Open(stream=self._next_id, kind=kind, about=about)
        encode_message(message)
        endpoint = Endpoint(self, message)
        endpoint.opening = message
        endpoint.held = not self.attached or self._listed is not None
        self._streams[message.stream] = endpoint
        self._opens[message.stream] = message
        self._next_id += 2
        self._ready()
        return endpoint

    def hurry(self, stream: int) -> None:
        """It may have something urgent to say."""
        self._urgent[stream] = None
        self._ready()

    def wake(self, stream: int) -> None:
        """It may have data to send."""
        self._turns.setdefault(stream)
        self._ready()

    def reset(self, stream: int, error: FelloeError) -> None:
        """Forget it, and tell the other side if that can know of it."""
        if stream not in self._streams:
            return
        if stream not in self._opens:
            self._resets[stream] = error
        self._forget(stream)
        self._ready()

    def replace(self, stream: int, by: Stream) -> None:
        assert stream in self._streams
        self._streams[stream] = by

    def spare(self) -> int:
        """By how much windows of this connection may still grow."""
        return max(0, LIMITS.stream_growth - sum(stream.grown() for stream in self._streams.values()))

    # --- the connection ---

    def receive(self, frame: bytes, now: float) -> None:
        """Raises `ProtocolError` for what makes no sense; at most the stream it is about is over then."""
        match frames.parse(frame):
            case Mark(n):
                self._echo = n
                self._ready()
            case Echo(n):
                self._pacer.echoed(n, now)
                self._ready()
            case Resume(stream, received) if stream == CONNECTION:
                self._complete(received)
            case Reset(stream, error):
                if found := self._known(stream):
                    self._forget(stream)
                    found.on_reset(from_body(error))
            case Resume(stream) as about:
                if found := self._streams.get(stream):  # else this side never heard of it, or it is over: the list says
                    self._tell(stream, found, about)
            case Data(stream) | Credit(stream) as about:
                if found := self._known(stream):
                    self._tell(stream, found, about)

    def opened(self, message: Open) -> None:
        """The other side opened a stream. Raises `ProtocolError` for an id that it may not use."""
        if message.stream % 2 == self._first % 2:
            raise ProtocolError("Devices open streams with odd ids, the hub with even ones.")
        if message.stream <= self._seen:
            raise ProtocolError(f"Stream {message.stream} was opened before. Each id is used once.")
        if len(self._resets) >= LIMITS.streams:
            raise ProtocolError("Too many streams were refused, and nobody reads that.")
        self._seen = message.stream
        endpoint = Endpoint(self, message)
        self._streams[message.stream] = endpoint
        try:
            if self._count(message.stream) > LIMITS.streams:
                raise RateLimited(f"A side may have {LIMITS.streams} streams open.", limit="streams")
            self._accept(endpoint)
        except FelloeError as error:
            endpoint.reset(error)

    def cut(self) -> None:
        """The connection is gone; `resume` or `fail` comes next."""
        self.attached = False
        self._listed = None
        self._mark = self._echo = None
        self._pacer = Pacer()
        self._resets.clear()
        for waiting in (self._opens, self._urgent, self._turns, self._to_list):
            waiting.clear()
        for stream in self._streams.values():
            stream.on_cut()

    def resume(self) -> None:
        """There is a new connection to the same other side: list what lives on."""
        self.attached = True
        self._listed = set()
        self._to_list = OrderedDict.fromkeys([*self._streams, CONNECTION])
        self._ready()

    def fail(self, error: FelloeError) -> None:
        """The other side is gone for good."""
        self.cut()
        streams, self._streams = self._streams, {}
        for stream in streams.values():
            stream.on_reset(error)

    def next_frame(self, now: float) -> str | bytes | None:
        """What to send next, None for nothing now. What is given counts as sent until the connection is cut."""
        if not self.attached:
            return None
        return self._next_urgent() or self._next_data(now)

    # --- receiving ---

    def _known(self, stream: int) -> Stream | None:
        """None for one that is over: frames that crossed its end are passed over."""
        found = self._streams.get(stream)
        mine = stream % 2 == self._first % 2
        if found is None and (stream >= self._next_id if mine else stream > self._seen):
            raise ProtocolError(f"There is no stream {stream}.")
        return found

    def _tell(self, stream: int, found: Stream, about: Data | Credit | Resume) -> None:
        found.opening = None
        try:
            match about:
                case Data():
                    found.on_data(about)
                case Credit(_, consumed, window):
                    found.on_credit(consumed, window)
                case Resume(_, received):
                    self._go_on(stream, found, received)
        except ProtocolError as error:
            self.reset(stream, error)
            found.on_reset(error)
            raise
        self._forget_finished(stream, found)

    def _go_on(self, stream: int, found: Stream, received: int) -> None:
        if self._listed is not None:
            self._listed.add(stream)
        found.held = False
        found.on_resume(received)
        self.wake(stream)
        self.hurry(stream)

    def _complete(self, seen: int) -> None:
        """The other side's list is complete: what it does not have was never opened there, or is over there."""
        if self._listed is None:
            raise ProtocolError("There is nothing to resume.")
        listed, self._listed = self._listed, None
        self._opens.clear()  # made anew, in the order of their ids
        for stream, found in list(self._streams.items()):
            if stream in listed:
                continue
            if found.opening is not None and stream > seen:
                self._opens[stream] = found.opening
                found.held = False
                found.on_resume(0)
                self.wake(stream)
            else:
                self._forget(stream)
                found.on_lost()
        self._ready()

    def _count(self, like: int) -> int:
        """Streams that the side has open which opened `like`."""
        return sum(stream % 2 == like % 2 for stream in self._streams)

    # --- sending ---

    def _next_urgent(self) -> str | bytes | None:
        if self._to_list:
            return self._next_listed()
        if self._resets:
            stream, error = self._resets.popitem(last=False)
            return frames.encode(Reset(stream, error.body()))
        if self._echo is not None:
            echo, self._echo = self._echo, None
            return frames.encode(Echo(echo))
        if self._mark is not None:
            mark, self._mark = self._mark, None
            return frames.encode(Mark(mark))
        if self._listed is not None:
            return None  # it is not known yet which streams the other side has
        if self._opens:
            return encode_message(self._opens.popitem(last=False)[1])
        return self._next_said()

    def _next_listed(self) -> bytes:
        stream, _ = self._to_list.popitem(last=False)
        if stream == CONNECTION:
            return frames.encode(Resume(CONNECTION, self._seen))
        return frames.encode(Resume(stream, self._streams[stream].received()))

    def _next_said(self) -> bytes | None:
        while self._urgent:
            stream, _ = self._urgent.popitem(last=False)
            if found := self._streams.get(stream):
                frame = found.urgent()
                self._forget_finished(stream, found)
                if frame:
                    self._urgent[stream] = None  # it may have more
                    return frames.encode(frame)
        return None

    def _next_data(self, now: float) -> bytes | None:
        while self._turns:
            if not self._pacer.room():
                overdue = self._pacer.overdue(now)
                return None if overdue is None else frames.encode(Mark(overdue))
            stream, _ = self._turns.popitem(last=False)
            found = self._streams.get(stream)
            if found is None or found.held or not found.pending():
                continue
            data = found.take(self._pacer.chunk)
            if found.pending():
                self._turns[stream] = None
            mark = self._pacer.sent(len(data.payload), now)
            self._mark = self._mark if mark is None else mark
            return frames.encode(data)
        return None

    def _forget(self, stream: int) -> None:
        for places in (self._streams, self._opens, self._urgent, self._turns, self._to_list):
            places.pop(stream, None)

    def _forget_finished(self, stream: int, found: Stream) -> None:
        if found.finished():
            self._forget(stream)

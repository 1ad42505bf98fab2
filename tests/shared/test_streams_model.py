"""Two ends and a relay between them, over connections that are cut at any time and taken up again: a model.

Whatever is written arrives once and in order, no more of a stream than its window is ever kept anywhere, and a stream
that nobody reads holds up no other. Nothing here has a socket or a clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.errors import FelloeError
from shared.limits import LIMITS
from shared.messages import Open, decode_from_device
from shared.streams.endpoint import Endpoint
from shared.streams.mux import DEVICE, HUB, Mux
from shared.streams.relay import Leg, relay


@dataclass
class Wire:
    """A connection between a device's multiplexer and the hub's for it: frames on their way, in both directions."""

    device: Mux
    hub: Mux
    up: deque[str | bytes] = field(default_factory=deque)
    down: deque[str | bytes] = field(default_factory=deque)
    now: float = 0

    def send(self, most: int) -> bool:
        """Hand at most so many frames of each side to the connection."""
        sent = 0
        for mux, way in ((self.device, self.up), (self.hub, self.down)):
            for _ in range(most):
                self.now += 0.001
                if (frame := mux.next_frame(self.now)) is None:
                    break
                assert len(frame) <= LIMITS.control_frame
                way.append(frame)
                sent += 1
        return sent > 0

    def deliver(self, most: int) -> bool:
        delivered = 0
        for way, mux in ((self.up, self.hub), (self.down, self.device)):
            for _ in range(min(most, len(way))):
                delivered += 1
                self.now += 0.001
                frame = way.popleft()
                if isinstance(frame, bytes):
                    mux.receive(frame, self.now)
                else:
                    message = decode_from_device(frame)
                    assert isinstance(message, Open)
                    mux.opened(message)
        return delivered > 0

    def cut(self) -> None:
        """What is on its way is lost."""
        if self.device.attached:
            self.up.clear()
            self.down.clear()
            self.device.cut()
            self.hub.cut()

    def connect(self) -> None:
        if not self.device.attached:
            self.device.resume()
            self.hub.resume()


@dataclass
class Said:
    """One direction: what its writer wrote and what its reader read."""

    written: bytearray = field(default_factory=bytearray)
    read: bytearray = field(default_factory=bytearray)


class Streams(RuleBasedStateMachine):
    """Ann opens streams; the hub relays the ones of kind `on` to Bob, and is itself the end of the others."""

    def __init__(self) -> None:
        super().__init__()
        self.ann = Wire(Mux(DEVICE, self._unexpected, _nothing), Mux(HUB, self._at_hub, _nothing))
        self.bob = Wire(Mux(DEVICE, self._at_bob, _nothing), Mux(HUB, self._unexpected, _nothing))
        self.near: list[Endpoint] = []
        self.far: dict[int, Endpoint] = {}
        self.out: list[Said] = []
        self.back: list[Said] = []
        self.overs: list[FelloeError | None] = []
        self.relays = 0

    def _unexpected(self, endpoint: Endpoint) -> None:
        raise AssertionError(endpoint.kind)

    def _at_hub(self, endpoint: Endpoint) -> None:
        if endpoint.kind == "here":
            self._arrived(endpoint)
        else:
            self.relays += 1
            relay(endpoint, self.bob.hub.open("on", endpoint.about), self.overs.append)

    def _at_bob(self, endpoint: Endpoint) -> None:
        self._arrived(endpoint)

    def _arrived(self, endpoint: Endpoint) -> None:
        number = endpoint.about["n"]
        assert isinstance(number, int)
        assert number not in self.far, "a stream is opened once"
        self.far[number] = endpoint

    def _pair(self, number: int) -> tuple[Endpoint, Endpoint | None]:
        return self.near[number % len(self.near)], self.far.get(number % len(self.near))

    @initialize(kinds=st.lists(st.sampled_from(["here", "on"]), min_size=1, max_size=4))
    def start(self, kinds: list[str]) -> None:
        for kind in kinds:
            self.open(kind)

    @precondition(lambda self: len(self.near) < 8)
    @rule(kind=st.sampled_from(["here", "on"]))
    def open(self, kind: str) -> None:
        self.near.append(self.ann.device.open(kind, {"n": len(self.near)}))
        self.out.append(Said())
        self.back.append(Said())

    @rule(number=st.integers(0, 7), size=st.sampled_from([1, 900, 16_384, 50_000, 200_000]), near=st.booleans())
    def write(self, number: int, size: int, near: bool) -> None:
        number %= len(self.near)
        end = self.near[number] if near else self.far.get(number)
        if end is None or end.sending.ended:
            return
        said = (self.out if near else self.back)[number]
        start = len(said.written)
        data = bytes((start + i) * 31 % 251 for i in range(min(size, 1000))) * (size // min(size, 1000))
        said.written += data[: end.write(data)]

    @rule(number=st.integers(0, 7), most=st.sampled_from([1, 5_000, 2**20]), near=st.booleans())
    def read(self, number: int, most: int, near: bool) -> None:
        number %= len(self.near)
        end = self.near[number] if near else self.far.get(number)
        if end is not None:
            (self.back if near else self.out)[number].read += end.read(most)

    @rule(number=st.integers(0, 7), near=st.booleans())
    def end(self, number: int, near: bool) -> None:
        endpoint = self._pair(number)[0 if near else 1]
        if endpoint is not None:
            endpoint.end()

    @rule(most=st.integers(1, 30), ann=st.booleans())
    def send(self, most: int, ann: bool) -> None:
        (self.ann if ann else self.bob).send(most)

    @rule(most=st.integers(1, 30), ann=st.booleans())
    def deliver(self, most: int, ann: bool) -> None:
        (self.ann if ann else self.bob).deliver(most)

    @rule(ann=st.booleans())
    def cut(self, ann: bool) -> None:
        (self.ann if ann else self.bob).cut()

    @rule(ann=st.booleans())
    def connect(self, ann: bool) -> None:
        (self.ann if ann else self.bob).connect()

    @invariant()
    def what_was_read_is_what_was_written(self) -> None:
        for said in [*self.out, *self.back]:
            assert said.written.startswith(said.read)

    @invariant()
    def nothing_holds_more_than_a_window(self) -> None:
        for end in [*self.near, *self.far.values()]:
            assert end.error is None
            assert len(end.sending._kept) <= LIMITS.stream_window_max
            assert end.receiving.received - end.receiving.consumed <= end.receiving.window + 1
        for mux in (self.ann.hub, self.bob.hub):
            for stream in mux._streams.values():
                if isinstance(stream, Leg):
                    assert stream._queued == sum(len(data.payload) for data in stream._queue)
                    assert stream._queued <= LIMITS.stream_window_max

    def teardown(self) -> None:
        """Whatever happened: with connections that stand and readers who read, everything arrives."""
        if not self.near:
            return
        blocked = 0  # nobody reads the first stream until the others are through
        for wire in (self.ann, self.bob):
            wire.connect()
        self._settle(range(1, len(self.near)))
        for number in range(1, len(self.near)):
            assert self.out[number].read == self.out[number].written, number
            assert self.back[number].read == self.back[number].written, number
        self._settle(range(blocked, len(self.near)))
        assert [bytes(said.read) for said in self.out] == [bytes(said.written) for said in self.out]
        assert [bytes(said.read) for said in self.back] == [bytes(said.written) for said in self.back]
        self._write_more()
        for end in [*self.near, *self.far.values()]:
            end.end()
        self._settle(range(len(self.near)))
        muxes = (self.ann.device, self.ann.hub, self.bob.device, self.bob.hub)
        assert [len(mux) for mux in muxes] == [0, 0, 0, 0], "what is over is forgotten"
        assert self.overs == [None] * self.relays

    def _write_more(self) -> None:
        """No credit was lost: whoever did not end can write on, more than a window."""
        for number, near in enumerate(self.near):
            for end, said in ((near, self.out[number]), (self.far.get(number), self.back[number])):
                left = 0 if end is None or end.sending.ended else 2 * LIMITS.stream_window
                while left and end is not None:
                    taken = end.write(bytes(left))
                    assert taken, "the window opens again"
                    said.written += bytes(taken)
                    left -= taken
                    self._settle(range(len(self.near)))
                assert said.read == said.written

    def _settle(self, numbers: range) -> None:
        moving = True
        while moving:
            moving = False
            for wire in (self.ann, self.bob):
                moving |= wire.send(1000)
                moving |= wire.deliver(1000)
            for number in numbers:
                for end, said in zip(self._pair(number), (self.back[number], self.out[number]), strict=True):
                    if end is not None and (data := end.read()):
                        said.read += data
                        moving = True


def _nothing() -> None:
    pass


TestStreams = Streams.TestCase
TestStreams.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def test_credit_that_was_lost_with_a_connection_is_told_again() -> None:
    far: list[Endpoint] = []
    wire = Wire(Mux(DEVICE, far.append, _nothing), Mux(HUB, far.append, _nothing))
    near = wire.device.open("here", {})
    assert near.write(bytes(2 * LIMITS.stream_window)) == LIMITS.stream_window
    while wire.send(1000) or wire.deliver(1000):
        pass
    while far[0].read():
        pass
    wire.send(1000)
    wire.cut()
    wire.connect()
    while wire.send(1000) or wire.deliver(1000):
        pass
    assert near.write(b"more") == 4

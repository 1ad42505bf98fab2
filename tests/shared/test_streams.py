"""Streams, one multiplexer against hand-made frames: what a wrong or hostile other side can and cannot do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Conflict, FelloeError, NotFound, ProtocolError, RateLimited
from shared.limits import LIMITS
from shared.messages import Open
from shared.streams import frames
from shared.streams.endpoint import Endpoint
from shared.streams.frames import CONNECTION, PAYLOAD, Credit, Data, Echo, Mark, Reset, Resume
from shared.streams.mux import HUB, Mux
from shared.streams.pacing import LEAST, MOST, TARGET_S, Pacer

U64 = st.integers(0, 2**64 - 1)
IDS = st.integers(1, 2**32 - 1)
FRAMES = st.one_of(
    st.builds(Data, IDS, U64, st.binary(max_size=100), st.booleans(), st.booleans()),
    st.builds(Credit, IDS, U64, st.integers(0, 2**32 - 1)),
    st.builds(Resume, st.integers(0, 2**32 - 1), U64),
    st.builds(Mark, U64),
    st.builds(Echo, U64),
)


class Hub:
    """The hub's multiplexer, and what it would send."""

    def __init__(self) -> None:
        self.taken: list[Endpoint] = []
        self.mux = Mux(HUB, self._accept, lambda: None)

    def _accept(self, endpoint: Endpoint) -> None:
        if endpoint.kind == "unheard of":
            raise NotFound("no")
        self.taken.append(endpoint)

    def opened(self, stream: int, kind: str = "x") -> Endpoint:
        self.mux.opened(Open(stream=stream, kind=kind))
        return self.taken[-1]

    def gets(self, frame: frames.Frame) -> None:
        self.mux.receive(frames.encode(frame), 0)

    def sends(self) -> list[Any]:
        sent = []
        while (frame := self.mux.next_frame(0)) is not None:
            sent.append(frames.parse(frame) if isinstance(frame, bytes) else frame)
        return sent


@given(FRAMES)
def test_a_frame_arrives_as_it_was_sent(frame: frames.Frame) -> None:
    assert frames.parse(frames.encode(frame)) == frame


@given(st.binary(max_size=60) | st.builds(lambda kind, rest: bytes([kind]) + rest, st.integers(0, 8), st.binary()))
def test_garbage_is_a_protocol_error_or_a_frame_and_nothing_else(garbage: bytes) -> None:
    hub = Hub()
    hub.opened(1)
    for data in (garbage, b"\1\0\0\0\0\1" + garbage, b"\2\0\0\0\0\1" + garbage, b"\4\0\0\0\0\1" + garbage):
        with contextlib.suppress(ProtocolError):
            hub.mux.receive(data, 0)


def test_a_whole_data_frame_is_as_large_as_a_frame_may_be() -> None:
    assert len(frames.encode(Data(1, 0, bytes(PAYLOAD)))) == LIMITS.control_frame


def test_an_error_too_long_for_a_frame_keeps_its_code() -> None:
    long = Conflict("x" * 20_000, more="y" * 20_000).body()
    (reset,) = [frames.parse(frames.encode(Reset(1, long)))]
    assert isinstance(reset, Reset)
    assert reset.error.code == "conflict"


@pytest.mark.parametrize(
    "bad",
    [
        Data(1, 0, bytes(PAYLOAD)),  # over the window, sent often enough
        Data(1, 5, b"x"),  # a gap
        Credit(1, 1, 10),  # for what was never sent
        Resume(1, 1),
    ],
)
def test_what_breaks_the_rules_of_a_stream_ends_that_stream_and_no_other(bad: frames.Frame) -> None:
    hub = Hub()
    victim, other = hub.opened(1), hub.opened(3)
    with pytest.raises(ProtocolError):
        for number in range(10):
            hub.gets(Data(1, number * PAYLOAD, bad.payload) if isinstance(bad, Data) and not bad.offset else bad)
    assert isinstance(victim.error, ProtocolError)
    assert [frame for frame in hub.sends() if isinstance(frame, Reset)] == [Reset(1, victim.error.body())]
    hub.gets(Data(1, 0, b"late"))  # what crossed the reset
    hub.gets(Data(3, 0, b"fine"))
    assert other.read() == b"fine"


def test_nothing_comes_after_the_end() -> None:
    hub = Hub()
    hub.opened(1)
    hub.gets(Data(1, 0, b"all", end=True))
    hub.gets(Data(1, 0, b"all", end=True))  # again is no harm
    with pytest.raises(ProtocolError):
        hub.gets(Data(1, 3, b"more"))


@pytest.mark.parametrize("stream", [2, 1])
def test_an_id_of_ours_or_one_that_was_used_cannot_be_opened(stream: int) -> None:
    hub = Hub()
    hub.opened(1)
    with pytest.raises(ProtocolError):
        hub.opened(stream)


def test_frames_of_a_stream_that_never_was_are_refused_and_of_one_that_is_over_passed_over() -> None:
    hub = Hub()
    with pytest.raises(ProtocolError):
        hub.gets(Data(1, 0, b""))
    with pytest.raises(ProtocolError):
        hub.gets(Credit(2, 0, 1))
    hub.opened(1).reset(Conflict("over"))
    for frame in (Data(1, 0, b"x"), Credit(1, 0, 1), Reset(1, Conflict("me too").body())):
        hub.gets(frame)


def test_a_stream_that_is_refused_or_one_too_many_hears_why() -> None:
    hub = Hub()
    hub.mux.opened(Open(stream=1, kind="unheard of"))
    for number in range(LIMITS.streams + 1):
        hub.mux.opened(Open(stream=3 + 2 * number, kind="x"))
    codes = [frame.error.code for frame in hub.sends() if isinstance(frame, Reset)]
    assert codes == ["not_found", "rate_limited"]
    for _ in range(LIMITS.streams):
        hub.mux.open("y", {})
    with pytest.raises(RateLimited):
        hub.mux.open("y", {})


def test_refusals_that_nobody_reads_are_bounded() -> None:
    hub = Hub()
    with pytest.raises(ProtocolError):
        for number in range(LIMITS.streams + 1):
            hub.mux.opened(Open(stream=1 + 2 * number, kind="unheard of"))


def test_credit_is_told_each_quarter_of_the_window_and_not_for_each_frame() -> None:
    hub = Hub()
    stream = hub.opened(1)
    told = 0
    for number in range(640):
        hub.gets(Data(1, number * 1024, bytes(1024)))
        stream.read()
        told += len(hub.sends())
    assert told == 640 * 1024 // (LIMITS.stream_window // 4)


def test_a_window_grows_for_a_reader_that_keeps_up_with_a_sender_that_is_held_up_and_not_without_bound() -> None:
    hub = Hub()
    streams = [hub.opened(1 + 2 * number) for number in range(20)]
    offsets = dict.fromkeys((stream.id for stream in streams), 0)
    for stream in streams:
        for _ in range(100):
            hub.gets(Data(stream.id, offsets[stream.id], bytes(PAYLOAD), blocked=True))
            offsets[stream.id] += PAYLOAD
            stream.read()
            hub.sends()
    windows = [stream.receiving.window for stream in streams]
    assert windows[0] == LIMITS.stream_window_max
    assert sum(windows) - len(windows) * LIMITS.stream_window <= LIMITS.stream_growth
    lazy = hub.opened(101)
    for number in range(4):
        hub.gets(Data(101, number * 16_000, bytes(16_000), blocked=True))
    lazy.read()
    lazy.read()
    assert [frame.window for frame in hub.sends() if isinstance(frame, Credit)] == [LIMITS.stream_window]


def test_streams_take_turns_and_what_is_urgent_goes_first() -> None:
    hub = Hub()
    one, two = hub.mux.open("x", {}), hub.mux.open("x", {})
    one.write(bytes(40_000))
    two.write(bytes(40_000))
    hub.gets(Mark(7))
    sent = hub.sends()
    assert sent[0] == Echo(7)
    assert [frame.stream for frame in sent if isinstance(frame, Data)][:4] == [2, 4, 2, 4]


def test_a_stream_that_ended_on_both_sides_is_forgotten_and_one_that_is_lost_says_so() -> None:
    hub = Hub()
    done, lost = hub.opened(1), hub.opened(3)
    for end in (done, lost):
        hub.gets(Data(end.id, 0, b"hi", end=True))
        assert end.read() == b"hi"
    done.end()
    hub.sends()
    hub.mux.cut()
    hub.mux.resume()
    hub.gets(Resume(CONNECTION, 0))  # it has neither
    assert done.error is None, "only its last credit is missing"
    assert lost.error is not None
    assert lost.error.code == "stream_lost"
    assert len(hub.mux) == 0
    with pytest.raises(FelloeError):
        lost.write(b"x")


# --- pace ---


def _run(pacer: Pacer, seconds: float, *, bytes_s: float, base_s: Callable[[float], float]) -> float:
    """Send all that it allows over such a way; gives the bytes that arrived."""
    now, free_at, arrived = 0.0, 0.0, 0.0
    echoes: list[tuple[float, int]] = []
    while now < seconds:
        while pacer.room():
            size = pacer.chunk
            free_at = max(free_at, now) + size / bytes_s
            arrived += size
            if (mark := pacer.sent(size, now)) is not None:
                echoes.append((free_at + base_s(now), mark))
        if (overdue := pacer.overdue(now)) is not None:
            echoes.append((max(free_at, now) + base_s(now), overdue))
        now, mark = echoes.pop(0)
        pacer.echoed(mark, now)
    return arrived


@pytest.mark.parametrize("bytes_s", [60_000, 1_250_000, 12_500_000])
@pytest.mark.parametrize("base_s", [0.001, 0.05])
def test_the_queue_of_any_way_stays_short_and_the_way_full(bytes_s: float, base_s: float) -> None:
    pacer = Pacer()
    arrived = _run(pacer, 20, bytes_s=bytes_s, base_s=lambda _: base_s)
    assert arrived >= 0.9 * bytes_s * 20
    in_flight_s = pacer.window / bytes_s
    assert in_flight_s <= base_s + 3 * TARGET_S or pacer.window <= 2 * LEAST


def test_a_way_that_becomes_longer_is_learnt_anew() -> None:
    pacer = Pacer()
    arrived = _run(pacer, 120, bytes_s=1_250_000, base_s=lambda now: 0.001 if now < 20 else 0.2)
    assert arrived > 0.7 * 120 * 1_250_000


@given(st.lists(st.tuples(st.integers(0, 2**20), st.floats(0, 100)), max_size=50))
def test_echoes_of_marks_that_were_never_sent_change_nothing_for_the_worse(echoes: list[tuple[int, float]]) -> None:
    pacer = Pacer()
    for n, now in echoes:
        pacer.sent(1000, now)
        pacer.echoed(n, now)
        assert LEAST <= pacer.window <= MOST

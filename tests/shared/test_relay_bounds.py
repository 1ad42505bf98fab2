"""What a relay may have to hold where the device that it sends to names large windows and reads nothing."""

from __future__ import annotations

from shared.limits import LIMITS
from shared.messages import Open
from shared.streams import frames
from shared.streams.endpoint import Endpoint
from shared.streams.mux import HUB, Mux
from shared.streams.relay import relay

STREAMS = 100


def relayed() -> tuple[Mux, Mux]:
    """The hub's side of (source, sink), with streams from one to the other."""
    opened: list[Endpoint] = []
    source, sink = Mux(HUB, opened.append, lambda: None), Mux(HUB, opened.append, lambda: None)
    for number in range(STREAMS):
        source.opened(Open(stream=2 * number + 1, kind="on"))
        relay(opened[-1], sink.open("on", {}), lambda _: None)
    while sink.next_frame(0.0):
        pass
    return source, sink


def test_all_windows_of_one_connection_together_are_bounded() -> None:
    source, sink = relayed()
    for number in range(STREAMS):
        sink.receive(frames.encode(frames.Credit(2 * number + 2, 0, LIMITS.stream_window_max)), 0.0)
    granted = 0
    while frame := source.next_frame(0.0):
        assert isinstance(frame, bytes)
        credit = frames.parse(frame)
        assert isinstance(credit, frames.Credit)
        granted += credit.window
    assert granted <= STREAMS * LIMITS.stream_window + LIMITS.stream_growth


def test_bytes_in_frames_of_their_own_wait_together() -> None:
    source, sink = relayed()
    for at in range(1_000):
        source.receive(frames.encode(frames.Data(1, at, b"x", end=at == 999)), 0.0)
    frame = sink.next_frame(0.0)
    assert isinstance(frame, bytes)
    data = frames.parse(frame)
    assert isinstance(data, frames.Data)
    assert (data.offset, data.payload, data.end) == (0, b"x" * 1_000, True)

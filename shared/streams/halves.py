"""The two directions of a stream as one end sees them: what is sent and not yet consumed, what is received and not yet
read. All counts are of bytes since the stream was opened; its end counts as one more.
"""

from __future__ import annotations

from collections import deque

from shared.errors import ProtocolError
from shared.limits import LIMITS
from shared.streams.frames import PAYLOAD, Data


class SendHalf:
    """Keeps what the reader has not consumed, so that it can go on after a cut from wherever the reader was."""

    __slots__ = ("_kept", "_short", "consumed", "ended", "limit", "sent", "window", "written")

    def __init__(self) -> None:
        self._kept = bytearray()
        self._short = False
        """The writer had more than there was room for."""
        self.written = 0
        self.ended = False
        self.consumed = 0
        self.sent = 0
        self.window = LIMITS.stream_window
        self.limit = self.window

    @property
    def total(self) -> int:
        return self.written + self.ended

    @property
    def acknowledged(self) -> bool:
        """The reader has consumed everything, the end too."""
        return self.ended and self.consumed == self.total

    def write(self, data: bytes) -> int:
        """Take as much as there is room for, and say how much that was."""
        taken = min(len(data), max(0, self.window - len(self._kept)))
        self._kept += data[:taken]
        self.written += taken
        self._short = taken < len(data)
        return taken

    def pending(self) -> bool:
        """Whether `take` has something. The end needs no credit."""
        return self.sent < min(self.written, self.limit) or (self.ended and self.sent == self.written)

    def take(self, stream: int, most: int) -> Data:
        start = self.sent - self.written + len(self._kept)
        count = min(most, self.written - self.sent, self.limit - self.sent)
        offset, self.sent = self.sent, self.sent + count
        ends = self.ended and self.sent == self.written
        payload = bytes(self._kept[start : start + count])
        data = Data(stream, offset, payload, ends, blocked=self._short and self.sent == self.limit)
        self.sent += ends
        return data

    def credited(self, consumed: int, window: int) -> None:
        """Raises `ProtocolError` for more than was sent."""
        if consumed > self.total:
            raise ProtocolError("Credit for bytes that were never sent.")
        if consumed < self.consumed:
            return  # an older word
        del self._kept[: consumed - self.written + len(self._kept)]
        self.consumed = consumed
        self.sent = max(self.sent, consumed)
        self.window = min(window, LIMITS.stream_window_max)
        self.limit = max(self.limit, consumed + self.window)

    def acknowledge(self) -> None:
        """As if the reader's last credit had come."""
        self._kept.clear()
        self.consumed = self.sent = self.total

    def rewind(self, received: int) -> None:
        """Go on from what the reader has received. Raises `ProtocolError` for what cannot be."""
        if not self.consumed <= received <= self.total:
            raise ProtocolError("Resumed at bytes that are gone, or were never written.")
        self.sent = received


class ReceiveHalf:
    __slots__ = ("_again", "_chunks", "_told", "consumed", "ended", "hungry", "received", "window")

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._told = 0
        self._again = False
        self.consumed = 0
        """Bytes that were read, the end not counted."""
        self.received = 0
        self.ended = False
        """The end was received; there may be something left to read."""
        self.hungry = False
        """The sender was held up by the window since it last grew."""
        self.window = LIMITS.stream_window

    @property
    def readable(self) -> bool:
        return bool(self._chunks)

    @property
    def at_end(self) -> bool:
        return self.ended and not self._chunks

    @property
    def acknowledged(self) -> bool:
        """The sender was told that everything was consumed."""
        return self.ended and self._told == self.received and not self._again

    def receive(self, data: Data) -> None:
        """Bytes that are here already are passed over. Raises `ProtocolError` for a gap, or for too much."""
        if data.offset > self.received:
            raise ProtocolError("Bytes of a stream are missing.")
        new = data.payload[self.received - data.offset :]
        if self.ended:
            if data.offset + len(data.payload) + data.end > self.received:
                raise ProtocolError("Bytes of a stream after its end.")
            return
        if self.received + len(new) > self._told + self.window:
            raise ProtocolError("More bytes of a stream than its window allows.")
        if new and self._chunks and len(self._chunks[-1]) + len(new) <= PAYLOAD:
            self._chunks[-1] += new  # a byte in a chunk of its own would cost a hundred
        elif new:
            self._chunks.append(new)
        self.ended = data.end
        self.hungry |= data.blocked
        self.received += len(new) + data.end

    def read(self, most: int) -> bytes:
        """The next bytes, empty if there are none now; they count as consumed."""
        if not self._chunks:
            return b""
        chunk = self._chunks.popleft()
        if len(chunk) > most:
            self._chunks.appendleft(chunk[most:])
            chunk = chunk[:most]
        self.consumed += len(chunk)
        return chunk

    def credit_due(self) -> bool:
        """Each quarter of the window, and at the end: never for each frame."""
        return self._again or self._untold() >= self.window // 4 or (self.at_end and self._untold() > 0)

    def credit(self, spare: int) -> tuple[int, int]:
        """(consumed, window) to tell now. `spare` is by how much the window may grow.

        It grows where the sender was held up by it although the reader keeps up.
        """
        if self.hungry and not self._chunks:
            self.hungry = False
            self.window += min(self.window, spare, LIMITS.stream_window_max - self.window)
        self._told += self._untold()
        self._again = False
        return self._told, self.window

    def tell_again(self) -> None:
        """What was told last may have been lost."""
        self._again = True

    def _untold(self) -> int:
        return self.consumed + self.at_end - self._told

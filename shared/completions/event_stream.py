"""Server-sent events of a model's answer, from bytes that were cut anywhere: cheap beside reading the bytes.

Tolerant of what upstreams do (WHATWG HTML, "Server-sent events", says what they should): any line end, `data:` with or
without a space, comments and other fields in between, events without a blank line behind them, no `[DONE]`.
"""

from __future__ import annotations

from shared.errors import BadAnswer
from shared.limits import LIMITS

_BOM = b"\xef\xbb\xbf"


class EventStream:
    """The payloads of a stream's events, as they become whole. `done`: its end was announced."""

    def __init__(self, longest: int = LIMITS.completion_event) -> None:
        self.done = False
        self._longest = longest
        self._line: list[bytes] = []
        self._event: list[bytes] = []
        """Lines of a payload that spreads over several."""
        self._held = 0
        self._half_end = False
        """The last byte was a CR, whose LF may follow."""

    def feed(self, data: bytes) -> list[bytes]:
        """Payloads that these bytes complete. Raises `BadAnswer` for one that is longer than anything sane."""
        found: list[bytes] = []
        for piece in data.splitlines(keepends=True):
            if self._half_end and piece == b"\n":
                self._half_end = False
                continue
            self._line.append(piece)
            self._held += len(piece)
            if self._held > self._longest:
                raise BadAnswer(f"A part of the model's answer holds more than {self._longest} bytes.")
            self._half_end = piece.endswith(b"\r")
            if piece.endswith((b"\n", b"\r")):
                self._end_line(found)
        return found

    def end(self) -> list[bytes]:
        """What the end of the bytes completes, whose last line may have none."""
        found: list[bytes] = []
        self._end_line(found)
        self._end_event(found)
        return found

    def _end_line(self, found: list[bytes]) -> None:
        line = b"".join(self._line).rstrip(b"\r\n").removeprefix(_BOM)
        self._line = []
        if line.startswith(b"data:"):
            self._event.append(line[5:].strip())
        elif line.startswith(b"error:"):  # how older llama.cpp tells that it failed
            self._event.append(b'{"error":' + line[6:].strip() + b"}")
        elif not line:
            self._end_event(found)
        if len(self._event) == 1 and self._event[0].endswith((b"}", b"]")):  # whole, whether or not a blank line comes
            self._end_event(found)
        if not self._event:
            self._held = 0

    def _end_event(self, found: list[bytes]) -> None:
        payload, self._event = b"\n".join(self._event), []
        if payload == b"[DONE]":
            self.done = True
        elif payload and not self.done:
            found.append(payload)

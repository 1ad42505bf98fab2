"""What an answer took, learnt from its bytes as they pass: figures of the upstream's own, else an estimate.

Rules of this module:
- it costs next to nothing while the bytes pass: only the end of a stream is kept, where usage stands, and it is read
  once, when all has passed;
- nothing that is in an answer makes it raise.
"""

from __future__ import annotations

from dataclasses import replace

from shared.completions.accumulator import Accumulator, chunk_of
from shared.completions.event_stream import EventStream
from shared.completions.usage import Usage, tokens, usage_in
from shared.errors import BadAnswer

_TAIL = 16_384
"""Bytes: usage is a few hundred, and what a model wrote is like the rest of it."""


class StreamTee:
    """Of server-sent events."""

    def __init__(self) -> None:
        self.size = 0
        self._tail = bytearray()

    def feed(self, piece: bytes) -> None:
        self.size += len(piece)
        self._tail += piece
        if len(self._tail) > 4 * _TAIL:
            del self._tail[:-_TAIL]

    @property
    def between_events(self) -> bool:
        """Whether something may be added: what came ends with a whole event."""
        return not self.size or self._tail.endswith((b"\n\n", b"\r\n\r\n"))

    def usage(self, prompt_estimate: int) -> Usage:
        if found := self._last_said():
            return found
        events = EventStream()
        try:
            payloads = events.feed(bytes(self._tail[-_TAIL:])) + events.end()
        except BadAnswer:
            payloads = []
        for payload in reversed(payloads):
            if b'"usage"' in payload and (found := _usage(payload)):
                return found
        return Usage(prompt_estimate, tokens(self._written(payloads)), estimated=True)

    def _last_said(self) -> Usage | None:
        """Where it stands in nearly every stream: in a line near the end. The rest need not be read then."""
        at = self._tail.rfind(b'"usage"')
        if at < 0:
            return None
        begin, end = self._tail.rfind(b"\n", 0, at) + 1, self._tail.find(b"\n", at)
        line = bytes(self._tail[begin : end if end >= 0 else len(self._tail)])
        return _usage(line.removeprefix(b"data:").strip())

    def _written(self, payloads: list[bytes]) -> int:
        """Bytes that the model wrote in all, as the end of the stream lets one guess."""
        joined = Accumulator(make_id=str)
        for payload in payloads:
            try:
                joined.add(chunk_of(payload))
            except BadAnswer:
                continue
        return joined.written * self.size // max(1, min(self.size, _TAIL))


def usage_of_whole(body: bytes | None, size: int, prompt_estimate: int) -> Usage:
    """Of an answer that was no stream; `body` is none where it was too large to be kept."""
    if body is None:
        return Usage(prompt_estimate, tokens(size), estimated=True)
    if found := _usage(body):
        return found
    joined = Accumulator(make_id=str)
    try:
        joined.add(chunk_of(body))
    except BadAnswer:
        return Usage(prompt_estimate, 0, estimated=True)
    return Usage(prompt_estimate, tokens(joined.written), estimated=True)


def _usage(payload: bytes) -> Usage | None:
    try:
        found = usage_in(chunk_of(payload))
    except BadAnswer:
        return None
    return replace(found, estimated=False) if found and found.prompt + found.completion else None

"""A web server's answer, read with bounds: on its bytes as they come, and on what they decompress to.

`Accept-Encoding` is Felloe's to send, so gzip and deflate are all that an honest server uses, and one at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Sequence
from dataclasses import dataclass

from shared.errors import HttpFailed, TooLarge
from shared.limits import KIB

ENCODINGS = "gzip, deflate"
_SLACK = 64 * KIB
"""That the bytes of a body may be more than what they decompress to."""

_ABOUT_THE_CODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_DEFLATE_METHOD = 8

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Pairs
    content: bytes


def pairs(raw: Sequence[tuple[bytes, bytes]]) -> Pairs:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]


async def read(status: int, headers: Pairs, stream: AsyncIterable[bytes], limit: int, head: bool) -> Answer:
    """Raises `TooLarge`, and `HttpFailed` where the body is not what its headers say."""
    coding = _coding(headers)
    declared = next((value for name, value in headers if name.lower() == "content-length"), "")
    if not head and declared.isdigit() and int(declared) > limit + _SLACK:
        raise _too_large(limit)
    decoder = _Decoder(coding, limit)
    async for chunk in stream:
        decoder.feed(chunk)
    content = decoder.end()
    if coding and content:
        headers = [pair for pair in headers if pair[0].lower() not in _ABOUT_THE_CODED]
    return Answer(status, headers, content)


def _coding(headers: Pairs) -> str:
    given = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    codings = [word.strip().lower() for word in given.split(",")]
    named = [word.removeprefix("x-") for word in codings if word not in ("", "identity")]
    if len(named) > 1 or (named and named[0] not in ("gzip", "deflate")):
        raise HttpFailed("The server's answer is compressed in a way that was not asked for.", kind="protocol")
    return named[0] if named else ""


class _Decoder:
    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._received = 0
        self._content = bytearray()
        self._zlib: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> None:
        self._received += len(chunk)
        if self._received > self._limit + _SLACK:
            raise _too_large(self._limit)
        if self._coding:
            self._inflate(chunk)
        else:
            self._content += chunk
        if len(self._content) > self._limit:
            raise _too_large(self._limit)

    def _inflate(self, chunk: bytes) -> None:
        try:
            while chunk and len(self._content) <= self._limit:
                if self._zlib is None or self._zlib.eof:  # a gzip file may hold several
                    self._zlib = zlib.decompressobj(self._wbits(chunk[0]))
                self._content += self._zlib.decompress(chunk, self._limit + 1 - len(self._content))
                chunk = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail
        except zlib.error:
            raise _broken() from None

    def _wbits(self, first: int) -> int:
        if self._coding == "gzip":
            return 16 + zlib.MAX_WBITS
        return zlib.MAX_WBITS if first & 0x0F == _DEFLATE_METHOD else -zlib.MAX_WBITS  # some servers leave out the head

    def end(self) -> bytes:
        if self._zlib is not None and not self._zlib.eof:
            raise _broken()
        return bytes(self._content)


def _broken() -> HttpFailed:
    return HttpFailed("The server's answer is not compressed as it says.", kind="protocol")


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The answer holds more than the {limit} bytes that it may.", limit=limit)

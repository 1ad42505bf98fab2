"""One connection to an upstream: as much of HTTP/1.1 as it takes to ask a model.

Each word of a model is an HTTP chunk of its own, and what HTTP libraries do for each chunk was most of what a stream
cost. Here a chunk is one call of the C parser and one entry in a list.

Rules of this module:
- nothing that an upstream says is kept without end: reading pauses while nobody takes what came, and what leads to
  nothing (a head, a trailer, the size of a chunk) has a bound;
- what came right before the connection broke is given out before the error.
"""

from __future__ import annotations

import asyncio

import httptools

_HELD = 262_144
"""Bytes that wait to be read, from which on no more are taken in."""

_MUTE = 65_536
"""Bytes that lead to nothing, of a head that does not end for instance."""

_PIECE = 262_144
"""Of a request that is written at once: TLS would hold up everybody else to encrypt all of a large one."""


class NotHttp(Exception):
    """What came is no HTTP response."""


class Connection(asyncio.Protocol):
    """Asked again and again, one request at a time, as long as `reusable`."""

    status = 0
    """Of the last response, whose head is here."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._parts: list[bytes] = []
        """What came of the body. Always the same list: the parser puts each chunk into it, without a line of Python."""
        self.on_body = self._parts.append
        self._parser = httptools.HttpResponseParser(self)
        # What every client bears with: a line that ends without CR, space where there should be none.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )
        self.headers: dict[str, str] = {}
        """By names in small letters."""

        self.heard = False
        """Whether anything came since it was asked."""

        self._idle = True
        self._headed = False
        self._ended = False
        self._reusable = True
        self._until_close = False
        self._end = 0
        """How many of the parts belong to the answer, once it has ended."""
        self._error: Exception | None = None
        self._held = 0
        self._mute = 0
        self._progress = False
        self._reading = self._writable = True
        self._waiter: asyncio.Future[None] | None = None
        self._since = 0.0
        self._stall_s: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    # --- for who asks ---

    async def ask(self, head: bytes, body: bytes) -> None:
        """Returns when the head of the response is here. Raises `OSError` where the connection broke, or `NotHttp`."""
        self._idle = self.heard = self._headed = self._ended = self._until_close = False
        self.headers = {}
        self._mute = 0
        self._stall_s = None
        if len(body) <= _PIECE:
            self._transport.write(head + body)
        else:
            await self._write(head, body)
        while not self._headed:
            if self._error is not None:
                raise self._error
            await self._wait()

    async def read(self, stall_s: float | None = None) -> bytes:
        """All that is here of the body; empty at its end. Raises as `ask` does, and `TimeoutError`."""
        self._stall_s = stall_s
        while not self._parts:
            if self._error is not None:
                raise self._error
            if self._ended:
                return b""
            await self._wait()
        parts = self._parts
        piece = parts[0] if len(parts) == 1 else b"".join(parts)
        parts.clear()
        self._held = 0
        if not self._reading and not self._transport.is_closing():
            self._reading = True
            self._transport.resume_reading()
        return piece

    @property
    def reusable(self) -> bool:
        """Whether it is as if nothing was asked yet."""
        fresh = self._idle or (self._ended and not self._parts)
        return fresh and self._reusable and self._error is None and not self._transport.is_closing()

    def close(self) -> None:
        """At once, whatever is still to come."""
        self._transport.abort()

    # --- what the transport says ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._idle or self._ended:
            self._reusable = False  # an answer to nothing
            self._transport.abort()
            return
        self.heard, self._progress, count = True, False, len(self._parts)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(NotHttp("it speaks another protocol"))
        except httptools.HttpParserError as error:
            self._fail(NotHttp(str(error)))
        if self._ended:
            del self._parts[self._end :]
        if len(self._parts) > count:
            self._held += len(data)
            self._mute = 0
        else:
            self._mute = 0 if self._progress else self._mute + len(data)
        if self._mute > _MUTE:
            self._fail(NotHttp("a part that does not end"))
        if self._held > _HELD and self._reading:
            self._reading = False
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        if self._until_close and self._headed and error is None:
            self._ended = True
        else:
            self._fail(error if isinstance(error, OSError) else ConnectionResetError("it hung up"))
        self._reusable = False
        self._unwatch()
        self._wake()

    def pause_writing(self) -> None:
        self._writable = False

    def resume_writing(self) -> None:
        self._writable = True
        self._wake()

    # --- what the parser says ---

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._headed:  # else it stands behind the body
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1").strip()

    def on_headers_complete(self) -> None:
        if self._ended:  # behind the response that was asked for
            return
        status = self._parser.get_status_code()
        if status < 100:
            self._fail(NotHttp(f"there is no status {status:03}"))
            return
        if status < 200:
            self.headers = {}
            return
        framed = "content-length" in self.headers or "chunked" in self.headers.get("transfer-encoding", "").lower()
        self._until_close = not framed and status not in (204, 304)
        self._reusable = self._parser.should_keep_alive()
        self.status, self._headed, self._progress = status, True, True

    def on_message_complete(self) -> None:
        if self._headed and not self._ended:
            self._ended = self._progress = True
            self._end = len(self._parts)

    def on_message_begin(self) -> None:
        if self._ended:
            self._reusable = False

    # --- inside ---

    async def _write(self, head: bytes, body: bytes) -> None:
        """Piece by piece, until it is refused: then the rest would be read by nobody."""
        self._transport.write(head)
        rest = memoryview(body)
        while rest:
            while not (self._writable or self._refused):
                await self._wait()
            if self._refused:
                self._reusable = False
                return
            self._transport.write(bytes(rest[:_PIECE]))
            rest = rest[_PIECE:]
            await asyncio.sleep(0)

    @property
    def _refused(self) -> bool:
        return self._error is not None or (self._headed and self.status >= 300)

    def _fail(self, error: Exception) -> None:
        if self._error is None and not self._ended:
            self._error = error
        self._reusable = False

    async def _wait(self) -> None:
        """For anything to happen. No timer is set for what comes in time, which is nearly all."""
        self._waiter, self._since = self._loop.create_future(), self._loop.time()
        if self._stall_s is not None and self._timer is None:
            self._timer = self._loop.call_later(self._stall_s, self._look)
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _look(self) -> None:
        """Whether the one who waits has waited for too long."""
        self._timer = None
        if self._waiter is None or self._waiter.done() or self._stall_s is None:
            return
        left = self._since + self._stall_s - self._loop.time()
        if left <= 0:
            self._waiter.set_exception(TimeoutError("it said nothing for too long"))
        else:
            self._timer = self._loop.call_later(left, self._look)

    def _unwatch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

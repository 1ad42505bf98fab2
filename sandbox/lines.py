"""The lines that a worker writes, as its parent reads them."""

from __future__ import annotations

import asyncio
from collections import deque

from sandbox.bridge import LINE_BYTES


class TooLong(Exception):
    """A line does not end within `LINE_BYTES`."""


class Lines(asyncio.Protocol):
    """Reads a subprocess's pipe from the moment when it takes it over; what came before that, its process hands on.

    A subprocess's own `StreamReader` takes one more turn of the loop for each line, and looks at its bytes more often.
    What nobody fetches fills the pipe: about `LINE_BYTES` are held, then no more is read.
    """

    def __init__(self) -> None:
        self._before: asyncio.BaseProtocol | None = None
        """Which the process hears of its end by."""

        self._pipe: asyncio.ReadTransport | None = None
        self._lines: deque[bytes] = deque()
        self._held = 0
        self._begun = bytearray()
        """Of a line that has not ended yet."""
        self._end: Exception | None = None
        """What the next `fetch` raises when the lines before are fetched."""
        self._waiting: asyncio.Future[None] | None = None

    def read(self, pipe: asyncio.ReadTransport) -> None:
        """Take over what comes from now on."""
        self._pipe, self._before = pipe, pipe.get_protocol()
        pipe.set_protocol(self)

    async def fetch(self) -> bytes:
        """The next line with its end. For one reader at a time; cancelling loses none.

        Raises `EOFError` when there will be no more, `TooLong`.
        """
        while not self._lines:
            if self._end is not None:
                raise self._end
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        line = self._lines.popleft()
        self._held -= len(line)
        if self._pipe is not None and self._held <= LINE_BYTES and not self._pipe.is_closing():
            self._pipe.resume_reading()  # of no effect while it reads
        return line

    def close(self) -> None:
        """Read no more, also of a pipe that is full."""
        if self._pipe is not None:
            self._pipe.close()

    def data_received(self, data: bytes) -> None:
        if self._end is not None:
            return
        if self._begun or not data.endswith(b"\n"):
            self._begun += data
            whole = self._begun.rfind(b"\n", len(self._begun) - len(data)) + 1
            data = bytes(self._begun[:whole])
            del self._begun[:whole]
        for line in data.split(b"\n")[:-1]:
            if len(line) > LINE_BYTES:
                self._end = TooLong()
                break
            self._lines.append(line + b"\n")
            self._held += len(line) + 1
        if len(self._begun) > LINE_BYTES:
            self._end = TooLong()
        elif self._held > LINE_BYTES and self._pipe is not None:
            self._pipe.pause_reading()
        if self._lines or self._end:
            self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self.ended()
        if self._before is not None:
            self._before.connection_lost(error)

    def ended(self) -> None:
        """Nothing more comes."""
        self._end = self._end or EOFError()
        self._wake()

    def eof_received(self) -> None:
        """The pipe closes by itself."""

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

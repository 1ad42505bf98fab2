"""HTTP/1.1 as uvicorn speaks it, with what it leaves open: until when a request's head must be whole, and a problem
document for what is no request.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

from shared.errors import DeadlineExceeded, FelloeError, ProtocolError
from shared.system.problems import problem
from shared.timeouts import TIMEOUTS

log = structlog.get_logger()


class BoundedHttp(H11Protocol):
    """A connection that says nothing whole for `TIMEOUTS.handshake` is ended, however slowly it goes on speaking."""

    _head_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        self._refuse(ProtocolError("That is no HTTP request."))

    def _watch_head(self) -> None:
        """Not put off by what comes: the deadline is for the whole head."""
        if self.conn.their_state is not h11.IDLE:
            self._unwatch()
        elif self._head_deadline is None:
            self._head_deadline = self.loop.call_later(TIMEOUTS.handshake, self._too_slow)

    def _unwatch(self) -> None:
        if self._head_deadline is not None:
            self._head_deadline.cancel()
            self._head_deadline = None

    def _too_slow(self) -> None:
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            return
        if self.conn.trailing_data[0]:
            self._refuse(DeadlineExceeded(f"The request did not arrive within {TIMEOUTS.handshake:.0f} s."))
        else:
            self.transport.close()  # it said nothing: there is nothing to answer

    def _refuse(self, error: FelloeError) -> None:
        """Answer and hang up."""
        log.info("no request", client=self.client and self.client[0], code=error.code)
        answer = problem(error)
        headers: list[tuple[Any, Any]] = [*answer.raw_headers, (b"connection", b"close")]
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(self._said(h11.Response(status_code=answer.status_code, headers=headers, reason=b"")))
            self.transport.write(self._said(h11.Data(data=bytes(answer.body))) + self._said(h11.EndOfMessage()))
        self.transport.close()

    def _said(self, event: Any) -> bytes:
        return self.conn.send(event) or b""

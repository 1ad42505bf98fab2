"""One connection of the HTTP server: HTTP/1.1 by the C parser of Node.js, for which uvicorn is the server around it.

uvicorn's own on h11 took more than all else that a stream of a model costs; its other one waits without end for a head
that does not come, and bounds none.

Rules of this module:
- a head has a size, and a time until which it is whole; what leads to nothing has a size too;
- what could be read as two different requests is refused, with a problem document, and hung up on;
- requests of one connection are answered one after another, and few wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import httptools
import structlog
from uvicorn.config import Config
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState

from shared.errors import DeadlineExceeded, FelloeError, ProtocolError
from shared.system.http_exchange import Exchange
from shared.system.http_head import check, head_of, scope_of, wants_websocket
from shared.system.problems import problem
from shared.timeouts import TIMEOUTS

_HEAD = 65_536
"""Bytes of a request's first line and headers, and of anything that leads to nothing."""

_PIPELINED = 16
"""Requests that wait behind another."""

log = structlog.get_logger()


class Http(asyncio.Protocol):
    """A connection that says nothing whole for `TIMEOUTS.handshake` is ended, however slowly it goes on speaking.

    Made as uvicorn makes its own protocols; `app_state` is of a lifespan, which no app here has.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._app = config.loaded_app
        self._websocket: Any = config.ws_protocol_class
        self._config = config
        self._keep_s = config.timeout_keep_alive
        self._state = server_state
        self._loop = asyncio.get_running_loop()
        self._parser: Any = httptools.HttpRequestParser(self)
        """None once the connection is somebody else's, or has ended."""
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)  # else it would cost the answer before it
        self.transport: asyncio.Transport
        self._about: dict[str, Any] = {}
        """Of the connection: what each request's scope says."""

        self._begun = False
        """Whether a part of a head is here that is not whole yet."""
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._size = 0
        self._mute = 0
        self._upgrade = False
        self._body_of: Exchange | None = None
        """The request whose body is being read."""
        self._running: Exchange | None = None
        self._waiting: deque[Exchange] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._kept = False
        """Whether the timer is that of a connection on which nothing is under way."""
        self._reading = True
        self._may_write = asyncio.Event()
        self._may_write.set()

    # --- what the transport says ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._state.connections.add(self)  # type: ignore[arg-type]
        self._about = {
            "server": get_local_addr(transport),
            "client": get_remote_addr(transport),
            "scheme": "https" if is_ssl(transport) else "http",
        }
        self._watch(TIMEOUTS.handshake)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._kept:
            self._unwatch()
        try:
            while data:
                data = self._feed(data)
        except httptools.HttpParserError as error:
            why = error.__context__
            self._refuse(why if isinstance(why, FelloeError) else ProtocolError("That is no HTTP request."))
        except ProtocolError as error:
            self._refuse(error)
        else:
            if self._parser is not None and self._running is None and self._timer is None:  # not put off by what comes
                self._watch(TIMEOUTS.handshake if self._body_of is None else TIMEOUTS.http_request)

    def connection_lost(self, _: Exception | None) -> None:
        self._state.connections.discard(self)
        self._unwatch()
        for exchange in (self._running, *self._waiting):
            if exchange is not None:
                exchange.disconnect()
        self._waiting.clear()
        self.resume_writing()
        self._parser = None  # it knows this object: nobody need look for the circle

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    # --- what the parser says ---

    def on_message_begin(self) -> None:
        self._begun, self._url, self._headers, self._size = True, b"", [], 0

    def on_url(self, part: bytes) -> None:
        self._url += part
        self._count(len(part))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + 4)  # with what stands between and behind them
        if self._begun:  # else it stands behind the body, and is nothing that anybody was asked about
            self._headers.append((name.lower(), value.strip(b" \t")))

    def on_headers_complete(self) -> None:
        self._begun = False
        version, headers = self._parser.get_http_version(), self._headers
        check(version, headers)
        self._upgrade = self._websocket is not None and wants_websocket(headers)
        if self._upgrade:
            return
        scope = scope_of(self._parser.get_method(), self._url, version, headers, **self._about)
        keep_alive = version == "1.1" and self._parser.should_keep_alive()
        exchange = Exchange(self, scope, self._state.default_headers, keep_alive=keep_alive)
        self._body_of = exchange
        if self._running is None:
            self._start(exchange)
        elif len(self._waiting) < _PIPELINED:
            self._waiting.append(exchange)
        else:
            raise ProtocolError("Too many requests at once on this connection.")

    def on_body(self, part: bytes) -> None:
        self._mute = 0
        if self._body_of is not None:
            self._body_of.came(part)

    def on_message_complete(self) -> None:
        self._mute = 0
        if self._body_of is not None:
            self._body_of.came_whole()
            self._body_of = None

    # --- for exchanges ---

    def pause_reading(self) -> None:
        if self._reading:
            self._reading = False
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        if not self._reading and not self._waiting and not self.transport.is_closing():
            self._reading = True
            self.transport.resume_reading()

    async def writable(self) -> None:
        """Returns once the other side takes what is written, or is gone."""
        if not self._may_write.is_set():
            await self._may_write.wait()

    def finished(self, exchange: Exchange) -> None:
        """What it had to say is written."""
        self._state.total_requests += 1
        self._running = None
        if not exchange.keep_alive:
            self.transport.close()
        if self.transport.is_closing():
            return
        if self._waiting:
            self._start(self._waiting.popleft())
        elif self._body_of is None:
            self._watch(self._keep_s)
            self._kept = True
        else:
            self._watch(TIMEOUTS.http_request)
        self.resume_reading()

    # --- for the server ---

    def shutdown(self) -> None:
        """Nothing more after what is under way."""
        for exchange in self._waiting:
            exchange.disconnect()
        self._waiting.clear()
        if self._running is None:
            self.transport.close()
        else:
            self._running.keep_alive = False

    # --- inside ---

    def _feed(self, data: bytes) -> bytes:
        """Returns what is left of it."""
        self._mute += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as error:
            if self._upgrade:
                self._hand_over()
                return b""
            return data[error.args[0] :]  # to another protocol, which nobody here speaks
        if self._mute > _HEAD:
            raise ProtocolError("A part of the request does not end.")
        return b""

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > _HEAD:
            raise ProtocolError("The head of the request is too large.")

    def _start(self, exchange: Exchange) -> None:
        self._unwatch()
        self._running = exchange
        task = self._loop.create_task(exchange.run(self._app))
        task.add_done_callback(self._state.tasks.discard)
        self._state.tasks.add(task)

    def _hand_over(self) -> None:
        """To the protocol for WebSockets, as if it had had the connection from the start."""
        if self._running is not None:
            self._refuse(ProtocolError("Another request is under way on this connection."))
            return
        self._unwatch()
        self._state.connections.discard(self)
        protocol: Any = self._websocket(config=self._config, server_state=self._state, app_state={})
        protocol.connection_made(self.transport)
        lines = [self._parser.get_method() + b" " + self._url + b" HTTP/1.1"]
        lines += [name + b": " + value for name, value in self._headers]
        protocol.data_received(b"\r\n".join((*lines, b"", b"")))
        self.transport.set_protocol(protocol)
        self._parser = None

    def _watch(self, seconds: float) -> None:
        self._unwatch()
        self._timer = self._loop.call_later(seconds, self._too_slow)

    def _unwatch(self) -> None:
        self._kept = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        if self._begun and not self._kept:
            self._refuse(DeadlineExceeded(f"The request did not arrive within {TIMEOUTS.handshake:.0f} s."))
        else:
            self.transport.close()  # it said nothing: there is nothing to answer

    def _refuse(self, error: FelloeError) -> None:
        """Answer, if nothing else is being answered, and hang up."""
        log.info("no request", client=(self._about["client"] or [None])[0], code=error.code)
        running = self._running
        if running is None or not running.started:
            answer = problem(error)
            headers = [*answer.raw_headers, (b"connection", b"close")]
            self.transport.write(head_of(answer.status_code, headers) + bytes(answer.body))
        if running is not None:
            running.disconnect()
        self.transport.close()

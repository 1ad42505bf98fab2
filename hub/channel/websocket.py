"""One WebSocket of the server, for thousands that do nothing: no task of its own, and nothing kept of the handshake.

uvicorn hands the connection over when a request asks for the upgrade. The protocol itself is the library's; here are
only the transport, the limits, and what to do when it ends. ASGI would need a task that waits in a dozen nested calls
for each device.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from http import HTTPStatus
from typing import Any

import structlog
from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import OPEN, SEND_EOF
from websockets.server import ServerProtocol

from hub.channel.turns import MESSAGE, SHARE, Turns
from shared.limits import KIB, LIMITS

log = structlog.get_logger()
CLOSE_GOING_AWAY = 1001
CLOSE_NOT_UTF8 = 1007
CLOSE_FAILED = 1011
_CLOSE_S = 1.0
"""What the other side has to answer a goodbye: a half-dead socket must not hold up its replacement."""
_AT_ONCE = 1 * KIB
"""Looked at together: dozens of the smallest messages, a part of a large one."""
_WRITE_HIGH = 64 * KIB
"""From so much on that the kernel did not take yet, nothing more is written."""


_read_buffer = memoryview(bytearray(64 * KIB))


def _share_read_buffer(transport: asyncio.Transport) -> None:
    """One buffer to read into for all, where asyncio's TLS makes one of 256 KiB for each connection.

    A smaller one too: what one read brings is decrypted at once, and of tiny records 256 KiB take the loop long.
    The selector loop reads into it and hands it to TLS in one step, without a turn of the loop in between. Where it
    does not (Windows), or where asyncio looks different one day, each connection keeps its own.
    """
    protocol: Any = getattr(transport, "_ssl_protocol", None)
    if isinstance(asyncio.get_running_loop(), asyncio.SelectorEventLoop) and hasattr(protocol, "_ssl_buffer_view"):
        protocol._ssl_buffer, protocol._ssl_buffer_view = _read_buffer.obj, _read_buffer
        protocol.max_size = len(_read_buffer)


class Gone(Exception):
    """The other side went away before it said what was waited for."""


class WebSocket(asyncio.Protocol):
    """`serve` is run as a task for each request; it accepts or denies, and ends when the connection does."""

    __slots__ = (
        "_came", "_early", "_held", "_on_frame", "_on_room", "_parts", "_protocol", "_response", "_serve", "_state",
        "_text", "_timer", "_transport", "_turns", "_unread", "closed", "owner", "request", "writable",
    )  # fmt: skip

    def __init__(
        self,
        serve: Callable[[WebSocket], Coroutine[Any, Any, None]],
        turns: Turns,
        *,
        server_state: ServerState,
        **_: Any,
    ) -> None:
        self._serve = serve
        self._turns = turns
        self.owner: Hashable = object()
        """Whose turn it is to be read: the device's user, once that is known; remembered for longer than this lives."""
        self._state = server_state
        self._transport: asyncio.Transport
        self._protocol = ServerProtocol(max_size=LIMITS.control_frame)
        self._response: Response | None = None
        self._parts: list[bytes] | None = None
        self._text = False
        self._unread = memoryview(b"")
        """What came, and is not looked at yet: nothing more is read before it is."""
        self._held = False
        self._early: list[str | bytes] = []
        """What comes before `listen`, bounded by what is looked at at once: then reading pauses."""
        self._came: asyncio.Future[None] | None = None
        self._on_frame: Callable[[str | bytes], None] | None = None
        self._on_room: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.request: Request | None = None
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.writable = True

    @property
    def transport(self) -> asyncio.Transport:
        """For the server, which ends what does not end by itself."""
        return self._transport

    # --- the handshake ---

    @property
    def headers(self) -> Headers:
        assert self.request is not None
        return self.request.headers

    @property
    def path(self) -> str:
        assert self.request is not None
        return self.request.path.partition("?")[0]

    @property
    def subprotocols(self) -> list[str]:
        values = self.headers.get_all("Sec-WebSocket-Protocol")
        return [name.strip() for value in values for name in value.split(",")]

    def accept(self, subprotocol: str) -> None:
        assert self._response is not None
        self._response.headers["Sec-WebSocket-Protocol"] = subprotocol
        self._answer(self._response)

    def deny(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        headers += [("Connection", "close"), ("Content-Length", str(len(body)))]
        self._answer(Response(status, HTTPStatus(status).phrase, Headers(headers), body))

    async def first(self) -> str | bytes:
        """The first frame. Raises `Gone`."""
        if not self._early:
            self._came = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._came, self.closed], return_when=asyncio.FIRST_COMPLETED)
            self._came = None
        if not self._early:
            raise Gone
        return self._early.pop(0)

    def listen(self, on_frame: Callable[[str | bytes], None], on_room: Callable[[], None]) -> None:
        """From now on each frame goes to `on_frame`; `on_room` is called when `writable` is true again."""
        while self._early:
            on_frame(self._early.pop(0))
        self._on_frame, self._on_room = on_frame, on_room
        self.resume_reading()

    # --- sending ---

    def write(self, frame: str | bytes) -> None:
        """After the end of the connection this does nothing."""
        try:
            if isinstance(frame, str):
                self._protocol.send_text(frame.encode())
            else:
                self._protocol.send_binary(frame)
        except InvalidState:
            return
        self._flush()

    def close(self, code: int) -> None:
        """Say goodbye, and hang up when the other side answers; at the latest after a second."""
        if self._protocol.state is OPEN:
            self._protocol.send_close(code)
        self._flush()
        self._hang_up_soon()

    def abort(self) -> None:
        self._transport.abort()

    def pause_reading(self) -> None:
        """No more frames, but for the few that came together with the last one."""
        self._held = True
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._held = False
        if self._unread:
            self._turns.ask(self)
        else:
            self._transport.resume_reading()

    # --- reading, in turns ---

    def more(self) -> bool:
        return bool(self._unread) and not self._held

    def take(self) -> int:
        part, self._unread = self._unread[:_AT_ONCE], self._unread[_AT_ONCE:]
        try:
            frames = self._read(part)
        except Exception:
            log.exception("websocket failed")
            self._unread = memoryview(b"")
            self.abort()
            return SHARE
        if not self._unread and not self._held:
            self._transport.resume_reading()
        return len(part) + frames * MESSAGE

    def _read(self, part: memoryview) -> int:
        """How many frames were in it."""
        self._protocol.receive_data(bytes(part))
        events = self._protocol.events_received()
        for event in events:
            if isinstance(event, Request):
                self._requested(event)
            elif isinstance(event, Frame):
                self._received(event)
        self._flush()
        if not self.writable and self._transport.get_write_buffer_size() > LIMITS.outbox_bytes:
            self.abort()  # the protocol answers pings by itself, and these answers nobody takes
        return len(events)

    def shutdown(self) -> None:
        """The server stops."""
        self.close(CLOSE_GOING_AWAY)

    # --- what the transport says ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(_WRITE_HIGH)
        _share_read_buffer(transport)
        self._state.connections.add(self)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        self._unread = memoryview(bytes(self._unread) + data)
        self._turns.ask(self)
        if self._unread:
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        self.writable = False

    def resume_writing(self) -> None:
        self.writable = True
        if self._on_room is not None:
            self._on_room()

    def connection_lost(self, _: Exception | None) -> None:
        self._state.connections.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        self._on_frame = self._on_room = self._timer = None
        self._unread = memoryview(b"")
        self.writable = False
        if not self.closed.done():
            self.closed.set_result(None)

    # --- inside ---

    def _requested(self, request: Request) -> None:
        self.request = request
        self._response = self._protocol.accept(request)
        if self._response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self._answer(self._response)
            return
        task = asyncio.get_running_loop().create_task(self._run(), name="websocket")
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    async def _run(self) -> None:
        try:
            await self._serve(self)
        except Exception:
            log.exception("websocket failed")
            self.close(CLOSE_FAILED)
        except BaseException:
            self.abort()
            raise

    def _answer(self, response: Response) -> None:
        """Nothing of the request is needed after it."""
        self.request = self._response = None
        self._protocol.send_response(response)
        self._flush()

    def _received(self, frame: Frame) -> None:
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self._text = frame.opcode is Opcode.TEXT
            self._parts = None if frame.fin else [bytes(frame.data)]
            if frame.fin:
                self._message(bytes(frame.data))
        elif frame.opcode is Opcode.CONT and self._parts is not None:
            if frame.data:
                self._parts.append(bytes(frame.data))
            if frame.fin:
                whole, self._parts = b"".join(self._parts), None
                self._message(whole)

    def _message(self, data: bytes) -> None:
        try:
            frame = data.decode() if self._text else data
        except UnicodeDecodeError:
            self.close(CLOSE_NOT_UTF8)
            return
        if self._on_frame is not None:
            self._on_frame(frame)
        else:
            self._early.append(frame)
            self.pause_reading()
            if self._came is not None and not self._came.done():
                self._came.set_result(None)

    def _flush(self) -> None:
        output = self._protocol.data_to_send()
        if data := b"".join(output):
            self._transport.write(data)
        if SEND_EOF in output:
            self._transport.close()
        if self._protocol.close_expected():
            self._hang_up_soon()

    def _hang_up_soon(self) -> None:
        if self._timer is None and not self.closed.done():
            self._timer = asyncio.get_running_loop().call_later(_CLOSE_S, self._transport.abort)

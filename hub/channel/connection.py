"""One device's socket: a reader, the only writer, and one way to end it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Literal

import structlog
from pydantic import BaseModel, JsonValue
from starlette.websockets import WebSocket, WebSocketDisconnect

from hub.channel.offers import NONE, Offers
from hub.store.records import Device
from shared.errors import DeviceOffline, ErrorBody, FelloeError, ProtocolError
from shared.limits import LIMITS
from shared.messages import CLOSE_PROTOCOL, Caller, Message, Open, Problem, decode_from_device, encode
from shared.system.large import AT_ONCE
from shared.system.outbox import Outbox
from shared.system.streams import Stream, Streams

MALFORMED_MAX = 5
_CLOSE_S = 1.0

log = structlog.get_logger()

State = Literal["online", "suspect"]


class Connection:
    """`device`: as the database had it at the handshake. `offers`: its functions."""

    def __init__(self, websocket: WebSocket, device: Device, now: float) -> None:
        self.device = device
        self.caller = Caller(device_id=device.id, handle=device.handle, name=device.name)
        self.offers: Offers = NONE
        self.state: State = "online"
        self.heard = now
        self.outbox = Outbox(4 * LIMITS.calls_in_flight)
        self.large_room = asyncio.Semaphore(AT_ONCE)
        """For messages that go as streams."""
        self._streams: Streams | None = None
        self._websocket = websocket
        self._malformed = 0
        self._ending = asyncio.Event()
        self._last: tuple[int, Message | None] | None = None

    def send(self, message: Message) -> bool:
        """Queue it; a device that reads so slowly that there is no room is cut off, and False returned.

        Raises `TooLarge` for a message that fits no frame.
        """
        if self.outbox.put(message):
            return True
        error = ProtocolError("This device reads too slowly: too many messages wait for it.")
        self.close(CLOSE_PROTOCOL, Problem(error=error.body()))
        return False

    def carry(self, streams: Streams, *, resumed: bool) -> None:
        """The device's streams go over this connection from now on."""
        self._streams = streams
        self.outbox.carry(streams, resumed=resumed)

    def release(self) -> None:
        """They do no more."""
        self._streams = None
        self.outbox.carry(None)

    def open(self, kind: str, about: BaseModel | dict[str, JsonValue]) -> Stream:
        """A new stream to the device. Raises `DeviceOffline`, `RateLimited`, `TooLarge`."""
        if self._streams is None:
            raise DeviceOffline(f"{self.device.handle} is connected, but has no streams (now).")
        return self._streams.open(kind, about)

    def close(self, code: int, last: Message | None = None) -> None:
        """End it soon, with `last` as its last message; never waits. The first caller's reason stands."""
        if not self._ending.is_set():
            self._last = (code, last)
            self._ending.set()

    async def run(self, handle: Callable[[Any], Awaitable[None]]) -> None:
        """Until either side closes. Nothing is written after this returns; what waits in `outbox` was not sent."""
        async with asyncio.TaskGroup() as tasks:
            ends = [
                tasks.create_task(self._write(), name=f"write {self.device.handle}"),
                tasks.create_task(self._read(handle), name=f"read {self.device.handle}"),
            ]
            await self._ending.wait()
            for task in ends:
                task.cancel()
        if self._last is not None:
            await self._say_goodbye(*self._last)

    async def _write(self) -> None:
        with self._end_of_socket():
            while True:
                frame = await self.outbox.take()
                with contextlib.suppress(RuntimeError):  # closed under our hands; the reader ends next
                    if isinstance(frame, str):
                        await self._websocket.send_text(frame)
                    else:
                        await self._websocket.send_bytes(frame)

    async def _read(self, handle: Callable[[Any], Awaitable[None]]) -> None:
        with self._end_of_socket():
            while True:
                event = await self._websocket.receive()
                if event["type"] == "websocket.disconnect":
                    return
                self.heard = asyncio.get_running_loop().time()
                try:
                    await self._receive(event.get("text") or event.get("bytes") or "", handle)
                except FelloeError as error:
                    self._complain(error.body())

    async def _receive(self, frame: str | bytes, handle: Callable[[Any], Awaitable[None]]) -> None:
        if isinstance(frame, bytes) and self._streams is not None:
            self._streams.receive(frame)
            return
        message = decode_from_device(frame)
        if isinstance(message, Open) and self._streams is not None:
            self._streams.opened(message)
        else:
            await handle(message)

    def _complain(self, error: ErrorBody) -> None:
        self._malformed += 1
        log.warning("malformed frame", device=self.device.id, count=self._malformed, error=error.message)
        if self._malformed >= MALFORMED_MAX:
            self.close(CLOSE_PROTOCOL, Problem(error=error))
        else:
            self.send(Problem(error=error))

    @contextlib.contextmanager
    def _end_of_socket(self) -> Iterator[None]:
        """Whatever ends a task of this connection ends the connection."""
        try:
            yield
        except WebSocketDisconnect:
            pass  # the other side went away between two frames
        finally:
            self._ending.set()

    async def _say_goodbye(self, code: int, last: Message | None) -> None:
        """At most `_CLOSE_S`: a half-dead socket must not hold up its replacement."""
        with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(_CLOSE_S):
                if last is not None:
                    await self._websocket.send_text(encode(last))
                await self._websocket.close(code)

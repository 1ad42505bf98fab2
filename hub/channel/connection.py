"""One device's connection: what goes out, what comes in, and one way to end it. It is no task while nothing happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import structlog
from pydantic import BaseModel, JsonValue

from hub.channel.offers import NONE, Offers
from hub.channel.websocket import CLOSE_FAILED, WebSocket
from hub.store.records import Device
from shared.error_body import ErrorBody
from shared.errors import DeviceOffline, FelloeError, ProtocolError
from shared.limits import LIMITS
from shared.messages import (
    CLOSE_PROTOCOL,
    AnyFromDevice,
    Caller,
    Goodbye,
    Hello,
    Message,
    Open,
    Ping,
    Pong,
    Problem,
    decode_from_device,
    encode,
)
from shared.system.outbox import Outbox
from shared.system.streams import Stream, Streams

MALFORMED_MAX = 5
CLOSE_NORMAL = 1000
_UNHANDLED = 32
"""Messages that wait for the one that is being handled: from then on nothing more is read."""

log = structlog.get_logger()

State = Literal["online", "suspect"]
Handle = Callable[[Any], Awaitable[None]]


class Connection:
    """`device`: as the database had it at the handshake. `boot_id`: of its node. `offers`: its functions."""

    __slots__ = (
        "_bytes", "_closing", "_counted", "_handle", "_malformed", "_pumping", "_streams", "_unhandled", "_websocket",
        "_work", "boot_id", "device", "heard", "hears_news", "offers", "outbox", "renewed", "state", "welcomed",
    )  # fmt: skip

    def __init__(self, websocket: WebSocket, device: Device, boot_id: str, now: float) -> None:
        self.device = device
        self.boot_id = boot_id
        self.renewed = False
        """It was told to come back at once: nobody need hear that it goes."""
        self.offers: Offers = NONE
        self.hears_news = False
        self.welcomed = False
        """Before that nobody knows whether it has streams."""
        self.state: State = "online"
        self.heard = now
        self.outbox = Outbox(4 * LIMITS.calls_in_flight, self._pump_soon)
        self._streams: Streams | None = None
        self._websocket = websocket
        websocket.owner = device.user_id
        self._handle: Handle | None = None
        self._unhandled: list[AnyFromDevice] = []
        self._work: asyncio.Task[None] | None = None
        self._malformed = 0
        self._bytes = 0
        self._counted = now
        self._pumping = False
        self._closing = False

    @property
    def caller(self) -> Caller:
        return Caller(device_id=self.device.id, handle=self.device.handle, name=self.device.name)

    def send(self, message: Message) -> bool:
        """Queue it; a device that reads so slowly that there is no room is cut off, and False returned.

        Raises `TooLarge` for a message that fits no frame.
        """
        if self.outbox.put(message):
            return True
        error = ProtocolError("This device reads too slowly: too many messages wait for it.")
        self.close(CLOSE_PROTOCOL, Problem(error=error.body()))
        return False

    def take_use(self) -> tuple[int, float]:
        """(bytes both ways, seconds) since this was last asked."""
        now = asyncio.get_running_loop().time()
        taken = self._bytes, now - self._counted
        self._bytes, self._counted = 0, now
        return taken

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
        """End it at once, with `last` as its last message; what waits in `outbox` is not sent."""
        if not self._closing:
            self._closing = True
            if last is not None:
                self._websocket.write(encode(last))
            self._websocket.close(code)

    async def run(self, handle: Handle, *, grace_s: float = 0.0) -> None:
        """Until either side closes. Calls, and what is said of them, go to `handle` one after another.

        `grace_s`: how long what came before the end may still take.
        """
        self._handle = handle
        self._websocket.listen(self._received, self._pump)
        self._pump()
        await self._websocket.closed
        self._closing = True
        if self._work is not None:  # what came before the end counts
            await asyncio.wait([self._work], timeout=grace_s)
            self._work.cancel()

    # --- out ---

    def _pump_soon(self) -> None:
        if not self._pumping:
            self._pumping = True
            asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        self._pumping = False
        if self._handle is None:
            return  # before `run`: the welcome comes first
        while self._websocket.writable and not self._closing and (frame := self.outbox.next()) is not None:
            self._bytes += len(frame)
            self._websocket.write(frame)

    # --- in ---

    def _received(self, frame: str | bytes) -> None:
        self.heard = asyncio.get_running_loop().time()
        self._bytes += len(frame)
        try:
            if isinstance(frame, bytes) and self._streams is not None:
                self._streams.receive(frame)
            else:
                self._understood(decode_from_device(frame))
        except FelloeError as error:
            self._complain(error.body())

    def _understood(self, message: AnyFromDevice) -> None:
        match message:
            case Ping(n=n):
                self.send(Pong(n=n))
            case Open() if self._streams is not None:
                self._streams.opened(message)
            case Goodbye():
                self.close(CLOSE_NORMAL)
            case Problem(error=error):
                log.warning("device complains", device=self.device.id, code=error.code, message=error.message)
            case Hello() | Open():
                raise ProtocolError(f"Not now: {message.type}.")
            case Pong():
                pass
            case _:
                self._put_down(message)

    def _put_down(self, message: AnyFromDevice) -> None:
        self._unhandled.append(message)
        if self._work is None:
            self._work = asyncio.create_task(self._handle_all(), name=f"handle {self.device.handle}")
        elif len(self._unhandled) == _UNHANDLED:
            self._websocket.pause_reading()

    async def _handle_all(self) -> None:
        assert self._handle is not None
        try:
            while self._unhandled:
                message = self._unhandled.pop(0)
                if len(self._unhandled) == _UNHANDLED - 1:
                    self._websocket.resume_reading()
                try:
                    await self._handle(message)
                except ProtocolError as error:
                    self._complain(error.body())
                except FelloeError as error:  # the hub's own trouble, a full disk say, and no fault of the device
                    log.warning("message not handled", device=self.device.id, code=error.code, reason=error.message)
                    self.send(Problem(error=error.body()))
        except Exception:
            log.exception("message not handled", device=self.device.id)
            self.close(CLOSE_FAILED)
        finally:
            self._work = None

    def _complain(self, error: ErrorBody) -> None:
        self._malformed += 1
        log.warning("malformed frame", device=self.device.id, count=self._malformed, error=error.message)
        if self._malformed >= MALFORMED_MAX:
            self.close(CLOSE_PROTOCOL, Problem(error=error))
        else:
            self.send(Problem(error=error))

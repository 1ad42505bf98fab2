"""Streams for those who use them: the same on hub and device.

    async with connection.open("call.args", About(id=call_id)) as stream:
        await stream.send(data)
        await stream.end()
        answer = await stream.read_all(limit)

A stream outlives a cut connection: while it is away, `send` and reading wait; when it does not come back, they raise
`StreamLost`. They wait for as long as the other side takes: who uses them sets the deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog
from pydantic import BaseModel, JsonValue, ValidationError

from shared.errors import (
    Cancelled,
    FelloeError,
    InvalidArgument,
    NotFound,
    RateLimited,
    StreamLost,
    TooLarge,
    first_fault,
)
from shared.limits import LIMITS
from shared.messages import Open
from shared.streams.endpoint import Endpoint
from shared.streams.mux import Mux
from shared.streams.relay import relay
from shared.timeouts import TIMEOUTS

log = structlog.get_logger()
A = TypeVar("A", bound=BaseModel)


class Stream:
    """One end. As a context manager it is closed after the block, or reset with what the block raised."""

    def __init__(self, endpoint: Endpoint, peer: str) -> None:
        self.peer = peer
        """The device at the other end, as the hub knows it; on a device always the hub, and empty."""
        self._endpoint = endpoint
        self._changed = asyncio.Event()
        endpoint.changed = self._changed.set

    def __repr__(self) -> str:
        return f"<Stream {self.kind} {self._endpoint.id}>"

    @property
    def kind(self) -> str:
        return self._endpoint.kind

    @property
    def about(self) -> dict[str, JsonValue]:
        return self._endpoint.about

    @property
    def endpoint(self) -> Endpoint:
        return self._endpoint

    async def send(self, data: bytes) -> None:
        """Waits until all of it is within the window. Cancelled, it has sent a part: reset the stream then."""
        view = memoryview(data)
        while len(view):
            taken = self._endpoint.write(bytes(view[: LIMITS.stream_window_max]))
            view = view[taken:]
            if len(view):
                await self._next_change()

    async def end(self) -> None:
        """Say that nothing more will be sent; the other direction stays open."""
        self._endpoint.end()

    async def delivered(self) -> None:
        """Return when the other side has read everything, the end too. Call `end` before."""
        while not self._endpoint.sending.acknowledged:
            if self._endpoint.error is not None:
                raise self._endpoint.error.anew()
            await self._next_change()

    async def receive(self, most: int = LIMITS.stream_window_max) -> bytes:
        """The next bytes; empty at the end. Cancelling is safe."""
        while not (data := self._endpoint.read(most)) and not self._endpoint.receiving.at_end:
            await self._next_change()
        return data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while chunk := await self.receive():
            yield chunk

    async def read_all(self, limit: int) -> bytes:
        """Everything to the end; more than `limit` bytes reset the stream with `TooLarge`, which is raised too."""
        parts, size = [], 0
        async for chunk in self:
            size += len(chunk)
            if size > limit:
                error = TooLarge(f"At most {limit} bytes are taken here.", limit=limit)
                self.reset(error)
                raise error
            parts.append(chunk)
        return b"".join(parts)

    def reset(self, error: FelloeError) -> None:
        """End both directions at once; the other side raises `error`. After the end of both it does nothing."""
        self._endpoint.reset(error)

    async def close(self) -> None:
        """End it; what the other side still sends is not wanted. Waits until it has read what was sent."""
        if self._endpoint.error is not None:
            return
        self._endpoint.end()
        try:
            async with asyncio.timeout(TIMEOUTS.stream_close):
                await self.delivered()
        except (TimeoutError, FelloeError):
            pass
        if not self._endpoint.receiving.at_end:
            self.reset(Cancelled("The other side reads no more of this."))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is None:
            await self.close()
        elif isinstance(error, FelloeError):
            self.reset(error)
        elif isinstance(error, Exception):
            self.reset(FelloeError("The other side failed, and its own log says how."))
        else:
            self.reset(Cancelled("The other side gave this up."))

    async def _next_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()


Handle = Callable[[Stream, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Kind:
    about: type[BaseModel]
    handle: Handle
    at_most: int


class StreamHandlers:
    """What is done with streams that others open, by kind; owns the tasks in which it is done."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}
        self._tasks: dict[asyncio.Task[None], str] = {}

    def on(
        self,
        kind: str,
        about: type[A],
        handle: Callable[[Stream, A], Awaitable[None]],
        *,
        at_most: int = LIMITS.streams,
    ) -> None:
        """`handle` gets each stream of that kind, `at_most` at the same time from one side; it is closed after it.

        What `handle` raises resets the stream: a `FelloeError` as it is.
        """
        if kind in self._kinds:
            raise ValueError(f"there is a handler of {kind} streams already")
        self._kinds[kind] = _Kind(about, handle, at_most)

    def start(self, endpoint: Endpoint, peer: str) -> None:
        """Raises `FelloeError` to refuse it."""
        kind = self._kinds.get(endpoint.kind)
        if kind is None:
            raise NotFound(f"Nothing here takes streams of kind {endpoint.kind[:64]}.", kind=endpoint.kind)
        try:
            about = kind.about.model_validate(endpoint.about)
        except ValidationError as error:
            fault = first_fault(error, "about")
            raise InvalidArgument(f"A {endpoint.kind} stream is not about this: {fault}.") from None
        owner = f"{endpoint.kind} of {peer}"
        if sum(name == owner for name in self._tasks.values()) >= kind.at_most:
            raise RateLimited(f"At most {kind.at_most} streams of kind {endpoint.kind} at the same time.")
        task = asyncio.create_task(_handled(kind.handle, Stream(endpoint, peer), about), name=owner)
        self._tasks[task] = owner
        task.add_done_callback(self._tasks.pop)

    async def aclose(self) -> None:
        """Give up what is being done."""
        while tasks := list(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


async def _handled(handle: Handle, stream: Stream, about: BaseModel) -> None:
    try:
        async with stream:
            await handle(stream, about)
    except FelloeError as error:
        log.info("stream ended early", kind=stream.kind, peer=stream.peer, code=error.code, reason=error.message)
    except Exception:
        log.exception("stream handler failed", kind=stream.kind, peer=stream.peer)


class Streams:
    """All streams with one other side, over one connection after the other."""

    def __init__(self, first_id: int, handlers: StreamHandlers, peer: str = "") -> None:
        self.peer = peer
        self._ready: Callable[[], None] | None = None
        self._mux = Mux(first_id, lambda endpoint: handlers.start(endpoint, peer), self._tell)
        self._mux.attached = False
        self._over: FelloeError | None = None

    def count(self) -> int:
        return len(self._mux)

    @property
    def attached(self) -> bool:
        return self._ready is not None

    def open(self, kind: str, about: BaseModel | dict[str, JsonValue]) -> Stream:
        """Raises `StreamLost` when the other side is gone, `RateLimited` for one stream too many, `TooLarge`."""
        if self._over is not None:
            raise self._over.anew()
        fields = about.model_dump(mode="json", exclude_none=True) if isinstance(about, BaseModel) else about
        return Stream(self._mux.open(kind, fields), self.peer)

    def attach(self, ready: Callable[[], None], *, resumed: bool) -> None:
        """There is a connection; `ready` is called when `next_frame` may have something."""
        self._ready = ready
        if resumed:
            self._mux.resume()
        self._mux.attached = True
        ready()

    def cut(self) -> None:
        """The connection is gone, and may come back."""
        if self._ready is not None:
            self._ready = None
            self._mux.cut()

    def close(self, error: FelloeError | None = None) -> None:
        """The other side is gone for good: all streams raise `error`."""
        self._ready = None
        self._over = error or StreamLost("The connection ended, and this with it.")
        self._mux.fail(self._over)

    def opened(self, message: Open) -> None:
        self._mux.opened(message)

    def receive(self, frame: bytes) -> None:
        """Raises `ProtocolError`, for counting."""
        self._mux.receive(frame, asyncio.get_running_loop().time())

    def next_frame(self) -> str | bytes | None:
        return self._mux.next_frame(asyncio.get_running_loop().time())

    def _tell(self) -> None:
        if self._ready is not None:
            self._ready()


async def relayed(one: Stream, other: Stream) -> None:
    """Let the bytes of two unused streams go through, with credit from end to end; return when both are over.

    Raises the error that ended them early. Cancelling resets both.
    """
    over: asyncio.Future[FelloeError | None] = asyncio.get_running_loop().create_future()

    def ended(error: FelloeError | None) -> None:
        if not over.done():
            over.set_result(error)

    leg, _ = relay(one.endpoint, other.endpoint, ended)
    try:
        error = await over
    except asyncio.CancelledError:
        leg.stop(Cancelled("The hub gave this up."))
        raise
    if error is not None:
        raise error

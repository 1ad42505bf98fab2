"""Bounds on request bodies, held while they are read: bytes in all, and time until the last one.

Who breaks one is answered and hung up on: else the rest of the body would be read to find the next request. A body
that says it is a little too large is read to its end, because its sender looks for the answer only then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import DeadlineExceeded, FelloeError, TooLarge
from shared.limits import LIMITS
from shared.system.problems import problem
from shared.timeouts import TIMEOUTS


@dataclass(frozen=True, slots=True)
class Bound:
    """`answer`: the shape in which a path that has one of its own says what was wrong."""

    most: int
    answer: Callable[[FelloeError], Response] = problem


class BodyBounds:
    """ASGI middleware. `own`: paths that have another bound than the rest."""

    def __init__(self, app: ASGIApp, own: Mapping[str, Bound] | None = None) -> None:
        self._app = app
        self._own = own or {}
        self._bound = Bound(LIMITS.http_body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bound = self._own.get(scope["path"], self._bound)
        body = _Body(receive, send, bound.most)
        header = dict(scope["headers"]).get(b"content-length", b"")
        declared = int(header) if header.isdigit() else 0
        if declared > bound.most:
            answer = bound.answer(body.too_large())
            await answer(scope, receive, body.send if declared > 4 * bound.most else send)
        else:
            await self._app(scope, body.receive, body.send)


class _Body:
    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive = receive
        self._send = send
        self._most = most
        self._deadline = asyncio.get_running_loop().time() + TIMEOUTS.http_request
        self._size = 0
        self._whole = False
        self._broken = False

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()  # waits for the client to go away, which has no deadline
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self._broken = True
            raise DeadlineExceeded(f"The request did not arrive within {TIMEOUTS.http_request:.0f} s.") from None
        self._size += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._size > self._most:
            raise self.too_large()
        return message

    async def send(self, message: Message) -> None:
        if self._broken and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await self._send(message)

    def too_large(self) -> TooLarge:
        self._broken = True
        return TooLarge(f"A request may hold {self._most} bytes.", limit=self._most)

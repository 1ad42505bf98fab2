"""Bounds on request bodies, held while they are read: bytes in all, and time until the last one.

Who breaks one is answered and hung up on: else the rest of the body would be read to find the next request. A body
that says it is a little too large is read to its end, because its sender looks for the answer only then.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import DeadlineExceeded, TooLarge
from shared.limits import LIMITS
from shared.system.problems import problem
from shared.timeouts import TIMEOUTS


class BodyBounds:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, send)
        header = dict(scope["headers"]).get(b"content-length", b"")
        declared = int(header) if header.isdigit() else 0
        if declared > LIMITS.http_body:
            error = body.too_large()
            await problem(error)(scope, receive, body.send if declared > 4 * LIMITS.http_body else send)
        else:
            await self._app(scope, body.receive, body.send)


class _Body:
    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
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
        if self._size > LIMITS.http_body:
            raise self.too_large()
        return message

    async def send(self, message: Message) -> None:
        if self._broken and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await self._send(message)

    def too_large(self) -> TooLarge:
        self._broken = True
        return TooLarge(f"A request may hold {LIMITS.http_body} bytes.", limit=LIMITS.http_body)

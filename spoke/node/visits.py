"""Requests of the user's other devices: each a stream through the hub, answered by this node's own app in process.

Rules of this module:
- nobody is believed but the hub, and it only by its signature: for this device, for what is asked, once, for a minute;
- nothing is collected: what the app sends waits for whoever reads it, and is cut where they take nothing;
- when whoever asked has gone, the app hears so, as from any server.
"""

from __future__ import annotations

import asyncio
from typing import Protocol
from urllib.parse import quote

from starlette.types import Message, Scope

from shared.errors import Cancelled, DeadlineExceeded, FelloeError, Forbidden, ProtocolError, Unauthenticated
from shared.node_requests import ANSWER_HEADERS, REQUEST_HEADERS, NodeAnswer, NodeRequest, passed
from shared.system.problems import problem
from shared.system.streams import Stream
from shared.timeouts import TIMEOUTS
from spoke.node.outside import Outside, Visitor


class Doorkeeper(Protocol):
    def admit(self, token: str, scope: str) -> Visitor:
        """Raises `Unauthenticated`, `Forbidden`."""


async def visit(stream: Stream, request: NodeRequest, outside: Outside, doorkeeper: Doorkeeper) -> None:
    """Answer one request. Raises what the stream is to be reset with."""
    exchange = _Exchange(stream, request)
    app = outside.app
    try:
        visitor = doorkeeper.admit(request.token, outside.scope_of(exchange.scope))
        exchange.scope["state"] = {"visitor": visitor}
        await exchange.read_body()
    except Unauthenticated as error:  # the hub's token, not that of whoever asked the hub
        app = problem(Forbidden(error.message, **error.details))
    except FelloeError as error:
        app = problem(error)
    await app(exchange.scope, exchange.receive, exchange.send)
    if not exchange.over:
        raise Cancelled("The device stopped in the middle of its answer.")


class _Exchange:
    """One request as an ASGI server sees it."""

    def __init__(self, stream: Stream, request: NodeRequest) -> None:
        self._stream = stream
        self._size = request.size
        self._body: bytes | None = b""
        self.over = False
        """The answer is whole, or nobody wants the rest."""
        self.scope = _scope(request)

    async def read_body(self) -> None:
        """Raises what the stream does, and `ProtocolError` for less than was announced."""
        body = b""
        try:
            async with asyncio.timeout(TIMEOUTS.http_request):
                while len(body) < self._size:
                    if not (chunk := await self._stream.receive(self._size - len(body))):
                        raise ProtocolError("The request ended before its body.")
                    body += chunk
        except TimeoutError:
            raise DeadlineExceeded("The request did not arrive in time.") from None
        self._body = body

    async def receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        try:
            while await self._stream.receive():
                pass
        except FelloeError:
            pass  # one way or the other, nobody is there any more
        self.over = True
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """What comes after the end of the stream is dropped, as servers do."""
        if self.over:
            return
        try:
            async with asyncio.timeout(TIMEOUTS.slow_reader):
                await self._send(message)
        except TimeoutError:
            self.over = True
            self._stream.reset(Cancelled("The answer was read too slowly, so it was cut."))
        except FelloeError:
            self.over = True

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
            answer = NodeAnswer(status=message["status"], headers=passed(headers, ANSWER_HEADERS))
            await self._stream.send(answer.model_dump_json().encode() + b"\n")
            return
        if body := message.get("body", b""):
            await self._stream.send(body)
        if not message.get("more_body", False):
            self.over = True
            await self._stream.end()


def _scope(request: NodeRequest) -> Scope:
    headers = passed(request.headers, REQUEST_HEADERS) | {"content-length": str(request.size)}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},  # an app that streams listens for a disconnect
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": quote(request.path).encode(),
        "root_path": "",
        "query_string": request.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": None,
        "server": None,
    }

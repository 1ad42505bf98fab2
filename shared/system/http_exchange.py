"""One request of an HTTP connection and its response, as ASGI has them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import structlog

from shared.errors import FelloeError
from shared.system.http_head import head_of
from shared.system.problems import problem

if TYPE_CHECKING:
    from shared.system.http_protocol import Http

_HELD = 65_536
"""Bytes of a request that nobody took yet, from which on no more are read; of a response that are written apart."""

_NO_BODY = (204, 304)

log = structlog.get_logger()


class Exchange:
    def __init__(
        self,
        connection: Http,
        scope: dict[str, Any],
        default_headers: Sequence[tuple[bytes, bytes]],
        *,
        keep_alive: bool,
    ) -> None:
        self.keep_alive = keep_alive
        self.started = False
        self._connection = connection
        self._scope = scope
        self._default_headers = default_headers
        self._continue_expected = any(
            name == b"expect" and value.lower() == b"100-continue" for name, value in scope["headers"]
        )
        """Whether the body is sent only after a word that it is wanted."""
        self._body = bytearray()
        self._more = True
        self._happened = asyncio.Event()
        self._disconnected = False
        self._ended = False
        self._head = b""
        """Not written yet: it goes with the first part of the body where that comes at once."""
        self._chunked = False
        self._left: int | None = None
        """Bytes of the response that are still to come; none where that is not said before."""

    # --- for the connection ---

    async def run(self, app: Any) -> None:
        """What the app raises ends here, and with a response that is not whole the connection does."""
        try:
            await app(self._scope, self.receive, self.send)
        except Exception as error:
            if not (self._ended or self._disconnected or isinstance(error, FelloeError)):
                log.exception("answer broke off", path=self._scope["path"])
        finally:
            if not self._ended and not self._disconnected:
                self._break_off()

    def came(self, part: bytes) -> None:
        if not self._ended:
            self._body += part
            if len(self._body) > _HELD:
                self._connection.pause_reading()
            self._happened.set()

    def came_whole(self) -> None:
        self._more = False
        self._happened.set()

    def disconnect(self) -> None:
        """Nobody is there any more."""
        self._disconnected = True
        self._happened.set()

    # --- for the app ---

    async def receive(self) -> dict[str, Any]:
        """What came of the body; when all of it did, waits for the end of the response. Cancelling loses nothing."""
        if self._continue_expected:
            self._continue_expected = False
            if not self.started and not self._disconnected:
                self._connection.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if not self._disconnected and not self._ended:
            self._connection.resume_reading()
            await self._happened.wait()
            self._happened.clear()
        if self._disconnected or self._ended:
            return {"type": "http.disconnect"}
        message = {"type": "http.request", "body": bytes(self._body), "more_body": self._more}
        self._body.clear()
        return message

    async def send(self, message: dict[str, Any]) -> None:
        """Waits while the other side takes nothing; cancelled then, nothing of `message` is sent. Does nothing once it
        is gone. Raises `RuntimeError` for what ASGI does not allow, and for a header or length that HTTP does not."""
        if not self._disconnected:
            await self._connection.writable()
        if self._disconnected:
            return
        if message["type"] == "http.response.start" and not self.started:
            self._begin(message["status"], message.get("headers", ()))
        elif message["type"] == "http.response.body" and self.started and not self._ended:
            self._write(message.get("body", b""), more=message.get("more_body", False))
        else:
            raise RuntimeError(f"{message['type']} is out of place")

    # --- inside ---

    def _begin(self, status: int, given: Iterable[tuple[bytes, bytes]]) -> None:
        headers = [*self._default_headers, *((name.lower(), value) for name, value in given)]
        found = dict(headers)
        if self._scope["method"] == "HEAD" or status in _NO_BODY:
            self._left = 0
        elif b"content-length" in found:
            self._left = int(found[b"content-length"])
        elif self._scope["http_version"] == "1.0":
            self.keep_alive = False  # its end is the connection's
        else:
            self._chunked = True
            headers.append((b"transfer-encoding", b"chunked"))
        if b"close" in found.get(b"connection", b"").lower():
            self.keep_alive = False
        elif not self.keep_alive:
            headers.append((b"connection", b"close"))
        self._head = head_of(status, headers)
        self.started = True
        asyncio.get_running_loop().call_soon(self._flush)

    def _write(self, body: bytes, *, more: bool) -> None:
        parts = [self._head] if self._head else []
        self._head = b""
        if self._chunked:
            if body:
                parts += (b"%x\r\n" % len(body), body, b"\r\n")
            if not more:
                parts.append(b"0\r\n\r\n")
        elif self._scope["method"] != "HEAD":
            if self._left is not None:
                if len(body) > self._left:
                    raise RuntimeError("the response is longer than its content-length")
                self._left -= len(body)
            parts.append(body)
        if not more and self._left and not self._chunked:
            raise RuntimeError("the response is shorter than its content-length")
        write = self._connection.transport.write
        if len(body) > _HELD:  # not worth copying
            for part in parts:
                write(part)
        else:
            write(b"".join(parts))
        if not more:
            self._ended = True
            self._happened.set()
            self._connection.finished(self)

    def _flush(self) -> None:
        if self._head and not self._disconnected:
            head, self._head = self._head, b""
            self._connection.transport.write(head)

    def _break_off(self) -> None:
        """What is not whole must not look as if it were."""
        if not self.started:
            answer = problem(FelloeError("Felloe failed in a way it should not. The log of this process says where."))
            self.keep_alive = False
            self._begin(answer.status_code, answer.raw_headers)
            self._write(bytes(answer.body), more=False)
            return
        self._flush()
        self.disconnect()
        self._connection.transport.close()

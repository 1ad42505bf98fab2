"""One request to the node of a device and its answer, passed through a stream: nothing of it is kept.

Rules of this module:
- what is passed is bounded: an answer may have `http_body` bytes unless it is events, and a user so many at a time;
- whoever asked reads, or the device waits: nothing is collected here;
- an answer that cannot be finished is cut, so that it does not look whole.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

import structlog
from pydantic import ValidationError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hub.channel.connection import Connection
from shared.errors import (
    Cancelled,
    DeadlineExceeded,
    DeviceOffline,
    FelloeError,
    OutcomeUnknown,
    ProtocolError,
    RateLimited,
    StreamLost,
    TooLarge,
)
from shared.limits import LIMITS
from shared.node_requests import ANSWER_HEADERS, ANSWER_TYPES, EVENTS, KIND, NodeAnswer, NodeRequest, passed
from shared.system.hang_up import while_there
from shared.system.streams import Stream

log = structlog.get_logger()


class NodeRelays:
    """How many each user has now."""

    def __init__(self) -> None:
        self._now: Counter[str] = Counter()

    @contextlib.contextmanager
    def room(self, user_id: str) -> Iterator[None]:
        """Raises `RateLimited`."""
        if self._now[user_id] >= LIMITS.node_relays:
            raise RateLimited(
                f"{LIMITS.node_relays} requests to your devices are on their way already. Try again later.",
                retry_after_s=1,
            )
        self._now[user_id] += 1
        try:
            yield
        finally:
            self._now[user_id] -= 1
            if not self._now[user_id]:
                del self._now[user_id]


class RelayedAnswer(Response):
    """What the device answers, as it comes, inside of `hold`."""

    def __init__(
        self,
        connection: Connection,
        request: NodeRequest,
        body: bytes,
        hold: AbstractAsyncContextManager[None],
        *,
        first_s: float,
    ) -> None:
        """`first_s`: how long the device has to take the request and begin its answer."""
        super().__init__()
        self._first_s = first_s
        self._connection = connection
        self._request = request
        self._body = body
        self._hold = hold
        self._begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises what kept it from beginning. What ends it later cuts the answer short."""
        try:
            async with self._hold:
                await self._exchange(receive, send)
        except FelloeError as error:
            if not self._begun:
                raise
            log.info("relay cut", device=self._connection.device.id, code=error.code)

    async def _exchange(self, receive: Receive, send: Send) -> None:
        stream = self._connection.open(KIND, self._request)
        try:
            await while_there(receive, self._pass(stream, send))
        finally:
            stream.reset(Cancelled("Whoever asked has gone."))  # does nothing where both have ended

    async def _pass(self, stream: Stream, send: Send) -> None:
        head, rest = await self._head(stream)
        kind = head.headers.get("content-type", "").partition(";")[0].strip().lower()
        headers = passed(head.headers, ANSWER_HEADERS) | {"x-content-type-options": "nosniff"}
        if kind == EVENTS:
            headers["x-accel-buffering"] = "no"  # proxies too pass them on as they come
        if kind not in ANSWER_TYPES:
            headers["content-type"] = "application/octet-stream"
        self._begun = True
        raw = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": head.status, "headers": raw})
        size = 0
        while rest or (rest := await stream.receive()):
            size += len(rest)
            if kind != EVENTS and size > LIMITS.http_body:
                raise TooLarge("The device answers more than an answer may have.")
            if head.status not in _EMPTY:
                await send({"type": "http.response.body", "body": rest, "more_body": True})
            rest = b""
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        await stream.end()

    async def _head(self, stream: Stream) -> tuple[NodeAnswer, bytes]:
        """The first line, and what came with it of the body."""
        try:
            async with asyncio.timeout(self._first_s):
                await stream.send(self._body)
                return await _first_line(stream)
        except TimeoutError:
            raise self._unanswered(DeadlineExceeded("The device did not answer in time.")) from None
        except StreamLost as error:
            raise self._unanswered(DeviceOffline(f"{self._connection.device.handle} went offline.")) from error

    def _unanswered(self, error: FelloeError) -> FelloeError:
        if self._request.method == "GET":
            return error
        return OutcomeUnknown(f"{error.message} It may have taken the answer: look before you repeat it.")


_EMPTY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
"""A body with these would break the connection to whoever asked."""


async def _first_line(stream: Stream) -> tuple[NodeAnswer, bytes]:
    received = b""
    while b"\n" not in received:
        chunk = await stream.receive()
        received += chunk
        if not chunk or len(received.partition(b"\n")[0]) > LIMITS.control_frame:
            raise ProtocolError("The device did not answer as a node does.")
    line, _, rest = received.partition(b"\n")
    try:
        return NodeAnswer.model_validate_json(line), rest
    except ValidationError:
        raise ProtocolError("The device did not answer as a node does.") from None

"""What a generator function yields, on its way to whoever listens: a stream of JSON lines, relayed by the hub.

Rules of this module:
- nobody between the function and its listener holds more than the values on their way: it waits for its listener;
- a listener that is gone ends nothing but the telling: whether the call goes on is not decided here;
- the stream has ended before the result is sent, so that whoever has the result has heard all.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Final

import structlog
from pydantic import BaseModel, JsonValue

from shared import strict_json
from shared.errors import Cancelled, FelloeError, ProtocolError, TooLarge
from shared.ids import Id
from shared.limits import LIMITS
from shared.system.streams import Stream

log = structlog.get_logger()

DELTAS: Final = "call.deltas"
Deltas = Callable[[JsonValue], Awaitable[None]]


class About(BaseModel):
    id: Id
    """Of the call."""


class Teller:
    """The function's side, as a context manager around the run. Call it with each value."""

    def __init__(self, open_stream: Callable[[str, Any], Stream], call_id: str) -> None:
        self._open = open_stream
        self._call_id = call_id
        self._stream: Stream | None = None
        self._deaf = False

    async def __aenter__(self) -> Teller:
        return self

    async def __call__(self, value: JsonValue) -> None:
        if self._deaf:
            return
        try:
            if self._stream is None:
                self._stream = self._open(DELTAS, About(id=self._call_id))
            await self._stream.send(json.dumps(value, ensure_ascii=False).encode() + b"\n")
        except FelloeError as error:
            self._deaf = True
            log.info("nobody hears what a call yields", call=self._call_id, code=error.code)

    async def __aexit__(self, _type: Any, error: BaseException | None, _trace: Any) -> None:
        if self._stream is not None:
            if error is None:
                await self._stream.close()  # returns when all was heard
            else:
                self._stream.reset(Cancelled("The call has ended."))


async def values(stream: Stream) -> AsyncIterator[JsonValue]:
    """The listener's side. Raises what ended the stream early."""
    rest = b""
    async for chunk in stream:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield _parsed(line)
        if len(rest) > 2 * LIMITS.sandbox_message:
            raise TooLarge("A value that a function yielded is too large.")


def _parsed(line: bytes) -> JsonValue:
    try:
        return strict_json.parse(line)
    except ValueError:
        raise ProtocolError(f"A {DELTAS} stream carries JSON lines.") from None


class Listener:
    """Takes values one at a time, for a reader that waits for an answer too."""

    def __init__(self) -> None:
        self._values: asyncio.Queue[JsonValue] = asyncio.Queue(1)
        self._any = asyncio.Event()
        self._speaking = 0
        self._gone = False

    async def __call__(self, value: JsonValue) -> None:
        """Returns when the reader has room. Raises `Cancelled` when it is gone."""
        if not self._gone:
            await self._values.put(value)
            self._any.set()
        if self._gone:
            raise Cancelled("Nobody listens any more.")

    @contextlib.contextmanager
    def speaking(self) -> Iterator[None]:
        """While the block lasts there may be more, whether there is an answer or not."""
        self._speaking += 1
        try:
            yield
        finally:
            self._speaking -= 1
            self._any.set()

    def leave(self) -> None:
        """The reader is gone."""
        self._gone = True
        while not self._values.empty():
            self._values.get_nowait()

    async def heard(self, answer: asyncio.Future[Any], quiet_s: float) -> AsyncIterator[tuple[JsonValue] | None]:
        """Values until there is an answer and nobody speaks; none where nothing came for `quiet_s`."""
        answer.add_done_callback(lambda _: self._any.set())
        while True:
            while not self._values.empty():
                yield (self._values.get_nowait(),)
            if answer.done() and not self._speaking:
                return
            self._any.clear()
            try:
                async with asyncio.timeout(quiet_s):
                    await self._any.wait()
            except TimeoutError:
                yield None

"""Server-sent events (WHATWG HTML, 9.2) on the node's side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.types import Message, Receive, Scope, Send

from shared.timeouts import TIMEOUTS
from spoke.assistant.live import Heard
from spoke.node.bodies.events import Event
from spoke.node.events import Events

Travels = Callable[[str], Awaitable[bool]]


class _Stream(StreamingResponse):
    """A reader that takes nothing for `slow_reader` seconds is cut; it may come back with the last id that it got."""

    media_type = "text/event-stream"

    def __init__(self, lines: AsyncGenerator[bytes, None]) -> None:
        self._lines = lines
        super().__init__(self._lines, headers={"Cache-Control": "no-store"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        late = False

        async def in_time(message: Message) -> None:
            nonlocal late
            try:
                async with asyncio.timeout(TIMEOUTS.slow_reader):
                    await send(message)
            except TimeoutError:
                late = True
                raise

        try:
            await super().__call__(scope, receive, in_time)
        except TimeoutError:
            if not late:
                raise
        finally:
            await self._lines.aclose()


class EventStream(_Stream):
    """What changes on the node. With `travels`, as another device may hear of it: of chats for which it is true."""

    def __init__(self, events: Events, after: str | None, travels: Travels | None = None) -> None:
        super().__init__(_lines(events, after, travels))


class AnswerStream(_Stream):
    """An answer as it grows."""

    def __init__(self, heard: AsyncGenerator[Heard, None]) -> None:
        super().__init__(_answer_lines(heard))


async def _seen_afar(event: Event, travels: Travels) -> bool:
    """What names a call is of no use elsewhere: calls that this device makes are shown on it alone."""
    return event.kind != "calls" and (event.id is None or await travels(event.id))


async def _answer_lines(heard: AsyncGenerator[Heard, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(heard):
        async for place, event in heard:
            if event is None:
                yield format_sse_event(comment="still here", id=place)
            else:
                yield format_sse_event(data_str=event.model_dump_json(exclude_none=True), id=place)


async def _lines(events: Events, after: str | None, travels: Travels | None) -> AsyncGenerator[bytes, None]:
    async with aclosing(events.listen(after)) as told:
        async for each in told:
            if each.event is None or not (travels is None or await _seen_afar(each.event, travels)):
                yield format_sse_event(comment="still here", id=each.place)
            else:
                yield format_sse_event(data_str=each.event.model_dump_json(exclude_defaults=True), id=each.place)

"""Calls and results that are too large for a frame go to the hub as streams."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from pydantic import BaseModel, JsonValue

from shared.errors import FelloeError, HubUnreachable, StreamLost
from shared.messages import Call, Result, failure
from shared.system.large import AT_ONCE, send_large
from shared.system.streams import Stream

log = structlog.get_logger()

Open = Callable[[str, BaseModel | dict[str, JsonValue]], Stream]


class LargeMessages:
    """`refused` gets what becomes of a message that could not be sent, as a result of its call."""

    def __init__(self, open_stream: Open, refused: Callable[[Call | Result, Result], Awaitable[object]]) -> None:
        self._open = open_stream
        self._refused = refused
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    def send(self, message: Call | Result) -> None:
        task = asyncio.create_task(self._send(message), name=f"large {message.type}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self, message: Call | Result) -> None:
        try:
            async with self._room:
                await send_large(self._open, message)
        except (StreamLost, HubUnreachable) as cut:  # sent or asked for again after the next connection
            log.info("large message cut off", call=message.id, reason=cut.message)
        except FelloeError as error:
            await self._refused(message, failure(message.id, error))
        except Exception:  # whatever goes wrong with one call, nobody waits for it in vain
            log.exception("large message not sent", call=message.id)
            broken = FelloeError("The device failed in a way it should not. Its log says where.")
            await self._refused(message, failure(message.id, broken))

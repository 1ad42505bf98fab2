"""Work that is done whenever it is wanted; wishes that come while it runs are one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.errors import FelloeError

log = structlog.get_logger()


class OnDemand:
    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._wanted = asyncio.Event()

    def want(self) -> None:
        self._wanted.set()

    async def run(self) -> None:
        """Work until cancelled. A failure waits for the next wish: a new connection to the hub brings one."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._work()
            except FelloeError as error:
                log.info("put off", work=self._name, code=error.code, reason=error.message)

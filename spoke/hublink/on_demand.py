"""Work that is done whenever it is wanted; wishes that come while it runs are one."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable

import structlog

from shared.errors import FelloeError
from shared.timeouts import TIMEOUTS

log = structlog.get_logger()


class OnDemand:
    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._wanted = asyncio.Event()

    def want(self) -> None:
        self._wanted.set()

    async def run(self) -> None:
        """Work until cancelled. A failure that may pass is tried again after a while; any other waits for a wish."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._work()
            except FelloeError as error:
                log.info("put off", work=self._name, code=error.code, reason=error.message)
                if error.body().retryable:
                    await self._pause()
            except Exception:
                log.exception("failed", work=self._name)

    async def _pause(self) -> None:
        pause_s = random.uniform(TIMEOUTS.reconnect_min, TIMEOUTS.reconnect_max)  # noqa: S311 - only spreads load
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._wanted.wait()
        self._wanted.set()

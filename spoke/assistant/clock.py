"""The time that an answer may take, which stands still while its user is asked."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType


class Clock:
    """`async with` it: raises `TimeoutError` once `left_s` seconds went by."""

    def __init__(self, left_s: float) -> None:
        self._left_s = left_s
        self._timeout: asyncio.Timeout | None = None
        self._began = time.monotonic()
        self._stopped: float | None = None
        self._stood_s = 0.0

    async def __aenter__(self) -> Clock:
        self._timeout = asyncio.timeout(self._left_s)
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._timeout is not None
        ended, self._timeout = self._timeout, None
        await ended.__aexit__(kind, error, trace)

    @property
    def taken_s(self) -> float:
        """Seconds that it went."""
        until = time.monotonic() if self._stopped is None else self._stopped
        return until - self._began - self._stood_s

    def stop(self) -> None:
        if self._stopped is not None:
            return
        self._stopped = time.monotonic()
        if self._timeout is not None and (due := self._timeout.when()) is not None:
            self._left_s = due - asyncio.get_running_loop().time()
            self._timeout.reschedule(None)

    def go_on(self) -> None:
        if self._stopped is None:
            return
        self._stood_s += time.monotonic() - self._stopped
        self._stopped = None
        if self._timeout is not None and not self._timeout.expired():
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._left_s)

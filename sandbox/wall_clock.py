"""The time that a run may take in all. It stands still while somebody is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType


class WallClock:
    """`async with` one: what runs in it is cancelled, and `TimeoutError` raised, when its seconds are over."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._timeout = asyncio.timeout(None)
        self._asking = 0
        self._rung = False

    async def __aenter__(self) -> WallClock:
        await self._timeout.__aenter__()
        self._timeout.reschedule(asyncio.get_running_loop().time() + self._left)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._timeout.__aexit__(kind, error, trace)

    def left(self) -> float:
        """Seconds."""
        when = self._timeout.when()
        return self._left if when is None else max(0.0, when - asyncio.get_running_loop().time())

    def ring(self) -> None:
        """Its time is over now, and stays so."""
        self._rung = True
        if not self._timeout.expired():
            self._timeout.reschedule(0)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It stands still for as long as anybody is in this block."""
        if not self._asking and not self._rung:
            self._left = self.left()
            self._timeout.reschedule(None)
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
            if not self._asking and not self._rung and not self._timeout.expired():
                self._timeout.reschedule(asyncio.get_running_loop().time() + self._left)

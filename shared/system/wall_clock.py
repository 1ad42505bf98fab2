"""The time that a run or an answer may take in all. It stands still while somebody is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType


class WallClock:
    """`async with` one: what runs in it is cancelled, and `TimeoutError` raised, when its seconds are over."""

    def __init__(self, seconds: float) -> None:
        self._seconds = self._left = seconds
        """`_left`: as it was when it last stood still."""
        self._timeout = asyncio.timeout(None)
        self._entered = False
        self._stops = 0
        self._rung = False

    async def __aenter__(self) -> WallClock:
        await self._timeout.__aenter__()
        self._entered = True
        self._set()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left, self._entered = self.left(), False
        await self._timeout.__aexit__(kind, error, trace)

    def left(self) -> float:
        """Seconds."""
        when = self._timeout.when() if self._entered and not self._stops else None
        return self._left if when is None else max(0.0, when - asyncio.get_running_loop().time())

    def taken(self) -> float:
        """Seconds that it went."""
        return self._seconds - self.left()

    def ring(self) -> None:
        """Its time is over now, and stays so."""
        self._rung = True
        self._set()

    def stop(self) -> None:
        """Stand still until `go_on` was said as often."""
        if not self._stops:
            self._left = self.left()
        self._stops += 1
        self._set()

    def go_on(self) -> None:
        self._stops -= 1
        self._set()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It stands still for as long as anybody is in this block."""
        self.stop()
        try:
            yield
        finally:
            self.go_on()

    def _set(self) -> None:
        if not self._entered or self._timeout.expired():
            return
        if self._rung:
            self._timeout.reschedule(0)
        elif self._stops:
            self._timeout.reschedule(None)
        else:
            self._timeout.reschedule(asyncio.get_running_loop().time() + self._left)

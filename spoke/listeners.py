"""Those who listen to one thing that is kept in memory: a node's events, an answer that grows.

Rules of this module:
- what is told is kept once, by whoever tells it, and each listener reads there from its own place: none costs memory by
  being slow;
- a place is `EPOCH-NUMBER`; another epoch is another run of the node, of whose numbers nothing is known here.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterator

from shared.limits import LIMITS


class Listeners:
    def __init__(self) -> None:
        self._epoch = secrets.token_hex(4)
        self._wakes: set[asyncio.Event] = set()

    def __len__(self) -> int:
        return len(self._wakes)

    @property
    def full(self) -> bool:
        """One more may not listen."""
        return len(self) >= LIMITS.listeners

    @contextlib.contextmanager
    def listener(self) -> Iterator[Listener]:
        """One more, while the block lasts."""
        wake = asyncio.Event()
        self._wakes.add(wake)
        try:
            yield Listener(wake)
        finally:
            self._wakes.discard(wake)

    def wake(self) -> None:
        """There is something new, or the end."""
        for wake in self._wakes:
            wake.set()

    def place(self, number: int) -> str:
        return f"{self._epoch}-{number}"

    def number(self, place: str) -> int | None:
        """None where it is no place of this run."""
        epoch, _, digits = place.partition("-")
        known = epoch == self._epoch and digits.isascii() and digits.isdigit() and len(digits) < 16
        return int(digits) if known else None


class Listener:
    def __init__(self, wake: asyncio.Event) -> None:
        self._wake = wake

    async def woken(self, quiet_s: float) -> bool:
        """Whether something new came before it was quiet for so long. Cancelling it misses nothing."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(quiet_s):
                await self._wake.wait()
        woken = self._wake.is_set()
        self._wake.clear()
        return woken

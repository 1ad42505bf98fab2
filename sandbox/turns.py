"""Who may compute on this device now."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from shared.errors import RateLimited
from shared.limits import LIMITS


class Turns:
    """`limit` at a time, in order; one that comes back from a wait goes on at once.

    So more than `limit` may compute for a moment: making it wait could deadlock a chain of calls.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    async def take(self) -> None:
        """Cancelling gives up the place."""
        if self._taken < self._limit and not self._queue:
            self._taken += 1
            return
        if len(self._queue) >= LIMITS.calls_in_flight:
            raise RateLimited("Too many runs wait for the sandbox of this device. Try again later.")
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.give()
            elif place in self._queue:
                self._queue.remove(place)
            raise

    def give(self) -> None:
        self._taken -= 1
        while self._queue and self._taken < self._limit:
            place = self._queue.popleft()
            if not place.done():
                self._taken += 1
                place.set_result(None)

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """A turn, for as long as the block runs."""
        await self.take()
        try:
            yield
        finally:
            self.give()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Others may compute while the one who has a turn waits."""
        self.give()
        try:
            yield
        finally:
            self._taken += 1

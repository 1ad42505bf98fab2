"""The host calls that a guest submitted and has not fetched: served side by side, as many as this device can hold.

Each may hold a megabyte of arguments and one of answer, and a guest may submit thousands without ever fetching one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from shared.errors import TooLarge
from shared.limits import KIB, LIMITS

_LONG = 16 * KIB
"""An answer of more characters keeps its place until it is fetched."""


class Submitted:
    """Of one run. `serve` is cancel-safe."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(LIMITS.sandbox_submitted)
        self._holding: set[int] = set()
        self._queued: dict[int, int] = {}

    @property
    def queued(self) -> list[int]:
        """Those that have not begun."""
        return list(self._queued)

    def admit(self, number: int, args: Mapping[str, Any]) -> None:
        """Call it before `serve`, which may come later. `TooLarge` where too much waits already."""
        size = len(json.dumps(args)) if self._places.locked() else 0
        if size + sum(self._queued.values()) > LIMITS.sandbox_queued:
            raise TooLarge(
                "The calls that this code began and did not wait for hold too much. Await some of them first."
            )
        self._queued[number] = size

    async def serve(self, number: int, call: Callable[[], Awaitable[str]]) -> str:
        """What `call` gives, when there is a place for it."""
        try:
            await self._places.acquire()
        finally:
            self._queued.pop(number, None)
        keeps = False
        try:
            reply = await call()
            keeps = len(reply) > _LONG
        finally:
            if keeps:
                self._holding.add(number)
            else:
                self._places.release()
        return reply

    def fetched(self, number: int) -> None:
        """Its answer is the guest's now."""
        if number in self._holding:
            self._holding.remove(number)
            self._places.release()

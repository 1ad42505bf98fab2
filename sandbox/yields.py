"""What a generator function yields in one run: counted, kept for its result while it fits one, handed to who listens.

Rules of this module:
- the guest stands still until a value was taken, so nothing piles up here;
- a run that is continued yields again what it yielded before: that counts again, and is heard by nobody twice;
- a worker counts too, and is not believed.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from pydantic import JsonValue

from shared.errors import LimitExceeded
from shared.limits import LIMITS

Deltas = Callable[[JsonValue], Awaitable[None]]
"""Takes one value; returns when the next may come. An error that it raises ends the run."""


class Yields:
    def __init__(self, deltas: Deltas | None = None) -> None:
        self.count = 0
        self._deltas = deltas
        self._bytes = 0
        self._kept: list[JsonValue] = []

    @property
    def listened(self) -> bool:
        return self._deltas is not None

    @property
    def room(self) -> int:
        """Bytes for all values: where nobody listens they are the result, and have to fit one."""
        return LIMITS.sandbox_yielded if self.listened else LIMITS.sandbox_message

    def again(self, value: JsonValue) -> None:
        """Of a run that catches up: somebody heard it, or it fitted. Raises `LimitExceeded`."""
        size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) + 1
        self._bytes += size
        if size > LIMITS.sandbox_message or self.count == LIMITS.sandbox_yields or self._bytes > LIMITS.sandbox_yielded:
            raise too_much()
        self.count += 1
        if self._fits:
            self._kept.append(value)
        else:
            self._kept.clear()

    async def take(self, value: JsonValue) -> None:
        """Cancelled, it may or may not have been heard. Raises `LimitExceeded`, and what who listens raises."""
        self.again(value)
        if self._deltas is not None:
            await self._deltas(value)
        elif not self._fits:
            raise too_much()

    @property
    def _fits(self) -> bool:
        return self._bytes < LIMITS.sandbox_message  # with the brackets around them

    def result(self, returned: JsonValue) -> JsonValue:
        """What it returned; where that is nothing, all that it yielded, if it fits."""
        return self._kept if returned is None and self._kept else returned


def too_much() -> LimitExceeded:
    return LimitExceeded(
        f"The code yielded too much: it may yield {LIMITS.sandbox_yields} values, and {LIMITS.sandbox_message} bytes "
        f"in all where nobody takes them one by one, or {LIMITS.sandbox_yielded} where somebody does.",
        limit="yields",
    )

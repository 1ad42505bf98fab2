"""Long work on the thread of the window, in slices: no slice keeps a frame from being drawn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")

SLICE_S = 0.004
"""A step that begins within this time still runs to its end; none takes more than a few milliseconds."""


async def sliced(work: Iterator[T]) -> T | None:
    """Take all steps; the last value. Cancelling stops between two steps."""
    until = time.perf_counter() + SLICE_S
    found: T | None = None
    for step in work:
        found = step
        if time.perf_counter() >= until:
            await asyncio.sleep(0)
            until = time.perf_counter() + SLICE_S
    return found


def at_once(work: Iterator[T]) -> T | None:
    """For work that is known to be short."""
    found: T | None = None
    for step in work:
        found = step
    return found

"""Long work on the thread of the window, in slices: no slice keeps a frame from being drawn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import TypeVar

from spoke.ui.chats.painted.part import Step

T = TypeVar("T")

SLICE_S = 0.002
"""A step that begins within this time still runs to its end; none takes more than a few milliseconds."""

_until = 0.0
"""The end of the slice that runs. One for all works: many short ones after another are as long as a long one."""


async def sliced(work: Iterator[T | Step]) -> T | None:
    """Take all steps; the last value. Cancelling stops between two steps."""
    found: T | None = None
    for step in work:
        if callable(step):
            await asyncio.to_thread(step)
        else:
            found = step
        await breath()
    return found


async def breath() -> None:
    """Let go of the thread if the slice is at its end."""
    global _until
    if time.perf_counter() >= _until:
        await asyncio.sleep(0)
        _until = time.perf_counter() + SLICE_S


def at_once(work: Iterator[T | Step]) -> T | None:
    """For work that is known to be short."""
    found: T | None = None
    for step in work:
        if callable(step):
            step()
        else:
            found = step
    return found

"""Long work on the thread of the window, in slices: no slice keeps a frame from being drawn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from spoke.ui.tasks import elsewhere

Step = Callable[[], object] | None
"""A place where the work can be put aside. If it is something, another thread is to do it."""

T = TypeVar("T")

SLICE_S = 0.002
"""A step that begins within this time still runs to its end; none takes more than a few milliseconds."""

_APART_S = 0.001
_QUIET_S = 0.01

_until = 0.0
"""The end of the slice that runs. One for all works: many short ones after another are as long as a long one."""

_ended = 0.0
"""When the last slice did."""


async def sliced(work: Iterator[T | Step]) -> T | None:
    """Take all steps; the last value. Cancelling stops between two steps."""
    found: T | None = None
    for step in work:
        if callable(step):
            await elsewhere(step)
        else:
            found = step
        await breath()
    return found


async def breath() -> None:
    """Let go of the thread if the slice is at its end."""
    global _until, _ended
    if time.perf_counter() < _until:
        return
    mine = _ended = time.perf_counter()
    await asyncio.sleep(0)
    if _ended != mine and time.perf_counter() < _ended + _APART_S:  # another had its slice in this very turn
        await asyncio.sleep(0)
    _until = time.perf_counter() + SLICE_S


async def quiet() -> None:
    """For work that nobody waits for: go on when there is no other for a moment."""
    global _ended
    _ended = time.perf_counter()
    await asyncio.sleep(0)
    while time.perf_counter() < max(_until, _ended) + _QUIET_S:  # noqa: ASYNC110 - no event says that nothing comes
        await asyncio.sleep(_QUIET_S)


def at_once(work: Iterator[T | Step]) -> T | None:
    """For work that is known to be short."""
    found: T | None = None
    for step in work:
        if callable(step):
            step()
        else:
            found = step
    return found

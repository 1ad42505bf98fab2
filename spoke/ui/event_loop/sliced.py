"""Long work on the thread of the window, in slices: no slice keeps a frame from being drawn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, TypeVar

from spoke.ui.event_loop import slice_clock
from spoke.ui.event_loop.threads import in_thread

Step = Callable[[], object] | None
"""A place where the work can be put aside. If it is something, another thread is to do it."""

Building: TypeAlias = Iterator[None]
"""The steps in which something is made, of a few milliseconds each; before the last nothing else may be asked of it."""

T = TypeVar("T")

_QUIET_S = 0.01
_SHORT_S = 0.0005


async def sliced(work: Iterator[T | Step]) -> T | None:
    """Take all steps; the last value. Cancelling stops between two steps."""
    found: T | None = None
    for step in work:
        if callable(step):
            await in_thread(step)
        else:
            found = step
        await checkpoint()
    return found


async def checkpoint() -> None:
    """Let go of the thread if the slice is at its end."""
    if time.perf_counter() < slice_clock.until:
        return
    mine = slice_clock.worked()
    await asyncio.sleep(0)
    if slice_clock.another_worked(mine):
        await asyncio.sleep(0)
    slice_clock.until = time.perf_counter() + slice_clock.SLICE_S


async def own_turn() -> None:
    """Let go of the thread, for what follows takes milliseconds, and so may what came in this turn."""
    slice_clock.end_slice()
    await checkpoint()


async def free(things: list[Any]) -> None:
    """Let go of things that nothing else holds, one by one: to free the cells of a table takes as long as a frame."""
    while things:
        things.pop()
        await checkpoint()


async def idle() -> None:
    """For work that nobody waits for: go on when there is no other for a moment."""
    slice_clock.worked()
    await asyncio.sleep(0)
    last = max(slice_clock.until, slice_clock.ended)
    while time.perf_counter() < last + _QUIET_S:  # no event says that nothing comes
        await asyncio.sleep(_QUIET_S)
        last = max(slice_clock.until, slice_clock.ended)


async def unhurried(work: Building) -> None:
    """Take all steps for which nobody waits; short ones together."""
    begun = time.perf_counter()
    for _ in work:
        if time.perf_counter() - begun > _SHORT_S:
            await idle()
            begun = time.perf_counter()


def at_once(work: Iterator[T | Step]) -> T | None:
    """For work that is known to be short."""
    found: T | None = None
    for step in work:
        if callable(step):
            step()
        else:
            found = step
    return found

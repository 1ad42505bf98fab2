"""Work on another thread, which the window's loop waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def in_thread(work: Callable[[], object], stop: Callable[[], object] = lambda: None) -> None:
    """Do it on another thread. Cancelling asks it to `stop` and waits for its end: it would tell a closed loop."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        stop()
        await asyncio.gather(running, return_exceptions=True)
        raise

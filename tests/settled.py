"""Wait until everything in the event loop waits for something."""

from __future__ import annotations

import asyncio


async def all_others_wait() -> None:
    """Return once every other task is blocked.

    anyio's `wait_all_tasks_blocked` looks every 0.1 s. So does uvicorn's own loop: now and then the two meet, find each
    other awake, and go on in step for ever. Nothing else here ticks every 7 ms.
    """
    await asyncio.sleep(0)
    this = asyncio.current_task()
    async with asyncio.timeout(60):
        while any(_awake(task) for task in asyncio.all_tasks() if task is not this):  # noqa: ASYNC110
            await asyncio.sleep(0.007)


def _awake(task: asyncio.Task[object]) -> bool:
    waiter = task._fut_waiter  # type: ignore[attr-defined]
    return waiter is None or bool(waiter.done())

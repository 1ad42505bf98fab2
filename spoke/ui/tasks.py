"""The window's tasks: each one is started here, and all are cancelled and awaited when the window closes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from shared.errors import FelloeError


class TaskOwner:
    """`failed` is handed the error of a task that nobody else awaits."""

    def __init__(self, failed: Callable[[FelloeError], None]) -> None:
        self._failed = failed
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
        """Run `work` until it ends or the window closes; after closing it is not begun."""
        if self._closed:
            work.close()
            return None
        task = asyncio.get_event_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def aclose(self) -> None:
        """Cancel all tasks and wait for their end."""
        self._closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, FelloeError):
            self._failed(error)
        elif error is not None:
            import structlog  # seldom needed, and slow to import

            structlog.get_logger(__name__).error("task failed", exc_info=error)
            self._failed(FelloeError("Something in this window failed. Your data is safe with the node."))


class Repeat:
    """Runs `work` when asked: one at a time, and once more when asked in between, so the last ask is never lost."""

    def __init__(self, tasks: TaskOwner, work: Callable[[], Awaitable[None]]) -> None:
        self._tasks = tasks
        self._work = work
        self._running = False
        self._again = False

    def ask(self) -> None:
        self._again = True
        if not self._running:
            self._running = True
            self._tasks.start(self._run())

    async def _run(self) -> None:
        try:
            while self._again:
                self._again = False
                await self._work()
        finally:
            self._running = False

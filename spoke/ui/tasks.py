"""The window's tasks: each one is started here, and all are cancelled and awaited when the window closes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from shared.errors import FelloeError
from spoke.ui.waits import Waits


async def elsewhere(work: Callable[[], object], stop: Callable[[], object] = lambda: None) -> None:
    """Do it on another thread. Cancelling asks it to `stop` and waits for its end: it would tell a closed loop."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        stop()
        await asyncio.gather(running, return_exceptions=True)
        raise


class TaskOwner(QObject):
    """`failed` carries the error of a task that nobody else awaits, and the `Repeat` that would try again, or none.
    `mended`: a `Repeat` worked."""

    failed = Signal(object, object)
    mended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.waits = Waits()
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
            self.failed.emit(error, None)
        elif error is not None:
            self.failed.emit(unforeseen(error), None)


class Repeat:
    """Runs `work` when asked: one at a time, and once more when asked in between, so the last ask is never lost, also
    where the one before it failed. `doing`: said where somebody has to wait for it."""

    def __init__(self, tasks: TaskOwner, work: Callable[[], Awaitable[None]], doing: str = "") -> None:
        self._tasks = tasks
        self._work = work
        self._doing = doing
        self._running = False
        self._again = False
        self._there = False
        """What it brings is on screen, so a slow look for something newer may stay unseen for longer."""

        self.works = True
        """It did when it was last done."""

    def ask(self) -> None:
        self._again = True
        if not self._running:
            self._running = True
            self._tasks.start(self._run())

    def ask_anew(self) -> None:
        """For something else than what is on screen."""
        self._there = False
        self.ask()

    async def _run(self) -> None:
        try:
            while self._again:
                self._again = False
                await self._once()
        finally:
            self._running = False

    async def _once(self) -> None:
        wait = self._tasks.waits.begin(self._doing, patient=self._there) if self._doing else None
        try:
            await self._work()
            self._there = self.works = True
            self._tasks.mended.emit(self)
        except FelloeError as error:
            self.works = False
            self._tasks.failed.emit(error, self)
        finally:
            if wait:
                self._tasks.waits.end(wait)


def unforeseen(error: BaseException) -> FelloeError:
    """A fault of ours: told in the log, and in a sentence."""
    import structlog  # seldom needed, and slow to import

    structlog.get_logger(__name__).error("task failed", exc_info=error)
    return FelloeError("Something in this window failed. Your data is safe with the node.")

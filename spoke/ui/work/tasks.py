"""The window's tasks: each one is started here, and all are cancelled and awaited when the window closes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from shared.errors import FelloeError
from spoke.ui.work.progress import ProgressTracker


class TaskOwner(QObject):
    """`failed` carries the error of a task that nobody else awaits, and the `Refresh` that would try again, or none.
    `mended`: a `Refresh` worked."""

    failed = Signal(object, object)
    mended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.progress = ProgressTracker()
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


def unforeseen(error: BaseException) -> FelloeError:
    """A fault of ours: told in the log, and in a sentence."""
    import structlog  # seldom needed, and slow to import

    structlog.get_logger(__name__).error("task failed", exc_info=error)
    return FelloeError("Something in this window failed. Your data is safe with the node.")

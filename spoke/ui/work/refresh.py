"""What the window looks up by itself, and again when it may have changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from shared.errors import FelloeError
from spoke.ui.work.tasks import TaskOwner


class Refresh:
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

    @property
    def running(self) -> bool:
        return self._running

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
        progress = self._tasks.progress.begin(self._doing, patient=self._there) if self._doing else None
        try:
            await self._work()
            self._there = self.works = True
            self._tasks.mended.emit(self)
        except FelloeError as error:
            self.works = False
            self._tasks.failed.emit(error, self)
        finally:
            if progress:
                self._tasks.progress.end(progress)

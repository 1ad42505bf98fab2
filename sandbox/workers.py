"""Worker processes of one image: started ahead, lent to one run at a time, replaced when lost."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from sandbox.worker_process import WorkerProcess
from shared.errors import FelloeError, SandboxUnavailable
from shared.limits import LIMITS

Spawn = Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]
"""Runs something in the background, under an owner that waits for it."""


class Workers:
    """`size` are kept at rest. `room()` is true if one more may start; it may end an idle one of another image."""

    def __init__(
        self, start: Callable[[], Awaitable[WorkerProcess]], size: int, spawn: Spawn, room: Callable[[], bool]
    ) -> None:
        self._start = start
        self._size = size
        self._spawn = spawn
        self._room = room
        self._idle: list[WorkerProcess] = []
        self._living: set[WorkerProcess] = set()
        self._starts: set[asyncio.Task[None]] = set()
        self._wanted: deque[asyncio.Future[WorkerProcess]] = deque()
        self._closing = False

    @property
    def count(self) -> int:
        """How many live or start."""
        return len(self._living) + len(self._starts)

    @property
    def pids(self) -> list[int]:
        return [worker.pid for worker in self._living]

    def close(self) -> None:
        """End all workers, now; those that wait for one are cancelled."""
        self._closing = True
        waiting: list[asyncio.Future[Any]] = [*self._wanted, *self._starts]
        for place in waiting:
            place.cancel()
        for worker in list(self._living):
            self._discard(worker)

    def retire(self) -> None:
        """Keep none at rest from now on: those that are lent end when they come back."""
        self._size = 0
        while self.give_up_idle():
            pass

    def renew(self) -> None:
        """Have others at rest: those that are there are not wanted any more."""
        given_up = False
        while self.give_up_idle():
            given_up = True
        if given_up:
            self._refill()

    def give_up_idle(self) -> bool:
        """End an idle worker, if there is one."""
        if self._idle:
            self._discard(self._idle[0])
            return True
        return False

    async def fill(self) -> None:
        """Wait until the workers at rest are there; the error of a start that failed, if none is."""
        self._refill()
        if self._starts:
            await asyncio.wait(self._starts)
        if not self._living:
            self._offer(await self._take())

    async def first(self) -> None:
        """Wait while there is none yet: until one has started, or could not. Cancelling leaves it to others."""
        if self._living or self._closing:
            return
        if not self._starts and self._room():
            self._begin()
        if self._starts:
            await asyncio.wait(self._starts, return_when=asyncio.FIRST_COMPLETED)

    @asynccontextmanager
    async def borrowed(self) -> AsyncIterator[WorkerProcess]:
        """A worker; it goes back if the block ends well, and is killed and replaced if it does not."""
        worker = await self._take()
        try:
            yield worker
        except BaseException:
            self._discard(worker)
            self._refill()
            raise
        self._offer(worker)

    async def _take(self) -> WorkerProcess:
        """An idle worker, or the next one that becomes ready. Cancelling leaves it to others."""
        while self._idle:
            worker = self._idle.pop(0)
            if worker.usable:
                return worker
            self._discard(worker)
        if len(self._wanted) >= len(self._starts):
            if not self._room():
                raise SandboxUnavailable(
                    f"All {LIMITS.sandbox_workers_max} sandbox workers wait for calls that they made. Try again later."
                )
            self._begin()
        place: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()
        self._wanted.append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self._offer(place.result())
            elif place in self._wanted:
                self._wanted.remove(place)
            raise

    def _offer(self, worker: WorkerProcess) -> None:
        """Hand a free worker to the one who waits longest, keep it, or end it if there are too many."""
        if self._closing or not worker.usable:
            self._discard(worker)
            if self._wanted and not self._closing:
                self._begin()
            return
        while self._wanted:
            place = self._wanted.popleft()
            if not place.done():
                place.set_result(worker)
                return
        if len(self._idle) < self._size:
            self._idle.append(worker)
        else:
            self._discard(worker)

    def _discard(self, worker: WorkerProcess) -> None:
        self._living.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        worker.kill()
        self._spawn(worker.gone())

    def _refill(self) -> None:
        while not self._closing and self.count < self._size and self._room():
            self._begin()

    def _begin(self) -> None:
        start = self._spawn(self._started())
        self._starts.add(start)
        start.add_done_callback(self._starts.discard)

    async def _started(self) -> None:
        try:
            worker = await self._start()
        except FelloeError as error:
            return self._disappoint(error)
        except OSError:
            return self._disappoint(SandboxUnavailable("This machine cannot start another process now."))
        finally:
            self._starts.discard(_current())
        self._living.add(worker)
        return self._offer(worker)

    def _disappoint(self, error: FelloeError) -> None:
        """Tell the one who waits longest that no worker comes."""
        while self._wanted:
            place = self._wanted.popleft()
            if not place.done():
                place.set_exception(error)
                return


def _current() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None
    return task

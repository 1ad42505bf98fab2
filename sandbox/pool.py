"""The sandbox of a process: `async with Pool() as pool: record = await pool.run(request, gate, services)`.

Rules of this module:
- each run has a worker to itself, and each worker one run;
- two runs compute at a time; one that waits for the host gives up its turn, so that what it waits for can run, up to
  `sandbox_workers_max` in all, then a typed refusal: never a queue behind one's own caller;
- a worker that was cancelled, overran or broke is killed and replaced; only its own run hears of it.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sandbox import outcome
from sandbox.execution import Execution
from sandbox.gatekeeper import Gatekeeper, Service
from sandbox.image import ImageCache, Progress
from sandbox.run_record import RunRecord, RunRequest
from sandbox.worker_process import WorkerProcess
from shared.errors import DeadlineExceeded, FelloeError, LimitExceeded, RateLimited, SandboxUnavailable
from shared.limits import LIMITS


class _Turns:
    """Who may compute: `limit` at a time, in order; one that comes back from a wait goes on at once."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    async def take(self) -> None:
        """Cancelling gives up the place."""
        if self._taken < self._limit and not self._queue:
            self._taken += 1
            return
        if len(self._queue) >= LIMITS.calls_in_flight:
            raise RateLimited("Too many runs wait for the sandbox of this device. Try again later.")
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.give()
            elif place in self._queue:
                self._queue.remove(place)
            raise

    def give(self) -> None:
        self._taken -= 1
        while self._queue and self._taken < self._limit:
            place = self._queue.popleft()
            if not place.done():
                self._taken += 1
                place.set_result(None)

    @contextmanager
    def lent(self) -> Iterator[None]:
        self.give()
        try:
            yield
        finally:
            self._taken += 1


class Pool:
    """Workers of one process. Enter it in the task that is to own them; leaving ends them all."""

    def __init__(
        self,
        image: ImageCache | None = None,
        *,
        workers: int = LIMITS.sandbox_workers,
        memory: int = LIMITS.sandbox_memory,
        progress: Progress | None = None,
    ) -> None:
        self._image = image or ImageCache()
        self._workers = workers
        self._memory = memory
        self._progress = progress
        self._turns = _Turns(workers)
        self._idle: list[WorkerProcess] = []
        self._living: set[WorkerProcess] = set()
        self._starts: set[asyncio.Task[None]] = set()
        self._wanted: deque[asyncio.Future[WorkerProcess]] = deque()
        self._compiled: tuple[Path, tuple[int, int]] | None = None
        self._checking = asyncio.Lock()
        self._tasks = asyncio.TaskGroup()
        self._closing = False

    async def __aenter__(self) -> Pool:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End all workers and wait for that, also when something went wrong: the group must not cancel the waiting."""
        self._closing = True
        waiting: list[asyncio.Future[Any]] = [*self._wanted, *self._starts]
        for place in waiting:
            place.cancel()
        for worker in list(self._living):
            self._discard(worker)
        await self._tasks.__aexit__(None, None, None)

    async def prepare(self) -> None:
        """Build the image if there is none and have the workers ready, so that the first run does not wait."""
        await self._image_path()
        while len(self._living) + len(self._starts) < self._workers:
            self._begin()
        if self._starts:
            await asyncio.wait(self._starts)
        if not self._living:
            self._offer(await self._worker())

    @property
    def pids(self) -> list[int]:
        return sorted(worker.pid for worker in self._living)

    async def run(self, request: RunRequest, gate: Gatekeeper, services: Mapping[str, Service]) -> RunRecord:
        """One run in a fresh guest. What goes wrong is in the record; only cancelling raises.

        Cancel-safe: the worker is killed and replaced, host calls in flight are cancelled.
        """
        begun = time.perf_counter()
        fields: dict[str, Any] = {"id": request.id, "ok": False}
        try:
            message = outcome.guest_message(request, secrets.randbits(63))
            await self._image_path()  # a build, once in a lifetime, is not the run's time
            fields |= await self._within(request, lambda: self._conduct(request, message, gate, services, fields))
        except FelloeError as error:
            fields["error"] = error.body()
        fields["elapsed_ms"] = round((time.perf_counter() - begun) * 1e3, 3)
        return RunRecord.model_validate(fields)

    async def _within(
        self, request: RunRequest, conduct: Callable[[], Coroutine[Any, Any, dict[str, Any]]]
    ) -> dict[str, Any]:
        """The wall clock, over waiting for a turn and running."""
        taken = False
        try:
            async with asyncio.timeout(request.wall_s):
                await self._turns.take()
                taken = True
                return await conduct()
        except TimeoutError:
            if not taken:
                raise DeadlineExceeded("The sandbox was busy for too long, so the run did not begin.") from None
            raise LimitExceeded(f"The run took more than {request.wall_s:g} s and was stopped.", limit="wall") from None
        finally:
            if taken:
                self._turns.give()

    async def _conduct(
        self,
        request: RunRequest,
        message: str,
        gate: Gatekeeper,
        services: Mapping[str, Service],
        fields: dict[str, Any],
    ) -> dict[str, Any]:
        async with self._borrowed() as worker:
            execution = Execution(request, worker, gate, services, self._turns.lent)
            fields["calls"] = execution.rows
            done = await execution.conduct(message)
        found = outcome.read(done, execution.errors, request.cpu_s)
        return {
            "ok": found.error is None,
            "result": found.result,
            "error": found.error,
            "stdout": found.stdout,
            "truncated": found.truncated,
            "guest_ms": done.guest_ms,
            "peak_memory_bytes": done.memory,
        }

    @asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[WorkerProcess]:
        """A worker; it goes back if the block ends well, and is replaced if it does not."""
        worker = await self._worker()
        try:
            yield worker
        except BaseException:
            self._discard(worker)
            self._fill()
            raise
        self._offer(worker)

    async def _worker(self) -> WorkerProcess:
        """An idle worker, or the next one that becomes ready. Cancelling leaves it to others."""
        while self._idle:
            worker = self._idle.pop(0)
            if worker.alive:
                return worker
            self._discard(worker)
        if len(self._wanted) >= len(self._starts):
            if len(self._living) + len(self._starts) >= LIMITS.sandbox_workers_max:
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
        if self._closing:
            self._discard(worker)
            return
        while self._wanted:
            place = self._wanted.popleft()
            if not place.done():
                place.set_result(worker)
                return
        if len(self._idle) < self._workers:
            self._idle.append(worker)
        else:
            self._discard(worker)

    def _discard(self, worker: WorkerProcess) -> None:
        self._living.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        worker.kill()
        self._tasks.create_task(worker.gone(), name="end a sandbox worker")

    def _fill(self) -> None:
        if not self._closing and len(self._living) + len(self._starts) < self._workers:
            self._begin()

    def _begin(self) -> None:
        start = self._tasks.create_task(self._start(), name="start a sandbox worker")
        self._starts.add(start)

    async def _start(self) -> None:
        try:
            worker = await WorkerProcess.start(await self._image_path(), self._memory)
        except FelloeError as error:
            return self._disappoint(error)
        except OSError:
            return self._disappoint(SandboxUnavailable("This machine cannot start another process now."))
        finally:
            self._starts.discard(_current_task())
        self._living.add(worker)
        return self._offer(worker)

    def _disappoint(self, error: FelloeError) -> None:
        """Tell the one who waits longest that no worker comes."""
        while self._wanted:
            place = self._wanted.popleft()
            if not place.done():
                place.set_exception(error)
                return

    async def _image_path(self) -> Path:
        """The image, built if need be, its sha256 checked when this pool first uses it and whenever it changed."""
        async with self._checking:
            if self._compiled is None or _stamp(self._compiled[0]) != self._compiled[1]:
                path = await asyncio.to_thread(self._ensure)
                self._compiled = (path, _stamp(path))
            return self._compiled[0]

    def _ensure(self) -> Path:
        return self._image.ensure(self._progress) if self._progress else self._image.ensure()


def _current_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None
    return task


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - called on the loop for each new worker
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)

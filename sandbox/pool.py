"""The sandbox of a process: `async with Pool() as pool: record = await pool.run(request, gate, services)`.

Rules of this module:
- each run has a worker to itself, and each worker one run;
- two runs compute at a time; one that waits for the host gives up its turn, so that what it waits for can run, up to
  `sandbox_workers_max` in all, then a typed refusal: never a queue behind one's own caller;
- a worker that was cancelled, overran or broke is killed and replaced; only its own run hears of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from pydantic import JsonValue

from sandbox import outcome
from sandbox.approval import Approver
from sandbox.bytecode import Bytecode, BytecodeCache
from sandbox.execution import Execution
from sandbox.gatekeeper import Gatekeeper
from sandbox.host_calls import HostCalls
from sandbox.image import ImageCache, Progress
from sandbox.journal import CallRow, Journal
from sandbox.live_image import LiveImage
from sandbox.run_record import RunRecord, RunRequest, SkillFiles
from sandbox.services.granted_folders import folders_of
from sandbox.services.service import Services
from sandbox.skill_images import SkillImages
from sandbox.turns import Turns
from sandbox.worker_process import WorkerProcess
from sandbox.workers import Workers
from sandbox.yields import Deltas, Yields
from shared.errors import (
    DeadlineExceeded,
    FelloeError,
    InvalidArgument,
    LimitExceeded,
    SandboxUnavailable,
    from_body,
)
from shared.ids import new_id
from shared.limits import LIMITS, MIB
from shared.system.wall_clock import WallClock
from shared.timeouts import TIMEOUTS

_LEAST_MEMORY = 64 * MIB


class Pool:
    """Workers of one process. Enter it in the task that is to own them; leaving ends them all.

    `progress` is told of the stages when the image must be built first. `memory` is in bytes, for each guest; below
    64 MiB there would be no room beside Python itself, and it is an `InvalidArgument`.
    """

    def __init__(
        self,
        image: ImageCache | None = None,
        *,
        workers: int = LIMITS.sandbox_workers,
        memory: int = LIMITS.sandbox_memory,
        progress: Progress | None = None,
    ) -> None:
        _check_memory(memory)
        if workers < 1:
            raise InvalidArgument("A sandbox needs at least one worker.")
        cache = image or ImageCache()
        self._image = LiveImage(lambda: cache.ensure(progress) if progress else cache.ensure())
        self._memory = memory
        self._turns = Turns(workers)
        self._tasks = asyncio.TaskGroup()
        self._open = False
        self._clocks: set[WallClock] = set()
        """Of the runs under way."""
        self._idle = asyncio.Event()
        self._idle.set()
        self._workers = Workers(lambda: self._start(self._image), workers, self._tasks.create_task, self._room)
        self._skill_images = SkillImages(cache.root, self._start, self._tasks.create_task, self._room)
        self._bytecode = BytecodeCache(cache.folder / "skills")

    async def __aenter__(self) -> Pool:
        await self._tasks.__aenter__()
        self._open = True
        return self

    async def __aexit__(self, *_: object) -> None:
        """End all runs and workers and wait for that, also when something went wrong: nothing cancels the waiting."""
        self._open = False
        for clock in self._clocks:
            clock.ring()
        with suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUTS.shutdown):
                await self._idle.wait()
        self._skill_images.close()
        self._workers.close()
        await self._tasks.__aexit__(None, None, None)

    @property
    def memory(self) -> int:
        """Bytes, for each guest."""
        return self._memory

    def set_memory(self, memory: int) -> None:
        """For runs that begin from now on. Raises `InvalidArgument` for less than 64 MiB."""
        _check_memory(memory)
        self._memory = memory
        for group in self._groups():
            group.renew()

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers."""
        return sorted(pid for group in self._groups() for pid in group.pids)

    async def prepare(self) -> None:
        """Build the image if there is none and have the workers ready, so that the first run does not wait."""
        await self._image.path()
        await self._workers.fill()

    async def run(
        self,
        request: RunRequest,
        gate: Gatekeeper,
        services: Services,
        *,
        approver: Approver | None = None,
        journal: Journal | None = None,
        told: Callable[[CallRow], None] | None = None,
        deltas: Deltas | None = None,
    ) -> RunRecord:
        """One run in a fresh guest. What goes wrong is in the record; only cancelling raises.

        With an `approver`, what the gatekeeper wants asked is asked of it; where it does not answer in time the record
        ends in `approval_pending`, and its `journal`, given again with the same request, continues the run. `told`
        hears of each host call as soon as it is decided. `deltas` takes what a generator function yields, value by
        value; a run that is continued begins there with what was not taken before.
        Cancel-safe: the worker is killed and replaced, host calls in flight are cancelled.
        """
        begun = time.perf_counter()
        journal = journal or Journal.new()
        if not journal.steps:
            journal.granted = folders_of(gate)
        clock = WallClock(max(request.wall_s, journal.wall_left_s))
        calls = HostCalls(request.id, gate, services, clock, approver, told)
        execution = Execution(
            request, calls, clock, self._turns.lent, journal, Yields(deltas), keeps=approver is not None
        )
        error = None
        try:
            message = outcome.guest_message(request, journal.seed, journal.granted)
            await self._image.path()  # a build happens once and is not the run's time
            await self._in_time(execution, clock, message)
        except FelloeError as failure:
            error = failure.body()
        took_s = time.perf_counter() - begun - calls.asked_s
        return execution.record(round(took_s * 1e3, 3), error)

    async def _in_time(self, execution: Execution, clock: WallClock, message: str) -> None:
        """The wall clock: over compiling the skill, waiting for a turn, and running."""
        request = execution.request
        began = False
        if not self._open:
            raise _closed()
        self._clocks.add(clock)
        self._idle.clear()
        try:
            async with clock:
                with clock.stopped():  # a first worker's start has a limit of its own
                    await self._workers.first()
                bytecode = await self._bytecode_of(request)
                async with self._turns.taken():
                    began = True
                    await self._conduct(execution, message, bytecode)
        except TimeoutError:
            if not self._open:
                raise _closed() from None
            if not began:
                raise DeadlineExceeded("The sandbox was busy for too long, so the run did not begin.") from None
            raise LimitExceeded(f"The run took more than {request.wall_s:g} s and was stopped.", limit="wall") from None
        finally:
            self._clocks.discard(clock)
            if not self._clocks:
                self._idle.set()

    async def _conduct(self, execution: Execution, message: str, bytecode: Bytecode) -> None:
        skill = execution.request.skill
        preloaded = self._skill_images.workers(skill)
        try:
            await self._on_a_worker(preloaded or self._workers, execution, message, bytecode)
        except SandboxUnavailable:
            if execution.heard:
                raise
            await self._on_a_worker(self._workers, execution, message, bytecode)  # it had died before: nothing happened
        if skill is not None and preloaded is None and execution.request.kind in ("exec", "function"):
            self._skill_images.loaded(skill, execution.load_ms)

    async def _on_a_worker(self, group: Workers, execution: Execution, message: str, bytecode: Bytecode) -> None:
        async with group.borrowed() as worker:
            await execution.conduct(worker, message, bytecode)

    async def _bytecode_of(self, request: RunRequest) -> Bytecode:
        if request.skill is None or request.kind == "compile":
            return {}
        return await self._bytecode.of(request.skill, partial(self._compile, request.skill))

    async def _compile(self, skill: SkillFiles, paths: list[str]) -> JsonValue:
        """In a guest that has nothing but these files, under a digest of their own; None where it failed."""
        source = replace(
            skill, digest=f"source {skill.digest} {paths[0]}", files={path: skill.files[path] for path in paths}
        )
        request = RunRequest(new_id(), "compile", skill=source, args={"files": paths})
        record = await self.run(request, Gatekeeper(skill.name), {})
        if record.error is not None and record.error.retryable:
            raise from_body(record.error)  # the machine's fault, not that of the files
        return record.result

    def _groups(self) -> list[Workers]:
        return [self._workers, *self._skill_images.groups]

    def _room(self) -> bool:
        """Whether one more worker may live; an idle one of others makes place for it."""
        if sum(group.count for group in self._groups()) < LIMITS.sandbox_workers_max:
            return True
        return any(group.give_up_idle() for group in self._groups())

    async def _start(self, image: LiveImage) -> WorkerProcess:
        return await WorkerProcess.start(await image.path(), self._memory, lambda: self._memory)


def _check_memory(memory: int) -> None:
    if memory < _LEAST_MEMORY:
        raise InvalidArgument(f"A guest needs at least {_LEAST_MEMORY // MIB} MB of memory.")


def _closed() -> SandboxUnavailable:
    return SandboxUnavailable("The sandbox is closed. Use it inside `async with Pool() as pool`.")

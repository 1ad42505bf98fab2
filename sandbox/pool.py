"""The sandbox of a process: `async with Pool() as pool: record = await pool.run(request, gate, services)`.

Rules of this module:
- each run has a worker to itself, and each worker one run;
- two runs compute at a time; one that waits for the host gives up its turn, so that what it waits for can run, up to
  `sandbox_workers_max` in all, then a typed refusal: never a queue behind one's own caller;
- a worker that was cancelled, overran or broke is killed and replaced; only its own run hears of it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pydantic import JsonValue

from sandbox import outcome
from sandbox.baked import BakedSkills
from sandbox.compiled import Code, CompiledSkills
from sandbox.execution import Execution
from sandbox.gatekeeper import Gatekeeper, Service
from sandbox.image import ImageCache, Progress
from sandbox.live_image import LiveImage
from sandbox.run_record import RunRecord, RunRequest, SkillFiles
from sandbox.turns import Turns
from sandbox.worker_process import WorkerProcess
from sandbox.workers import Workers
from shared.errors import DeadlineExceeded, FelloeError, InvalidArgument, LimitExceeded
from shared.limits import LIMITS, MIB

_LEAST_MEMORY = 64 * MIB
_Fields = dict[str, Any]
"""What is known of a run, by the names of its record."""


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
        if memory < _LEAST_MEMORY:
            raise InvalidArgument(f"A guest needs at least {_LEAST_MEMORY // MIB} MB of memory.")
        cache = image or ImageCache()
        self._image = LiveImage(cache, progress)
        self._memory = memory
        self._turns = Turns(workers)
        self._tasks = asyncio.TaskGroup()
        self._workers = Workers(lambda: self._start(self._image), workers, self._tasks.create_task, self._room)
        self._baked = BakedSkills(cache.root, self._start, self._tasks.create_task, self._room)
        self._compiled = CompiledSkills(cache.folder / "skills")

    async def __aenter__(self) -> Pool:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End all workers and wait for that, also when something went wrong: the group must not cancel the waiting."""
        self._baked.close()
        for group in self._groups():
            group.close()
        await self._tasks.__aexit__(None, None, None)

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers."""
        return sorted(pid for group in self._groups() for pid in group.pids)

    async def prepare(self) -> None:
        """Build the image if there is none and have the workers ready, so that the first run does not wait."""
        await self._image.path()
        await self._workers.fill()

    async def run(self, request: RunRequest, gate: Gatekeeper, services: Mapping[str, Service]) -> RunRecord:
        """One run in a fresh guest. What goes wrong is in the record; only cancelling raises.

        Cancel-safe: the worker is killed and replaced, host calls in flight are cancelled.
        """
        begun = time.perf_counter()
        fields: _Fields = {"id": request.id, "ok": False}
        try:
            message = outcome.guest_message(request, secrets.randbits(63))
            await self._image.path()  # a build, once in a lifetime, is not the run's time
            code = await self._code(request.skill)  # nor is this
            await self._within(request, lambda: self._conduct(request, message, code, gate, services, fields))
        except FelloeError as error:
            fields["error"] = error.body()
        fields["elapsed_ms"] = round((time.perf_counter() - begun) * 1e3, 3)
        return RunRecord.model_validate(fields)

    def _groups(self) -> list[Workers]:
        return [self._workers, *self._baked.groups]

    def _room(self) -> bool:
        """Whether one more worker may live; an idle one of others makes place for it."""
        if sum(group.count for group in self._groups()) < LIMITS.sandbox_workers_max:
            return True
        return any(group.give_up_idle() for group in self._groups())

    async def _start(self, image: LiveImage) -> WorkerProcess:
        return await WorkerProcess.start(await image.path(), self._memory)

    async def _within(self, request: RunRequest, conduct: Callable[[], Awaitable[None]]) -> None:
        """The wall clock, over waiting for a turn and running."""
        taken = False
        try:
            async with asyncio.timeout(request.wall_s):
                await self._turns.take()
                taken = True
                await conduct()
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
        code: Code,
        gate: Gatekeeper,
        services: Mapping[str, Service],
        fields: _Fields,
    ) -> None:
        baked = self._baked.workers(request.skill)
        group = self._workers if baked is None else baked
        async with group.borrowed() as worker:
            execution = Execution(request, worker, gate, services, self._turns.lent)
            try:
                done = await execution.conduct(message, code)
            finally:  # also of a run that was stopped, what is known is told
                fields |= execution.known()
        found = outcome.read(done, execution.errors, request.cpu_s)
        fields |= {
            "ok": found.error is None,
            "result": found.result,
            "error": found.error,
            "peak_memory_bytes": done.memory,
        }
        if request.skill is not None and baked is None and request.kind in ("exec", "function"):
            self._baked.ran(request.skill, done.guest_ms)

    async def _code(self, skill: SkillFiles | None) -> Code:
        if skill is None:
            return {}

        async def compile_files(paths: list[str]) -> JsonValue:
            files = {path: skill.files[path] for path in paths}
            source = replace(skill, digest=f"source {skill.digest} {paths[0]}", files=files)
            request = RunRequest("compile", "compile", skill=source, args={"files": paths})
            fields: _Fields = {"id": request.id, "ok": False, "elapsed_ms": 0}
            message = outcome.guest_message(request, 0)
            with suppress(LimitExceeded):  # then its code is compiled where it is imported
                gate = Gatekeeper(skill.name)
                await self._within(request, lambda: self._conduct(request, message, {}, gate, {}, fields))
            return RunRecord.model_validate(fields).result

        return await self._compiled.of(skill, compile_files)

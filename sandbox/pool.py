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
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from sandbox import outcome
from sandbox.compiled import Code, CompiledSkills
from sandbox.execution import Execution
from sandbox.gatekeeper import Gatekeeper, Service
from sandbox.image import ImageCache, Progress
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
        self._image = image or ImageCache()
        self._memory = memory
        self._progress = progress
        self._turns = Turns(workers)
        self._workers = Workers(self._start, workers)
        self._compiled_skills = CompiledSkills(self._image.folder / "skills")
        self._checked: tuple[Path, tuple[int, int]] | None = None
        self._checking = asyncio.Lock()

    async def __aenter__(self) -> Pool:
        await self._workers.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._workers.__aexit__()

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers."""
        return self._workers.pids

    async def prepare(self) -> None:
        """Build the image if there is none and have the workers ready, so that the first run does not wait."""
        await self.image_path()
        await self._workers.fill()

    async def run(self, request: RunRequest, gate: Gatekeeper, services: Mapping[str, Service]) -> RunRecord:
        """One run in a fresh guest. What goes wrong is in the record; only cancelling raises.

        Cancel-safe: the worker is killed and replaced, host calls in flight are cancelled.
        """
        begun = time.perf_counter()
        fields: _Fields = {"id": request.id, "ok": False}
        try:
            message = outcome.guest_message(request, secrets.randbits(63))
            await self.image_path()  # a build, once in a lifetime, is not the run's time
            code = await self._code(request.skill)  # nor is this
            await self._within(request, lambda: self._conduct(request, message, code, gate, services, fields))
        except FelloeError as error:
            fields["error"] = error.body()
        fields["elapsed_ms"] = round((time.perf_counter() - begun) * 1e3, 3)
        return RunRecord.model_validate(fields)

    async def image_path(self) -> Path:
        """The image, built if need be, its sha256 checked when this pool first uses it and whenever it changed."""
        async with self._checking:
            if self._checked is None or _stamp(self._checked[0]) != self._checked[1]:
                path = await asyncio.to_thread(self._ensure)
                self._checked = (path, _stamp(path))
            return self._checked[0]

    def _ensure(self) -> Path:
        return self._image.ensure(self._progress) if self._progress else self._image.ensure()

    async def _start(self) -> WorkerProcess:
        return await WorkerProcess.start(await self.image_path(), self._memory)

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
        async with self._workers.borrowed() as worker:
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

        return await self._compiled_skills.of(skill, compile_files)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - called on the loop for each run
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)

"""One host skill: its file, what it offers, and its process, which takes one call at a time."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from pydantic import JsonValue

from sandbox.run_record import RunRecord
from sandbox.yields import Deltas, Yields
from shared.api import FunctionInfo
from shared.error_body import ErrorBody
from shared.errors import Conflict, DeadlineExceeded, FelloeError, LimitExceeded
from spoke.host_skills.files import HostFile
from spoke.host_skills.process import HostAnswer, HostProcess


class HostSkill:
    """`functions` and `description` are known once it is described; `problem` says why it cannot be."""

    def __init__(self, name: str, file: HostFile | None = None, problem: str = "") -> None:
        self.name = name
        self.file = file
        self.problem = problem
        self.description = ""
        self.functions: list[FunctionInfo] = []
        self.skipped: list[str] = []
        self._process: HostProcess | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def describe(self) -> dict[str, Any]:
        """What the file says of itself, in a process that stays for the first call. Raises `BadSkill`."""
        async with self._turn:
            return (await self._ready()).described

    async def run(
        self, run_id: str, function: str, args: dict[str, JsonValue], wall_s: float, deltas: Deltas | None = None
    ) -> RunRecord:
        """Call a function, and say how it went. `wall_s`: all in all, waiting for its turn included. `deltas` takes
        what it yields.

        Cancelling ends the process and what it started.
        """
        begun = time.perf_counter()
        answer, error, yields = None, None, Yields(deltas)
        try:
            answer = await self._answered(function, args, wall_s, yields)
            error = _known(answer.error)
        except FelloeError as failure:
            error = failure.body()
        return RunRecord(
            id=run_id,
            digest=self.file.digest if self.file else "",
            ok=error is None,
            result=yields.result(answer.ok) if answer and error is None else None,
            error=error,
            streamed=yields.count,
            elapsed_ms=(time.perf_counter() - begun) * 1e3,
            stdout=answer.output if answer else "",
        )

    async def close(self) -> None:
        """End the process, and wait for that. Calls that wait for their turn are refused."""
        self._closed = True
        self._end()
        await asyncio.gather(*self._ending)

    async def _answered(self, function: str, args: dict[str, JsonValue], wall_s: float, yields: Yields) -> HostAnswer:
        asked = False
        try:
            async with asyncio.timeout(wall_s), self._turn:
                process = await self._ready()
                asked = True
                return await process.ask(function, args, yields)
        except TimeoutError:
            if not asked:
                raise DeadlineExceeded(f"{self.name} was not free within {wall_s:g} s, so nothing was done.") from None
            self._end()
            raise LimitExceeded(
                f"{self.name}.{function} took longer than {wall_s:g} s and was ended.", limit="wall"
            ) from None
        except (asyncio.CancelledError, FelloeError):
            if asked:
                self._end()
            raise

    async def _ready(self) -> HostProcess:
        if self._process and not self._process.alive:
            self._end()
        if self._ending:  # two processes of one skill could want the same hardware
            await asyncio.wait(self._ending)
        if self._process is None and not self._closed:
            assert self.file is not None
            self._process = await HostProcess.start(self.file)
        if self._closed or self._process is None:
            self._end()
            raise Conflict(f"{self.name}.py was changed or taken away before this call was made. Try again.")
        return self._process

    def _end(self) -> None:
        """Begin to end the process; nobody who waits for an answer waits for that."""
        if self._process:
            task = asyncio.create_task(self._process.stop(), name=f"end {self.name}")
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            self._process = None


def _known(error: ErrorBody | None) -> ErrorBody | None:
    """What a process may say of its own call: no word on retrying, no code of the node's own."""
    if error is None:
        return None
    code = error.code if error.code in ("code_failed", "bad_result", "not_found", "invalid_argument") else "code_failed"
    return ErrorBody(code=code, message=error.message[:4_000], details=error.details)

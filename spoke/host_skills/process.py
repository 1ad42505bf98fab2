"""The process of a host skill as the node sees it: started, asked, ended.

Rules of this module:
- it runs as the owner, with the owner's environment: nothing here is a sandbox;
- nothing that it does holds up the node: every wait has an end, every line a size, and its whole group is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError

import sandbox
from sandbox.yields import Yields
from shared.error_body import ErrorBody
from shared.errors import BadSkill, CodeFailed, ProtocolError
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.host_skills.files import HostFile

_LINE = 8 * LIMITS.sandbox_message
"""Bytes of an answer with its output, however much of them JSON has to escape."""
_CHILD = Path(__file__).with_name("child.py")
_GUEST = Path(str(sandbox.__file__)).parent / "guest"


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _First(_Line):
    ready: dict[str, Any] | None = None
    error: ErrorBody | None = None


class HostAnswer(_Line):
    """How a call ended, with what the function printed meanwhile."""

    id: int
    output: str
    ok: JsonValue = None
    error: ErrorBody | None = None


class _Yielded(_Line):
    """A value of a generator function, before its answer. The pipe holds up the function while it is not read."""

    id: int
    yielded: JsonValue


_FIRST = TypeAdapter(_First)
_NEXT: TypeAdapter[HostAnswer | _Yielded] = TypeAdapter(HostAnswer | _Yielded)
T = TypeVar("T")


class HostProcess:
    def __init__(self, file: HostFile, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._file = file
        self._process = process
        self._stdin = process.stdin
        self._stdout = process.stdout
        self._asked = 0
        self.described: dict[str, Any] = {}

    @classmethod
    async def start(cls, file: HostFile) -> HostProcess:
        """Import the file. Raises `BadSkill` with what kept it from that; cancelling ends the process."""
        command = [file.python, str(_CHILD), str(file.path), str(_GUEST)]
        try:
            process = await asyncio.create_subprocess_exec(
                *command, str(LIMITS.sandbox_message), str(LIMITS.sandbox_output),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=None if os.environ.get("FELLOE_DEBUG") == "1" else asyncio.subprocess.DEVNULL,
                cwd=Path.home(),
                limit=_LINE,
                start_new_session=True,  # so that what it starts can be ended with it
            )  # fmt: skip
        except OSError as error:
            raise BadSkill(f"{file.python} could not be started: {error.strerror or error}.") from None
        started = cls(file, process)
        try:
            started.described = await started._greeting()
        except BaseException:
            await asyncio.shield(asyncio.create_task(started.stop()))
            raise
        return started

    async def _greeting(self) -> dict[str, Any]:
        try:
            async with asyncio.timeout(TIMEOUTS.host_skill_start):
                first = await self._read(_FIRST)
        except TimeoutError:
            wait_s = TIMEOUTS.host_skill_start
            raise BadSkill(
                f"{self._file.path.name} was not imported within {wait_s:g} s. Do less at its top."
            ) from None
        except CodeFailed:
            raise BadSkill(f"{self._file.path.name} ended its process while it was imported.") from None
        if first.error or first.ready is None:
            line = first.error.details.get("line") if first.error else None
            said = first.error.message if first.error else "It says nothing of itself."
            raise BadSkill(f"{self._file.path.name} cannot be imported{f' (line {line})' if line else ''}: {said}")
        return first.ready

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and not self._stdin.is_closing()

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, function: str, args: dict[str, JsonValue], yields: Yields) -> HostAnswer:
        """Call a function. Raises `CodeFailed` where the process ended, `ProtocolError` where it sent nonsense, and
        what `yields` raises.

        After an error or a cancel the process must be stopped.
        """
        self._asked += 1
        request = {"id": self._asked, "function": function, "args": args}
        with contextlib.suppress(ConnectionError):  # it is gone: reading says how
            self._stdin.write(json.dumps(request).encode() + b"\n")
            await self._stdin.drain()
        while True:
            line = await self._read(_NEXT)
            if line.id != self._asked:
                raise self._nonsense()
            if isinstance(line, HostAnswer):
                return line
            await yields.take(line.yielded)

    async def _read(self, kind: TypeAdapter[T]) -> T:
        try:
            return kind.validate_json(await self._stdout.readuntil(b"\n"))
        except (asyncio.IncompleteReadError, ConnectionError):
            name = self._file.path.name
            raise CodeFailed(f"The process of {name} ended before it answered. Look before you repeat it.") from None
        except (asyncio.LimitOverrunError, ValidationError):
            raise self._nonsense() from None

    def _nonsense(self) -> ProtocolError:
        return ProtocolError(f"The process of {self._file.path.name} sent something that is no answer; it was ended.")

    async def stop(self) -> None:
        """SIGTERM to all that was started with it, a moment later SIGKILL. Returns when it has ended."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUTS.host_skill_stop):
                await self._process.wait()
        self._signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        self._stdin.close()
        await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform != "win32":
                os.killpg(self._process.pid, number)
            elif self._process.returncode is None:
                self._process.send_signal(number)

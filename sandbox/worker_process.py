"""A worker as its parent sees it: lines in, lines out, and a process that may be killed at any moment."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sandbox import bridge
from sandbox.lines import Lines, TooLong
from sandbox.run_record import SkillFiles
from shared.errors import SandboxUnavailable
from shared.limits import LIMITS, MIB
from shared.timeouts import TIMEOUTS

SKILLS_KEPT = 8
"""Skills whose files a worker keeps, so that a second run sends none."""

BYTES_KEPT = 128 * MIB
"""What these may hold in all; the last one is kept whatever it holds."""

_ENDED = "The sandbox worker ended in the middle of this run. No other run was touched; try again."
_UNABLE = {
    "memory": "This machine could not give a sandbox worker the memory that it needs. Close other programs first.",
    "image": "The sandbox image does not load on this machine. Build it again with: felloe-skill image build --force",
}


class WorkerProcess:
    def __init__(self, process: asyncio.subprocess.Process, lines: Lines) -> None:
        assert process.stdin is not None
        self._process = process
        self._stdin = process.stdin
        self._lines = lines
        self._skills: OrderedDict[str, int] = OrderedDict()
        self.memory = 0
        """What a guest of it may use, in bytes."""

        self._wanted: Callable[[], int] | None = None

    @classmethod
    async def start(
        cls, compiled: Path, memory: int = LIMITS.sandbox_memory, wanted: Callable[[], int] | None = None
    ) -> WorkerProcess:
        """A worker with a prepared guest, which is good as long as its `memory` is what is `wanted`.

        Cancelling kills the process.
        """
        debug = os.environ.get("FELLOE_DEBUG") == "1"
        process, lines = await started(
            sys.executable, "-I", "-m", "sandbox.worker", str(compiled), str(memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=None if debug else asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
            start_new_session=True,  # Ctrl-C at a terminal is for us: a worker that took it would look lost
        )  # fmt: skip
        worker = cls(process, lines)
        worker.memory, worker._wanted = memory, wanted
        try:
            await worker._greet()
        except BaseException:
            worker.kill()
            await worker.gone()
            raise
        return worker

    async def _greet(self) -> None:
        try:
            async with asyncio.timeout(TIMEOUTS.worker_start):
                ready = await self.receive()
        except TimeoutError:
            raise SandboxUnavailable("A sandbox worker did not start in time. The machine may be too busy.") from None
        if isinstance(ready, bridge.Unable):
            raise SandboxUnavailable(_UNABLE.get(ready.want, _UNABLE["image"]))
        if not isinstance(ready, bridge.Ready) or ready.version != bridge.VERSION:
            raise SandboxUnavailable("The sandbox worker is of another version. Install Felloe again.")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def usable(self) -> bool:
        """It lives, and its guests have the memory that they are to have."""
        if self._wanted is not None and self._wanted() != self.memory:
            return False
        return self._process.returncode is None and not self._stdin.is_closing()

    def send(self, line: bridge.Line) -> None:
        self._stdin.write(bridge.encode(line))

    async def send_skill(self, skill: SkillFiles, code: Mapping[str, str]) -> None:
        """Give the worker the files of a skill, and their compiled form, if it does not have them yet."""
        try:
            await self._send_skill(skill, code)
        except ConnectionError:
            raise SandboxUnavailable(_ENDED) from None

    async def _send_skill(self, skill: SkillFiles, code: Mapping[str, str]) -> None:
        if skill.digest in self._skills:
            self._skills.move_to_end(skill.digest)
            return
        size = sum(map(len, skill.files.values())) + sum(map(len, code.values()))
        while self._skills and (len(self._skills) >= SKILLS_KEPT or sum(self._skills.values()) + size > BYTES_KEPT):
            self.send(bridge.Forget(self._skills.popitem(last=False)[0]))
        for path, data in skill.files.items():
            for offset in range(0, max(1, len(data)), bridge.FILE_CHUNK):
                part = data[offset : offset + bridge.FILE_CHUNK]
                self.send(bridge.SkillFile(skill.digest, path, base64.b64encode(part).decode()))
                await self._stdin.drain()
        for path, text in code.items():
            self.send(bridge.SkillCode(skill.digest, path, text))
            await self._stdin.drain()
        self._skills[skill.digest] = size

    async def receive(self) -> Any:
        """The next line; `SandboxUnavailable` when the worker is gone or speaks nonsense."""
        try:
            return bridge.decode(await self._lines.fetch(), bridge.FROM_WORKER)
        except (EOFError, ConnectionError):
            raise SandboxUnavailable(_ENDED) from None
        except (TooLong, bridge.BadText):
            raise SandboxUnavailable("The sandbox worker sent something that is not a message; it was ended.") from None

    def kill(self) -> None:
        """End the process now; `gone` waits for it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._stdin.close()
        self._lines.close()

    async def gone(self) -> None:
        """Wait until a killed process is buried."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUTS.shutdown):
                await self._process.wait()


class _Starting(asyncio.subprocess.SubprocessStreamProtocol):
    """Hands on to `lines` what comes before they read the pipe themselves: a busy loop hears of a process only after
    that has said something, or has gone."""

    def __init__(self, lines: Lines, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(limit=bridge.LINE_BYTES, loop=loop)
        self._lines = lines

    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        if fd == 1 and isinstance(data, bytes):
            self._lines.data_received(data)
        else:
            super().pipe_data_received(fd, data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == 1:
            self._lines.ended()
        super().pipe_connection_lost(fd, exc)


async def started(*command: str, **fields: Any) -> tuple[asyncio.subprocess.Process, Lines]:
    """As `asyncio.create_subprocess_exec` does, but for who reads its standard output."""
    loop, lines = asyncio.get_running_loop(), Lines()
    transport, protocol = await loop.subprocess_exec(lambda: _Starting(lines, loop), *command, **fields)
    pipe = transport.get_pipe_transport(1)
    assert isinstance(pipe, asyncio.ReadTransport)
    lines.read(pipe)
    return asyncio.subprocess.Process(transport, protocol, loop), lines

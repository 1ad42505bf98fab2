"""Skills whose dependencies take long to import: an image in which they are imported already, and workers of its own.

`python -I -m sandbox.baked ROOT` builds one, from a skill on stdin. The pool has it done in the background, by a
process that yields to all others, after a run that showed that it pays: jinja2 takes 60 ms without and 5 ms with. Only
packages in vendor/ are imported ahead. A skill's own modules are left to each run, since what they do as they are
imported (read the clock, ask the host) belongs to it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import signal
import sys
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from sandbox.image import ImageCache
from sandbox.live_image import LiveImage
from sandbox.run_record import SkillFiles
from sandbox.worker_process import WorkerProcess
from sandbox.workers import Spawn, Workers
from shared.errors import FelloeError
from shared.limits import MIB
from shared.timeouts import TIMEOUTS

log = structlog.get_logger()
_PAYS_MS = 20.0
"""Guest time of a run from which on its skill's dependencies are worth an image."""

_SLOW_RUNS = 2
"""A process that runs a skill once is gone before its image would be there."""

_MOST_BYTES = 8 * MIB
_AT_ONCE = 2
"""Skills whose workers are kept at rest, one each."""


class BakedSkills:
    """Belongs to a pool. `start` starts a worker of an image; `spawn` and `room` are as for `Workers`."""

    def __init__(
        self, root: Path, start: Callable[[LiveImage], Awaitable[WorkerProcess]], spawn: Spawn, room: Callable[[], bool]
    ) -> None:
        self._root = root
        self._start = start
        self._spawn = spawn
        self._room = room
        self._open: OrderedDict[str, Workers] = OrderedDict()
        self._retired: list[Workers] = []
        self._slow_runs: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._building = asyncio.Lock()

    @property
    def groups(self) -> list[Workers]:
        """All that have workers, or may have."""
        self._retired = [group for group in self._retired if group.count]
        return [*self._open.values(), *self._retired]

    def workers(self, skill: SkillFiles | None) -> Workers | None:
        """Those that have the skill's dependencies imported, if its image was built."""
        if skill is None or skill.digest not in self._open:
            return None
        self._open.move_to_end(skill.digest)
        return self._open[skill.digest]

    def ran(self, skill: SkillFiles, guest_ms: float) -> None:
        """Note how long a run took without; have the image built where it pays. It is tried once."""
        if guest_ms < _PAYS_MS or not _can_be_baked(skill):
            return
        self._slow_runs[skill.digest] += 1
        if self._slow_runs[skill.digest] != _SLOW_RUNS:
            return
        task = self._spawn(self._bake(skill))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Give up what is being built."""
        for task in self._tasks:
            task.cancel()

    async def _bake(self, skill: SkillFiles) -> None:
        async with self._building:
            cache = ImageCache(self._root, skill)
            try:
                if not cache.info().built:
                    await _build(self._root, skill)
                await asyncio.to_thread(cache.checked)
            except FelloeError as error:
                log.warning("a skill has no image of its own", skill=skill.name, reason=error.message)
                return
        image = LiveImage(cache)
        self._open[skill.digest] = Workers(lambda: self._started(skill, image), 1, self._spawn, self._room)
        while len(self._open) > _AT_ONCE:
            _, oldest = self._open.popitem(last=False)
            oldest.retire()
            self._retired.append(oldest)

    async def _started(self, skill: SkillFiles, image: LiveImage) -> WorkerProcess:
        try:
            return await self._start(image)
        except FelloeError:  # the next run goes the way of all others
            self._open.pop(skill.digest, None)
            raise


def _can_be_baked(skill: SkillFiles) -> bool:
    vendored = any(path.startswith("vendor/") and path.endswith(".py") for path in skill.files)
    return vendored and sum(map(len, skill.files.values())) <= _MOST_BYTES


async def _build(root: Path, skill: SkillFiles) -> None:
    """Cancelling ends the build and what it started."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", "sandbox.baked", str(root),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        await process.communicate(_written(skill))
    finally:
        if process.returncode is None:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let a build clean up behind itself, with what it started; but not for long."""
    for number in (signal.SIGTERM, signal.SIGKILL) if sys.platform != "win32" else (signal.SIGTERM,):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number) if sys.platform != "win32" else process.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUTS.shutdown):
                await process.wait()
                return


def _written(skill: SkillFiles) -> bytes:
    files = {path: base64.b64encode(data).decode() for path, data in skill.files.items()}
    return json.dumps({"name": skill.name, "digest": skill.digest, "entry": skill.entry, "files": files}).encode()


def _read(text: bytes) -> SkillFiles:
    said = json.loads(text)
    files = {path: base64.b64decode(data) for path, data in said.pop("files").items()}
    return SkillFiles(files=files, **said)


def main() -> None:
    if sys.platform != "win32":
        os.nice(15)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        ImageCache(Path(sys.argv[1]), _read(sys.stdin.buffer.read())).build()
    except FelloeError:
        sys.exit(1)


if __name__ == "__main__":
    main()

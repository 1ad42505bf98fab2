"""Skills whose dependencies take long to import: an image in which they are preloaded, and workers of their own.

`python -I -m sandbox.skill_images ROOT` builds one, from a skill on stdin. The pool has it done in the background, by
a process that yields to all others, for a skill that was slow to load twice: jinja2 takes 60 ms without and 5 ms with.
Only packages in vendor/ are preloaded. A skill's own modules are left to each run, since what they do as they are
imported (read the clock, ask the host) belongs to it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.image import ImageCache
from sandbox.live_image import LiveImage
from sandbox.run_record import SkillFiles
from sandbox.worker_process import WorkerProcess
from sandbox.workers import Spawn, Workers
from shared.errors import FelloeError, SandboxUnavailable
from shared.limits import MIB
from shared.timeouts import TIMEOUTS

log = logging.getLogger(__name__)
_PAYS_MS = 15.0
"""Time to load a skill from which on its dependencies are worth an image."""

_SLOW_LOADS = 2
"""A process that runs a skill once is gone before its image would be there."""

_MOST_BYTES = 8 * MIB
_OPEN = 2
"""Skills that have a worker of their own at rest."""

_UNUSED_S = 60.0
"""Only a skill that was not called for so long gives its place to another."""

_COUNTED = 1_000


@dataclass(slots=True)
class _Open:
    workers: Workers
    used: float


class SkillImages:
    """Belongs to a pool. `start` starts a worker of an image; `spawn` and `room` are as for `Workers`."""

    def __init__(
        self, root: Path, start: Callable[[LiveImage], Awaitable[WorkerProcess]], spawn: Spawn, room: Callable[[], bool]
    ) -> None:
        self._root = root
        self._start = start
        self._spawn = spawn
        self._room = room
        self._open: dict[str, _Open] = {}
        self._others: list[Workers] = []
        """Those whose first worker starts, and those whose last one is lent."""
        self._failed: set[str] = set()
        self._slow_loads: Counter[str] = Counter()
        self._opening: set[asyncio.Task[None]] = set()
        self._one_build = asyncio.Lock()

    @property
    def groups(self) -> list[Workers]:
        """All that have workers, or may have."""
        return [*(found.workers for found in self._open.values()), *(group for group in self._others if group.count)]

    def workers(self, skill: SkillFiles | None) -> Workers | None:
        """Those that have the skill's dependencies preloaded, if there are any yet."""
        found = self._open.get(skill.digest) if skill else None
        if found is None:
            return None
        found.used = time.monotonic()
        return found.workers

    def loaded(self, skill: SkillFiles, load_ms: float) -> None:
        """Note how long it took without; where it pays, have the image built and workers started."""
        if load_ms < _PAYS_MS or skill.digest in self._failed or not _can_be_preloaded(skill):
            return
        if len(self._slow_loads) > _COUNTED:
            self._slow_loads.clear()
        self._slow_loads[skill.digest] += 1
        if self._slow_loads[skill.digest] % _SLOW_LOADS == 0 and self._place():
            task = self._spawn(self._open_for(skill))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def settled(self) -> None:
        """Wait until nothing is being built or started."""
        while self._opening:
            await asyncio.wait(self._opening)

    def close(self) -> None:
        """Give up what is being built, and end all workers."""
        for task in self._opening:
            task.cancel()
        for group in self.groups:
            group.close()

    async def _open_for(self, skill: SkillFiles) -> None:
        """Nothing that goes wrong here may cost more than the time that it would have saved."""
        try:
            async with self._one_build:
                image = ImageCache(self._root, skill)
                if not await asyncio.to_thread(lambda: image.info().built):
                    await _build(self._root, skill)
            if not self._room():
                return
            live = LiveImage(image.checked)  # never built in somebody's run
            workers = Workers(lambda: self._started(skill, live), 1, self._spawn, self._room)
            self._others.append(workers)
            await workers.fill()
        except (FelloeError, OSError) as error:
            self._failed.add(skill.digest)
            log.warning("The skill %s has no image of its own: %s", skill.name, error)
            return
        self._others.remove(workers)
        self._open[skill.digest] = _Open(workers, time.monotonic())

    def _place(self) -> bool:
        """Whether one more skill may have workers; the longest unused gives way."""
        self._others = [group for group in self._others if group.count]
        if len(self._open) + len(self._opening) < _OPEN:
            return True
        digest = min(self._open, key=lambda digest: self._open[digest].used, default="")
        if not digest or time.monotonic() - self._open[digest].used < _UNUSED_S:
            return False
        self._retire(digest)
        return True

    def _retire(self, digest: str) -> None:
        """Workers that are lent end when they come back; until then they are counted, and closed with the pool."""
        found = self._open.pop(digest, None)
        if found is not None:
            found.workers.retire()
            self._others.append(found.workers)

    async def _started(self, skill: SkillFiles, image: LiveImage) -> WorkerProcess:
        try:
            return await self._start(image)
        except FelloeError:  # the next run goes the way of all others
            self._failed.add(skill.digest)
            self._retire(skill.digest)
            raise


def _can_be_preloaded(skill: SkillFiles) -> bool:
    vendored = any(path.startswith("vendor/") and path.endswith(".py") for path in skill.files)
    return vendored and sum(map(len, skill.files.values())) <= _MOST_BYTES


async def _build(root: Path, skill: SkillFiles) -> None:
    """Cancelling ends the build and what it started."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", "sandbox.skill_images", str(root),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(TIMEOUTS.skill_image_build):
            await process.communicate(_dumped(skill))
    except TimeoutError:
        raise SandboxUnavailable("Its dependencies took too long to import while it was built.") from None
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


def _dumped(skill: SkillFiles) -> bytes:
    files = {path: base64.b64encode(data).decode() for path, data in skill.files.items()}
    return json.dumps({"name": skill.name, "digest": skill.digest, "entry": skill.entry, "files": files}).encode()


def _loaded(text: bytes) -> SkillFiles:
    said = json.loads(text)
    files = {path: base64.b64decode(data) for path, data in said.pop("files").items()}
    return SkillFiles(files=files, **said)


def main() -> None:
    if sys.platform != "win32":
        os.nice(15)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        ImageCache(Path(sys.argv[1]), _loaded(sys.stdin.buffer.read())).build()
    except FelloeError:
        sys.exit(1)


if __name__ == "__main__":
    main()

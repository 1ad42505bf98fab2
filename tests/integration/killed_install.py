"""Installs that are killed with -9 at each step: before and after every write, fsync, rename, removal and commit.

Reads a JSON line for each job on stdin: {"data": DIR, "skill": DIR, "kill_at": N or null}. A job runs in a forked
child: it opens the registry as a node does when it starts, installs the skill, and is killed at its step N. Answers
with a line: {"steps": how many were reached, "killed": bool, "failed": bool}.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.skills import load_skill
from sandbox.source import Source
from shared.system.database import Database
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA

STEPS: list[tuple[Any, str]] = [
    (os, "fsync"),
    (Path, "open"),
    (Path, "mkdir"),
    (Path, "replace"),
    (Path, "unlink"),
    (Database, "_transact"),
]
"""`_transact` is entered on the writer's thread, and has committed when it returns."""


class Steps:
    """Counts steps, and kills this process at one. The count is in shared memory: it outlives the process."""

    def __init__(self, kill_at: int | None, counted: int) -> None:
        self._kill_at = kill_at
        self._counted = counted
        self._count = 0

    def step(self) -> None:
        self._count += 1
        os.pwrite(self._counted, f"{self._count:08d}".encode(), 0)
        if self._count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*args: Any, **kwargs: Any) -> Any:
            self.step()
            answer = function(*args, **kwargs)
            self.step()
            return answer

        return stepped


async def install(data: Path, skill: Path, steps: Steps) -> None:
    database = Database.open(data / "node.db", SCHEMA)
    registry = Registry(database, data / "skills", lambda: None)
    await registry.start()
    for owner, name in STEPS:
        setattr(owner, name, steps.around(getattr(owner, name)))
    await registry.install(load_skill(skill), [], Source(kind="folder", path="/skills/sample"))
    await database.close()


def run(data: Path, skill: Path, kill_at: int | None) -> dict[str, object]:
    counted = os.memfd_create("steps")
    child = os.fork()
    if child == 0:
        asyncio.run(install(data, skill, Steps(kill_at, counted)))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    steps = int(os.pread(counted, 8, 0) or 0)
    os.close(counted)
    return {"steps": steps, "killed": os.WIFSIGNALED(status), "failed": os.WIFEXITED(status) and status != 0}


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(run(Path(order["data"]), Path(order["skill"]), order["kill_at"])), flush=True)


if __name__ == "__main__":
    main()

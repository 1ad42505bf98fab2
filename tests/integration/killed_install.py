"""Installs that are killed with -9 at each step: before and after every write, fsync, rename, removal and commit.

Reads a JSON line for each job on stdin: {"data": DIR, "skill": DIR, "kill_at": N or null}. A job runs in a forked
child: it opens the registry as a node does when it starts, installs the skill, and is killed at its step N. Answers
with a line: {"steps": how many were reached, "killed": bool, "failed": bool}.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from killing import Steps, forked

from sandbox.skills import load_skill
from sandbox.source import Source
from shared.system.database import Database
from shared.system.group_commit import GroupCommit
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA

STEPS: list[tuple[Any, str]] = [
    (os, "fsync"),
    (Path, "open"),
    (Path, "mkdir"),
    (Path, "replace"),
    (Path, "unlink"),
    (GroupCommit, "_in_transaction"),
]
"""`_in_transaction` is entered on the writer's thread, and has committed when it returns."""


async def install(data: Path, skill: Path, steps: Steps) -> None:
    database = Database.open(data / "node.db", SCHEMA)
    registry = Registry(database, data / "skills", lambda: None)
    await registry.start()
    for owner, name in STEPS:
        setattr(owner, name, steps.around_sync(getattr(owner, name)))
    await registry.install(load_skill(skill), [], Source(kind="folder", path="/skills/sample"))
    await database.close()


def run(data: Path, skill: Path, kill_at: int | None) -> dict[str, object]:
    return forked(lambda steps: asyncio.run(install(data, skill, steps)), kill_at)


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(run(Path(order["data"]), Path(order["skill"]), order["kill_at"])), flush=True)


if __name__ == "__main__":
    main()

"""Installs that are killed with -9 at each step: before and after every write, fsync, rename, removal and commit.

A job (see killing.py): {"data": DIR, "skill": DIR, "kill_at": N or null}. It opens the registry as a node does when it
starts, and installs the skill.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from killing import Steps, take_jobs

from sandbox.skills import load_skill
from sandbox.source import Source
from shared.system.database import Database
from shared.system.group_commit import GroupCommit
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA

STEPS: list[tuple[Any, str]] = [
    (os, "fsync"),
    (os, "open"),
    (Path, "mkdir"),
    (Path, "replace"),
    (Path, "unlink"),
    (GroupCommit, "_in_transaction"),
]
"""`_in_transaction` is entered on the writer's thread, and has committed when it returns."""


async def install(order: dict[str, Any], steps: Steps) -> None:
    data = Path(order["data"])
    database = Database.open(data / "node.db", SCHEMA)
    registry = Registry(database, data / "skills", lambda: None)
    await registry.start()
    for owner, name in STEPS:
        setattr(owner, name, steps.around_sync(getattr(owner, name)))
    await registry.install(load_skill(Path(order["skill"])), [], Source(kind="folder", path="/skills/sample"))
    await database.close()


if __name__ == "__main__":
    take_jobs(install)

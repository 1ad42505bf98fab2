"""Runs nodes that are killed with -9 at each step of a sync: before and after every commit, request and answer.

Reads a JSON line for each job on stdin: {"data": DIR, "kill_at": N or null, "write": TITLE or null}. A job runs in a
forked child: it writes a session while no hub is there, if asked to, then runs a node that syncs, killed at its step N.
Answers with a line: {"steps": how many were reached, "killed": bool, "failed": bool}. Forked, since importing costs
more than the job does.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path

from killing import Steps, forked
from warm import warm

from shared.system.database import Database
from shared.system.folder import DataFolder
from shared.system.logging import configure
from spoke.hublink.client import HubClient
from spoke.node.bodies.sessions import NewMessage
from spoke.runtime import running
from spoke.sessions.store import SessionStore
from spoke.settings import node_settings
from spoke.store.tables import SCHEMA

MESSAGES = 3


async def write_offline(data: Path, title: str) -> None:
    with DataFolder(data):
        database = Database.open(data / "node.db", SCHEMA)
        store = SessionStore(database, lambda: data.name, lambda _: None)
        session = await store.create(title)
        for number in range(MESSAGES):
            await store.write(session.id, NewMessage(text=f"{title}, {number}"))
        await database.close()


async def sync(data: Path, steps: Steps) -> None:
    for owner, name in ((Database, "write"), (HubClient, "push"), (HubClient, "pull")):
        setattr(owner, name, steps.around(getattr(owner, name)))
    async with running(node_settings(data)) as node:
        await node.sync_now()


def run(data: Path, kill_at: int | None, write: str | None) -> dict[str, object]:
    def work(steps: Steps) -> None:
        if write:
            asyncio.run(write_offline(data, write))
        asyncio.run(sync(data, steps))

    return forked(work, kill_at)


def main() -> None:
    configure(logging.ERROR)
    warm()
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(run(Path(order["data"]), order["kill_at"], order["write"])), flush=True)


if __name__ == "__main__":
    main()

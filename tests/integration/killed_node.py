"""Runs nodes that are killed with -9 at each step of a sync: before and after every commit, request and answer.

A job (see killing.py): {"data": DIR, "kill_at": N or null, "write": TITLE or null}. It writes a session while no hub is
there, if asked to, then runs a node that syncs.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from killing import Steps, take_jobs
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


async def work(order: dict[str, Any], steps: Steps) -> None:
    data = Path(order["data"])
    if order["write"]:
        await write_offline(data, order["write"])
    for owner, name in ((Database, "write"), (HubClient, "push"), (HubClient, "pull")):
        setattr(owner, name, steps.around(getattr(owner, name)))
    async with running(node_settings(data)) as node:
        await node.sync_now()


if __name__ == "__main__":
    configure(logging.ERROR)
    warm()
    take_jobs(work)

"""Two nodes and a hub, real processes: whichever step of a sync kills a node, no message is lost and none doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from forked import ForkedStage
from jobs import Jobs, jobs_of

from shared.system.database import Database
from spoke.sessions.store import SessionStore
from spoke.store.tables import SCHEMA

MOST_STEPS = 120


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    with jobs_of("killed_node.py") as jobs:
        yield jobs


async def messages_of(data: Path) -> dict[str, list[str]]:
    """By title, as the device shows them."""
    database = Database.open(data / "node.db", SCHEMA)
    try:
        store = SessionStore(database, lambda: "", lambda _: None)
        listed = (await store.list(limit=500)).sessions
        return {each.title: [one.text for one in (await store.show(each.id)).messages] for each in listed}
    finally:
        await database.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("every", [2, pytest.param(1, marks=pytest.mark.soak)])
def test_a_node_killed_at_any_step_of_a_sync_loses_and_doubles_nothing(jobs: Jobs, every: int) -> None:
    """Steps are counted, not picked: before and after each commit of the node, each push and each pull. Every second
    is enough here, since after one is mostly before the next.

    What a killed node left behind is taken up by the one that is killed next.
    """
    with ForkedStage() as stage:
        hub = ("--data", str(stage.data("hub")))
        stage.start("hub", "felloe-hub", "serve", "--port", "0", "--json", *hub)
        stage.run("felloe-hub", "user", "add", "ana", *hub)
        laptop, attic = stage.data("laptop"), stage.data("attic")
        for data in (laptop, attic):
            code = stage.run("felloe-hub", "pairing-code", "ana", *hub).splitlines()[0]
            stage.run("felloe", "pair", code, "--name", data.name, "--data", str(data))
        kills = 0
        for step in range(1, MOST_STEPS, every):
            killed = jobs.run(data=laptop, kill_at=step, write=f"from the laptop {step}")
            killed |= jobs.run(data=attic, kill_at=step, write=f"from the attic {step}")
            if not killed:
                break
            kills += 1
        else:
            pytest.fail(f"the sync did not end within {MOST_STEPS} steps")
        assert kills > 8, "a sync has more steps than that"
        for data in (laptop, attic, laptop):
            jobs.run(data=data, write=None)
        expected = {
            f"from the {device} {number}": [f"from the {device} {number}, {index}" for index in range(3)]
            for device in ("laptop", "attic")
            for number in range(1, step + 1, every)
        }
        for data in (laptop, attic):
            assert asyncio.run(messages_of(data)) == expected

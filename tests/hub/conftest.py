"""The hubs that tests ask for: one that they share, and hubs of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hub_under_test import HubUnderTest, StartHub, forget_tries, started

from hub.accounts import passwords
from hub.store import users


@pytest.fixture(scope="session", autouse=True)
def passwords_hash_quickly() -> Iterator[None]:
    """A real hash takes 64 MiB and tens of milliseconds, and tests here make hundreds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", passwords.PasswordHasher(time_cost=1, memory_cost=128, parallelism=1))
        yield


@pytest.fixture
def start_hub(tmp_path: Path) -> StartHub:
    """A hub of the test's own, with timeouts of its own."""
    return lambda **timeouts: started(tmp_path / "hub", **timeouts)


@pytest.fixture(scope="session")
async def only_hub(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[HubUnderTest]:
    async with started(tmp_path_factory.mktemp("hub") / "hub") as hub:
        both_started = threading.Barrier(2)  # the database's threads, so that no test seems to leave one behind
        await asyncio.gather(*(hub.services.store.read(lambda _: both_started.wait(10)) for _ in range(2)))
        yield hub


@pytest.fixture
async def hub(only_hub: HubUnderTest) -> AsyncIterator[HubUnderTest]:
    """The hub that the tests of this process share, with a user ann; users are deleted afterwards."""
    await only_hub.user()
    yield only_hub
    only_hub.clock.ahead_s = 0
    forget_tries(only_hub.services)
    while only_hub.devices:
        await only_hub.devices.pop().aclose()
    await only_hub.services.audit.flush()  # lines that are written late would be among the next test's
    for user in await only_hub.admin.ask("GET", "/users"):
        await only_hub.services.store.write(lambda session, user=user: users.remove(session, user["id"]))

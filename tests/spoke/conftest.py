"""Parts of a node for the tests: real SQLite, a real sandbox, and two sorts of hub, a real one and one that misbehaves
on command."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bare_hub import BareHub
from linking import Join, Linked, a_link, paired
from several import Several, several
from websockets.asyncio.server import serve

from hub.admin.client import admin
from hub.app import running
from hub.settings import Settings
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.skills import load_skill
from sandbox.source import Source
from shared.api import FunctionInfo
from shared.messages import SUBPROTOCOL, Message, Result
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.app import Node
from spoke.calls.executor import Executor
from spoke.calls.ledger import Ledger
from spoke.calls.outgoing import Outgoing
from spoke.calls.work import Work
from spoke.grants.asks import Asks
from spoke.grants.audit import Audit
from spoke.grants.grants import Grants
from spoke.hublink import link
from spoke.hublink.client import HubClient
from spoke.runs.runner import Runner
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA

CLIMATE = Path(__file__).parents[2] / "resources/skills/climate"
LAMP = '''
def turn(on: bool) -> bool:
    """Turn the lamp on or off."""
    return on
'''

# --- skills and runs ---


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(tmp_path / "node.db", SCHEMA)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def image() -> ImageCache:
    cache = ImageCache()
    cache.ensure()
    return cache


@pytest.fixture(scope="session")
async def pool(anyio_backend: str, image: ImageCache) -> AsyncIterator[Pool]:
    """Shared by all tests whose runs leave their worker alive."""
    async with Pool(image) as pool:
        await pool.prepare()
        yield pool


@pytest.fixture
def runner(pool: Pool) -> Runner:
    return Runner(pool)


@pytest.fixture
async def own_runner(image: ImageCache) -> AsyncIterator[Runner]:
    """For tests that stop a run: its worker is lost."""
    async with Pool(image) as pool:
        yield Runner(pool)


@pytest.fixture(scope="session")
async def climate(pool: Pool) -> list[FunctionInfo]:
    """What the skill says of its functions."""
    skill = load_skill(CLIMATE)
    return [each.info(skill.name, skill.digest) for each in (await Runner(pool).describe(skill)).functions]


@pytest.fixture
async def registry(database: Database, tmp_path: Path, climate: list[FunctionInfo]) -> Registry:
    """Holds the skill `climate`."""
    registry = Registry(database, tmp_path / "skills", lambda: None)
    await registry.install(load_skill(CLIMATE), climate, Source(kind="folder", path=str(CLIMATE)))
    return registry


MakeExecutor = Callable[..., Executor]


@pytest.fixture
async def make_executor(registry: Registry, database: Database) -> AsyncIterator[MakeExecutor]:
    """Of a runner: an executor as a node has one, whose works reach nothing outside of the sandbox."""
    async with asyncio.TaskGroup() as tasks:
        started: set[asyncio.Task[None]] = set()

        def spawn(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
            task = tasks.create_task(work)
            started.add(task)
            return task

        async def unheard(work: Work, result: Result) -> None:
            pass

        def make(runner: Runner) -> Executor:
            asks = Asks(database, lambda: None, lambda info: executor.answered(info))
            executor = Executor(
                registry, runner, Grants(database, lambda: None), asks, Audit(database, spawn), Ledger(database),
                services=lambda work: {}, report=unheard, spawn=spawn,
            )  # fmt: skip
            return executor

        yield make
        while unfinished := [task for task in started if not task.done()]:  # one may start another as it ends
            for task in unfinished:
                task.cancel()
            await asyncio.wait(unfinished, timeout=1)


@pytest.fixture
async def outgoing(database: Database) -> AsyncIterator[Outgoing]:
    """Of a device that is not connected."""

    async def unsent(_: Message) -> bool:
        return False

    async with asyncio.TaskGroup() as tasks:
        yield Outgoing(database, send=unsent, online=lambda: False, tell=lambda _: None, spawn=tasks.create_task)


@pytest.fixture
def executor(make_executor: MakeExecutor, runner: Runner) -> Executor:
    return make_executor(runner)


# --- links ---


@pytest.fixture
def linked() -> Linked:
    """A link that runs while the block lasts. Handlers are given by name; the others do nothing."""
    return a_link


@pytest.fixture
def reconnecting_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "TIMEOUTS", replace(TIMEOUTS, reconnect_min=0.01, reconnect_max=0.02))


# --- a hub that misbehaves ---


@pytest.fixture
async def bare_hub() -> AsyncIterator[BareHub]:
    hub = BareHub()
    async with serve(
        hub.serve,
        "127.0.0.1",
        0,
        subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
        process_request=hub.check,
        ping_interval=None,
        close_timeout=1,
    ) as server:
        hub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield hub


# --- a real hub ---


@pytest.fixture
async def join(tmp_path: Path) -> AsyncIterator[Join]:
    """Pair a device of that name with a real hub, and give its way there."""
    async with contextlib.AsyncExitStack() as stack:
        settings = Settings(port=0, data=tmp_path / "hub")
        await stack.enter_async_context(running(settings))
        to_admin = await stack.enter_async_context(admin(settings.data))
        await to_admin.ask("POST", "/users", {"name": "ann"})

        async def joined(name: str) -> HubClient:
            made = await to_admin.ask("POST", "/users/ann/codes", {})
            return await paired(str(made["pairing_string"]), name, tmp_path / name)

        yield joined


# --- several devices of one person at a real hub ---


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Several]:
    async with several(tmp_path) as world, asyncio.timeout(100):
        yield world


@pytest.fixture
async def laptop(world: Several) -> Node:
    return await world.start("laptop")


@pytest.fixture
async def attic(world: Several) -> Node:
    return await world.start("attic")


@pytest.fixture
def lamp_skill(tmp_path: Path) -> Path:
    """The folder of a skill that others may run only when somebody said so."""
    folder = tmp_path / "lamp"
    (folder / "scripts").mkdir(parents=True)
    (folder / "SKILL.md").write_text("---\nname: lamp\ndescription: A lamp.\n---\n")
    (folder / "scripts/skill.py").write_text(LAMP)
    return folder

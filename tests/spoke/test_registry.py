"""Installed skills, over a real SQLite file and real copies on disk."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from sandbox.skills import Skill, load_skill
from shared.api import FunctionInfo
from shared.errors import BadSkill, NotFound
from shared.names import SkillPath
from shared.system.database import Database
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA_VERSION, NodeTable

pytestmark = pytest.mark.anyio
T = TypeVar("T")

CLIMATE = Path(__file__).parents[2] / "resources/skills/climate"
SENSORS = SkillPath.parse("climate.sensors")


@pytest.fixture
def changes() -> list[str]:
    return []


@pytest.fixture
def empty(database: Database, tmp_path: Path, changes: list[str]) -> Registry:
    return Registry(database, tmp_path / "skills", lambda: changes.append("changed"))


def _edited(tmp_path: Path) -> Skill:
    """The same skill with one more byte."""
    shutil.copytree(CLIMATE, tmp_path / "edited" / "climate")
    with (tmp_path / "edited" / "climate" / "SKILL.md").open("a") as file:
        file.write("\n")
    return load_skill(tmp_path / "edited" / "climate")


async def _exposure(registry: Registry) -> str:
    return (await registry.find("climate", "sensors")).exposure


async def test_a_skill_is_installed_and_removed(
    empty: Registry, climate: list[FunctionInfo], changes: list[str]
) -> None:
    with pytest.raises(NotFound):
        await empty.find("climate", "sensors")
    installed = await empty.install(load_skill(CLIMATE), climate)
    assert await empty.skills() == [installed]
    assert (await empty.find("climate", "sensors")).files.files == load_skill(CLIMATE).files.files
    assert [each.function for each in await empty.offered()] == ["sensors", "summary", "calibrate"]
    with pytest.raises(NotFound, match="it has sensors, summary, calibrate"):
        await empty.find("climate", "nothing")
    await empty.remove("climate")
    assert (await empty.skills(), await empty.has("climate"), changes) == ([], False, ["changed"] * 2)
    with pytest.raises(NotFound):
        await empty.remove("climate")
    assert len(changes) == 2


async def test_an_install_of_the_same_name_replaces_files_and_functions(
    registry: Registry, climate: list[FunctionInfo], tmp_path: Path
) -> None:
    before = await registry.find("climate", "sensors")
    edited = _edited(tmp_path)
    await registry.install(edited, climate[:1])
    (skill,) = await registry.skills()
    assert (skill.digest, [each.info for each in skill.functions]) == (edited.digest, climate[:1])
    after = await registry.find("climate", "sensors")
    assert after.files.files == edited.files.files != before.files.files


async def test_exposure_is_kept_when_the_database_is_opened_again_and_the_skill_replaced(
    tmp_path: Path, climate: list[FunctionInfo]
) -> None:
    for expected in ("read", "never"):
        database = Database.open(tmp_path / "again.db", NodeTable.metadata, version=SCHEMA_VERSION)
        registry = Registry(database, tmp_path / "skills", lambda: None)
        await registry.install(load_skill(CLIMATE), climate)
        assert await _exposure(registry) == expected
        await registry.expose(SENSORS, "never")
        assert await _exposure(registry) == "never"
        assert "sensors" not in [each.function for each in await registry.offered()]
        await database.close()


async def test_only_what_is_installed_can_be_exposed(registry: Registry) -> None:
    for path in ("climate.nothing", "nothing.sensors"):
        with pytest.raises(NotFound):
            await registry.expose(SkillPath.parse(path), "allow")


@pytest.mark.parametrize("damage", ["changed", "lost"])
async def test_a_damaged_copy_is_refused_until_the_skill_is_installed_again(
    registry: Registry, database: Database, tmp_path: Path, climate: list[FunctionInfo], damage: str
) -> None:
    (copy,) = (tmp_path / "skills").iterdir()
    if damage == "lost":
        shutil.rmtree(copy)
    else:
        (copy / "climate" / "scripts" / "skill.py").write_text("def sensors(): return []\n")
    restarted = Registry(database, tmp_path / "skills", lambda: None)
    with pytest.raises(BadSkill, match="Install the skill again"):
        await restarted.find("climate", "sensors")
    await restarted.install(load_skill(CLIMATE), climate)
    assert (await restarted.find("climate", "sensors")).files.files == load_skill(CLIMATE).files.files


class HeldReads(Database):
    """Once `hold` is set, the next read has its answer and waits with it for `go`."""

    hold = False

    async def read(self, work: Callable[[Connection], T]) -> T:
        found = await super().read(work)
        if self.hold:
            self.hold = False
            self.held.set()
            await self.go.wait()
        return found

    @property
    def held(self) -> asyncio.Event:
        return self.__dict__.setdefault("_held", asyncio.Event())

    @property
    def go(self) -> asyncio.Event:
        return self.__dict__.setdefault("_go", asyncio.Event())


async def test_a_write_during_a_read_of_the_list_leaves_no_stale_list(
    tmp_path: Path, climate: list[FunctionInfo]
) -> None:
    database = HeldReads.open(tmp_path / "held.db", NodeTable.metadata, version=SCHEMA_VERSION)
    assert isinstance(database, HeldReads)
    registry = Registry(database, tmp_path / "skills", lambda: None)
    await registry.install(load_skill(CLIMATE), climate)
    database.hold = True
    reading = asyncio.create_task(registry.skills())
    await asyncio.wait_for(database.held.wait(), 10)
    await registry.remove("climate")
    database.go.set()
    assert await reading == []
    assert await registry.skills() == []
    await database.close()

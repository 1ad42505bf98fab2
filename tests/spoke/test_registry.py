"""Installed skills, over a real SQLite file and real copies on disk."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from sandbox.archive import packed
from sandbox.gatekeeper import Gatekeeper
from sandbox.skills import Skill, from_files, load_skill
from sandbox.source import Source
from shared.api import FunctionInfo
from shared.errors import BadSkill, Conflict, InvalidArgument, NotFound
from shared.ids import new_id
from shared.limits import LIMITS
from shared.names import SkillPath
from shared.system.database import Database
from spoke.calls.asking import PERSON
from spoke.calls.work import Work
from spoke.runs.runner import Runner
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA, ExposureRow

pytestmark = pytest.mark.anyio
T = TypeVar("T")

CLIMATE = Path(__file__).parents[2] / "resources/skills/climate"
SENSORS = SkillPath.parse("climate.sensors")
HERE = Source(kind="folder", path=str(CLIMATE))
ELSEWHERE = Source(kind="zip", path="/downloads/climate.zip")


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
    installed = await empty.install(load_skill(CLIMATE), climate, HERE)
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
    await registry.install(edited, climate[:1], HERE)
    (skill,) = await registry.skills()
    assert (skill.digest, [each.info for each in skill.functions]) == (edited.digest, climate[:1])
    after = await registry.find("climate", "sensors")
    assert after.files.files == edited.files.files != before.files.files


async def test_exposure_is_kept_when_the_database_is_opened_again_and_belongs_to_one_version(
    tmp_path: Path, climate: list[FunctionInfo]
) -> None:
    edited = _edited(tmp_path)
    of_edited = [each.model_copy(update={"digest": edited.digest}) for each in climate]
    for expected in ("read", "never"):
        database = Database.open(tmp_path / "again.db", SCHEMA)
        registry = Registry(database, tmp_path / "skills", lambda: None)
        await registry.install(load_skill(CLIMATE), climate, HERE)
        assert await _exposure(registry) == expected
        await registry.expose(SENSORS, "never")
        assert await _exposure(registry) == "never"
        assert "sensors" not in [each.function for each in await registry.offered()]
        await registry.install(edited, of_edited, HERE)
        assert await _exposure(registry) == "read"
        await registry.use("climate", climate[0].digest)
        assert await _exposure(registry) == "never"
        await database.close()


async def test_only_what_is_installed_can_be_exposed(registry: Registry) -> None:
    for path in ("climate.nothing", "nothing.sensors"):
        with pytest.raises(NotFound):
            await registry.expose(SkillPath.parse(path), "allow")


@pytest.mark.parametrize("damage", ["another", "cut short", "lost"])
async def test_a_damaged_copy_is_refused_until_the_skill_is_installed_again(
    registry: Registry, database: Database, tmp_path: Path, climate: list[FunctionInfo], damage: str
) -> None:
    (copy,) = (tmp_path / "skills").iterdir()
    if damage == "lost":
        copy.unlink()
    elif damage == "another":
        copy.write_bytes(packed({"SKILL.md": (CLIMATE / "SKILL.md").read_bytes()}, "climate"))
    else:
        copy.write_bytes(copy.read_bytes()[:-1])
    restarted = Registry(database, tmp_path / "skills", lambda: None)
    with pytest.raises(BadSkill, match="Install the skill again"):
        await restarted.find("climate", "sensors")
    await restarted.install(load_skill(CLIMATE), climate, HERE)
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
    database = HeldReads.open(tmp_path / "held.db", SCHEMA)
    assert isinstance(database, HeldReads)
    registry = Registry(database, tmp_path / "skills", lambda: None)
    await registry.install(load_skill(CLIMATE), climate, HERE)
    registry = Registry(database, tmp_path / "skills", lambda: None)  # one that has read nothing yet
    database.hold = True
    reading = asyncio.create_task(registry.skills())
    await asyncio.wait_for(database.held.wait(), 10)
    await registry.remove("climate")
    database.go.set()
    assert await reading == []
    assert await registry.skills() == []
    await database.close()


# --- versions ---


async def _two(registry: Registry, climate: list[FunctionInfo], tmp_path: Path) -> tuple[str, str]:
    """The digests of two versions, of which the second is active."""
    edited = _edited(tmp_path)
    of_edited = [each.model_copy(update={"digest": edited.digest}) for each in climate]
    await registry.install(edited, of_edited, HERE)
    return climate[0].digest, edited.digest


def _copies(tmp_path: Path) -> set[str]:
    return {path.stem for path in (tmp_path / "skills").iterdir()}


async def test_versions_lie_side_by_side_and_one_is_in_use(
    registry: Registry, climate: list[FunctionInfo], tmp_path: Path
) -> None:
    first, second = await _two(registry, climate, tmp_path)
    (skill,) = await registry.skills()
    assert {(each.digest, each.active) for each in skill.versions} == {(first, False), (second, True)}
    assert _copies(tmp_path) == {first, second}
    assert (await registry.use("climate", first[:8])).digest == first
    assert (await registry.find("climate", "sensors")).files.digest == first


async def test_a_version_is_removed_alone_and_a_skill_with_all_of_them(
    registry: Registry, climate: list[FunctionInfo], tmp_path: Path
) -> None:
    first, second = await _two(registry, climate, tmp_path)
    with pytest.raises(Conflict, match="the version of 'climate' in use"):
        await registry.remove("climate", second)
    await registry.remove("climate", first)
    assert _copies(tmp_path) == {second}
    await registry.remove("climate")
    assert (await registry.skills(), _copies(tmp_path)) == ([], set())


@pytest.mark.parametrize(("digest", "reason"), [("abc", "at least 4"), ("zzzz", "has no version 'zzzz'; it has")])
async def test_a_version_that_is_not_there_cannot_be_used(registry: Registry, digest: str, reason: str) -> None:
    with pytest.raises((InvalidArgument, NotFound), match=reason):
        await registry.use("climate", digest)


async def test_of_many_versions_the_oldest_go_with_what_was_allowed_to_them(
    registry: Registry, climate: list[FunctionInfo], tmp_path: Path, database: Database
) -> None:
    await registry.expose(SENSORS, "never")
    digests = []
    for number in range(LIMITS.skill_versions):
        files = load_skill(CLIMATE).files.files | {"number": str(number).encode()}
        skill = from_files(files, "climate")
        digests.append(skill.digest)
        await registry.install(skill, climate, HERE)
    assert _copies(tmp_path) == set(digests)
    (kept,) = await registry.skills()
    assert {each.digest for each in kept.versions} == set(digests)
    left = await database.read(lambda connection: connection.execute(select(ExposureRow.__table__)).all())  # type: ignore[attr-defined]
    assert left == []


async def test_a_skill_of_the_same_name_from_elsewhere_needs_a_word(
    registry: Registry, climate: list[FunctionInfo], tmp_path: Path
) -> None:
    edited = _edited(tmp_path)
    with pytest.raises(Conflict, match=f"installed here already, from {CLIMATE} .*--replace"):
        await registry.install(edited, [], ELSEWHERE)
    assert _copies(tmp_path) == {climate[0].digest}
    await registry.install(load_skill(CLIMATE), climate, ELSEWHERE)  # the same bytes are no other skill
    await registry.install(edited, [], HERE, replace=True)
    assert _copies(tmp_path) == {climate[0].digest, edited.digest}


async def test_a_start_takes_away_what_nothing_refers_to(
    registry: Registry, database: Database, climate: list[FunctionInfo], tmp_path: Path
) -> None:
    folder = tmp_path / "skills"
    (folder / f"{'0' * 64}.zip").write_bytes(b"x")
    (folder / f"{'0' * 64}.part").write_bytes(b"x")
    (folder / "old" / "form").mkdir(parents=True)
    (folder / "link").symlink_to(CLIMATE)
    restarted = Registry(database, folder, lambda: None)
    await restarted.start()
    assert _copies(tmp_path) == {climate[0].digest}
    assert (CLIMATE / "SKILL.md").exists()
    assert await restarted.find("climate", "sensors")


async def test_a_call_during_a_change_of_version_gets_one_of_them_whole(
    registry: Registry, climate: list[FunctionInfo], tmp_path: Path
) -> None:
    first, second = await _two(registry, climate, tmp_path)
    for _ in range(20):
        found, *_ = await asyncio.gather(
            registry.find("climate", "sensors"), registry.use("climate", first), registry.use("climate", second)
        )
        assert found.files.digest == found.info.digest


async def test_a_call_that_has_begun_keeps_its_version_whatever_is_installed_or_removed(
    registry: Registry, runner: Runner, climate: list[FunctionInfo], tmp_path: Path
) -> None:
    begun = await registry.find("climate", "sensors")
    await _two(registry, climate, tmp_path)
    await registry.remove("climate")
    work = Work(id=new_id(), principal=PERSON, wall_s=10, skill="climate", function="sensors")
    run = await runner.run(work, begun.files, Gatekeeper("climate"), {})
    assert (run.ok, run.record.digest) == (True, climate[0].digest)

"""Skills that are installed on this device: a copy of their files, what `describe` read, and who may call them.

The copy is named by its digest and never changed; the row that points to it is the last step of an install.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from sandbox.run_record import SkillFiles
from sandbox.skills import Skill as SkillFolder
from sandbox.skills import load_skill
from shared.api import FunctionInfo
from shared.errors import BadSkill, Conflict, NotFound
from shared.limits import LIMITS
from shared.names import SkillPath, skill_identifier
from shared.system.database import Database
from spoke.host_skills.host_skill import HostSkill
from spoke.host_skills.host_skills import HostSkills
from spoke.node.models import Exposure, Function, Skill
from spoke.store.tables import ExposureRow, SkillRow

DEFAULT_EXPOSURE: Exposure = "read"
_functions = TypeAdapter(list[FunctionInfo])


@dataclass(frozen=True, slots=True)
class Installed:
    """A function that can run here, with the files of its skill."""

    info: FunctionInfo
    exposure: Exposure
    files: SkillFiles | HostSkill
    """What runs it: the sandbox has the files, a host skill its process."""
    capabilities: tuple[str, ...] = ()
    """What its skill's author says that it needs."""


class Registry:
    """`changed` is called after each install, removal or change of exposure is committed. `host`: the owner's own."""

    def __init__(
        self, database: Database, folder: Path, changed: Callable[[], None], host: HostSkills | None = None
    ) -> None:
        self._host = host
        self._database = database
        self._folder = folder
        self._changed = changed
        self._installing = asyncio.Lock()
        self._files: dict[str, SkillFiles] = {}
        """By digest: read once, since a copy never changes."""
        self._tables: tuple[list[Skill], dict[str, Exposure]] | None = None
        """What the tables say, until a write of ours changes it: nobody else writes there."""
        self._writes = 0

    async def install(self, loaded: SkillFolder, functions: list[FunctionInfo]) -> Skill:
        """Keep a copy of the skill and offer its functions. One of the same name is replaced."""
        if self._host and self._host.has(loaded.name):
            raise Conflict(f"'{loaded.name}' is a host skill of this device. Rename its file first, or this skill.")
        copy = self._folder / loaded.digest
        async with self._installing:
            await asyncio.to_thread(_write_copy, copy, loaded.manifest.name, loaded.files)
        others = sum(len(skill.functions) for skill in await self.skills() if skill.name != loaded.name)
        if others + len(functions) > LIMITS.functions:
            raise BadSkill(f"A device may offer {LIMITS.functions} functions, and with this skill it would have more.")
        row = {
            "digest": loaded.digest,
            "description": loaded.manifest.description,
            "capabilities": json.dumps(loaded.manifest.capabilities),
            "functions": _functions.dump_json(functions).decode(),
            "warnings": json.dumps(loaded.manifest.warnings),
        }
        name = loaded.name

        def work(connection: Connection) -> Skill:
            held = select(col(SkillRow.digest)).where(col(SkillRow.name) == name)
            if connection.execute(held).scalar_one_or_none() != loaded.digest:
                _forget_exposure(connection, name)
            statement = insert(SkillRow).values(name=name, **row)
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))
            return _skills(connection, name)[0]

        skill = await self._database.write(work)
        self._written()
        return skill

    async def remove(self, name: str) -> None:
        def work(connection: Connection) -> int:
            identifier = skill_identifier(name)
            _forget_exposure(connection, identifier)
            return connection.execute(delete(SkillRow).where(col(SkillRow.name) == identifier)).rowcount

        if not await self._database.write(work):
            raise NotFound(f"No skill '{name[:64]}' is installed here.")
        self._written()

    async def skills(self) -> list[Skill]:
        """What is installed, then the owner's own."""
        installed, levels = await self._read_tables()
        host = await self._host.skills() if self._host else []
        names = {skill.name for skill in installed}
        return [*installed, *(_host_skill(skill, levels, taken=skill.name in names) for skill in host)]

    async def _read_tables(self) -> tuple[list[Skill], dict[str, Exposure]]:
        while self._tables is None:
            writes = self._writes
            found = await self._database.read(lambda connection: (_skills(connection), _levels(connection)))
            if writes == self._writes:  # else it may be older than what was just written
                self._tables = found
        return self._tables

    async def offered(self) -> list[FunctionInfo]:
        """What other devices may find here: everything but `never`."""
        skills = await self.skills()
        return [each.info for skill in skills for each in skill.functions if each.exposure != "never"]

    async def expose(self, path: SkillPath, level: Exposure) -> None:
        await self.find(path.skill, path.function)

        def work(connection: Connection) -> None:
            row = insert(ExposureRow).values(function=f"{path.skill}.{path.function}", level=level)
            connection.execute(row.on_conflict_do_update(index_elements=["function"], set_={"level": level}))

        await self._database.write(work)
        self._written()

    async def has(self, skill: str) -> bool:
        installed, _ = await self._read_tables()
        return any(each.name == skill for each in installed) or bool(self._host and self._host.has(skill))

    async def find(self, skill: str, function: str) -> Installed:
        """The function, ready to run. Raises `NotFound`."""
        installed, _ = await self._read_tables()
        found = next((each for each in installed if each.name == skill), None)
        if found is None and self._host and self._host.has(skill):
            return await self._find_host(self._host, skill, function)
        if found is None:
            raise NotFound(f"No skill '{skill[:64]}' is installed here. `felloe skills` shows what is.")
        for each in found.functions:
            if each.info.function == function:
                files = await self._read(found.digest)
                return Installed(each.info, each.exposure, files, tuple(found.capabilities))
        raise _no_function(found, function)

    async def _find_host(self, host: HostSkills, skill: str, function: str) -> Installed:
        _, levels = await self._read_tables()
        runs = next((each for each in await host.skills() if each.name == skill), HostSkill(skill))
        if runs.problem:
            raise BadSkill(runs.problem)
        found = _host_skill(runs, levels)
        for each in found.functions:
            if each.info.function == function:
                return Installed(each.info, each.exposure, runs)
        raise _no_function(found, function)

    def _written(self) -> None:
        self._tables = None
        self._writes += 1
        self._changed()

    async def _read(self, digest: str) -> SkillFiles:
        if digest not in self._files:
            skills, _ = await self._read_tables()
            installed = {skill.digest for skill in skills}
            self._files = {kept: files for kept, files in self._files.items() if kept in installed}
            self._files[digest] = await asyncio.to_thread(_read_copy, self._folder / digest)
        return self._files[digest]


def _forget_exposure(connection: Connection, skill: str) -> None:
    """What was allowed was allowed to this code, not to whatever comes under its name."""
    connection.execute(delete(ExposureRow).where(col(ExposureRow.function).startswith(f"{skill}.", autoescape=True)))


def _write_copy(copy: Path, name: str, files: SkillFiles) -> None:
    with contextlib.suppress(BadSkill):
        _read_copy(copy)
        return  # a good copy is left as it is
    part = copy.with_suffix(".part")
    for old in (part, copy):
        shutil.rmtree(old, ignore_errors=True)
    for inner, content in files.files.items():
        target = part / name / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # the row that points here is durable: so must be what it points to
    part.rename(copy)


def _read_copy(copy: Path) -> SkillFiles:
    try:
        (folder,) = copy.iterdir()
        found = load_skill(folder)
    except (OSError, ValueError, BadSkill):
        found = None
    if found is None or found.digest != copy.name:
        raise BadSkill("This device's copy of the skill is damaged. Install the skill again.")
    return found.files


def _no_function(found: Skill, function: str) -> NotFound:
    offers = ", ".join(each.info.function for each in found.functions) or "no function"
    return NotFound(f"The skill '{found.name}' has no function '{function[:64]}'; it has {offers}.")


def _host_skill(skill: HostSkill, levels: dict[str, Exposure], *, taken: bool = False) -> Skill:
    """As it is listed. One whose name an installed skill has already offers nothing."""
    warnings = [skill.problem] if skill.problem else skill.skipped
    if taken:
        warnings = [f"'{skill.name}' is an installed skill too, so {skill.name}.py is not used. Rename the file."]
    functions = [
        Function(info=info, exposure=levels.get(f"{info.skill}.{info.function}", "never"))
        for info in ([] if taken else skill.functions)
    ]
    return Skill(
        name=skill.name,
        description=skill.description,
        digest=skill.file.digest if skill.file else "",
        functions=functions,
        warnings=warnings,
        trusted=True,
    )


def _levels(connection: Connection) -> dict[str, Exposure]:
    return {row.function: row.level for row in connection.execute(select(ExposureRow.__table__))}  # type: ignore[attr-defined]


def _skills(connection: Connection, name: str | None = None) -> list[Skill]:
    levels = _levels(connection)
    rows = select(SkillRow.__table__).order_by(col(SkillRow.name))  # type: ignore[attr-defined]
    if name is not None:
        rows = rows.where(col(SkillRow.name) == name)
    return [_skill(row, levels) for row in connection.execute(rows)]


def _skill(row: Row[Any], levels: dict[str, Exposure]) -> Skill:
    functions = [
        Function(info=info, exposure=levels.get(f"{info.skill}.{info.function}", DEFAULT_EXPOSURE))
        for info in _functions.validate_json(row.functions)
    ]
    return Skill(
        name=row.name,
        description=row.description,
        digest=row.digest,
        capabilities=json.loads(row.capabilities),
        functions=functions,
        warnings=json.loads(row.warnings),
    )

"""The host skills of this device: trusted Python of its owner, found in a folder that only the owner writes in.

Looked at again whenever somebody asks, so that a file that is added, changed or taken away counts at once: a changed
one gets a new process. What a file offers is kept by its digest, so that listing starts no process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection

from sandbox.description import checked
from shared.api import FunctionInfo
from shared.errors import FelloeError
from shared.system.database import Database
from spoke.host_skills import files
from spoke.host_skills.host_skill import HostSkill
from spoke.node.bodies.body import Body
from spoke.node.bodies.skills import Exposure, Function, Skill
from spoke.store import settings


class _Known(Body):
    """What a file of that digest offers."""

    digest: str
    description: str
    functions: list[FunctionInfo]
    skipped: list[str]


class HostSkills:
    """`changed` is called when other functions are offered than before."""

    def __init__(self, database: Database, folder: Path, changed: Callable[[], None]) -> None:
        self._database = database
        self._folder = folder
        self._changed = changed
        self._skills: dict[str, HostSkill] = {}
        self._marks: dict[str, files.Mark] = {}
        self._looking = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    def has(self, name: str) -> bool:
        """Whether there is a file for it, good or not."""
        return name in files.declared(self._folder)

    async def skills(self) -> list[HostSkill]:
        """All that are declared, those that cannot run with their `problem`."""
        async with self._looking:
            marks = files.declared(self._folder)
            if marks != self._marks:
                await self._look(marks)
        return [self._skills[name] for name in sorted(self._skills)]

    async def close(self) -> None:
        """End all processes, and wait for that."""
        await asyncio.gather(*(skill.close() for skill in self._skills.values()), *self._closing)

    async def _look(self, marks: dict[str, files.Mark]) -> None:
        gone = [name for name in self._skills if marks.get(name) != self._marks.get(name)]
        for name in gone:
            task = asyncio.create_task(self._skills.pop(name).close(), name=f"end {name}")
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        new = [name for name in marks if name not in self._skills]
        found = await asyncio.gather(*map(self._found, new))
        self._skills |= dict(zip(new, found, strict=True))
        self._marks = marks
        self._changed()

    async def _found(self, name: str) -> HostSkill:
        try:
            skill = HostSkill(name, await asyncio.to_thread(files.read, self._folder, name))
            await self._describe(skill)
        except FelloeError as error:
            return HostSkill(name, problem=error.message)
        except OSError as error:
            return HostSkill(name, problem=f"{name}.py cannot be read: {error.strerror or error}.")
        return skill

    async def _describe(self, skill: HostSkill) -> None:
        """From what was kept of that digest, else from its process."""
        assert skill.file is not None
        key, digest = f"host_skill:{skill.name}", skill.file.digest
        text = await self._database.read(lambda connection: settings.get(connection, key))
        known = _Known.model_validate(text) if text else None
        if known is None or known.digest != digest:
            known = await self._ask(skill, digest)
            await self._database.write(lambda connection: _keep(connection, key, known))
        skill.description, skill.functions, skill.skipped = known.description, known.functions, known.skipped

    async def _ask(self, skill: HostSkill, digest: str) -> _Known:
        try:
            found = await skill.describe()
            said = checked(found, skill.name)
        except BaseException:
            await skill.close()
            raise
        functions = [each.info(skill.name, digest).model_copy(update={"trusted": True}) for each in said.functions]
        reasons = [f"{each.name} cannot be called: {each.reason}." for each in said.skipped]
        return _Known(digest=digest, description=said.doc[:1_024], functions=functions, skipped=reasons)


def _keep(connection: Connection, key: str, known: _Known) -> None:
    settings.put(connection, key, known.model_dump(mode="json"))


def listed(skill: HostSkill, levels: Mapping[str, Exposure], *, taken: bool = False) -> Skill:
    """As it is listed. One whose name an installed skill has already offers nothing."""
    warnings = [skill.problem] if skill.problem else skill.skipped
    if taken:
        warnings = [f"'{skill.name}' is an installed skill too, so {skill.name}.py is not used. Rename the file."]
    functions = [
        Function(info=info, exposure=levels.get(info.path, "never")) for info in ([] if taken else skill.functions)
    ]
    return Skill(
        name=skill.name,
        description=skill.description,
        digest=skill.file.digest if skill.file else "",
        functions=functions,
        warnings=warnings,
        trusted=True,
    )

"""Skills that are installed on this device: copies of their files, what `describe` read, and who may call them.

A skill may have several versions side by side, one of them active. What was allowed was allowed to one version: it is
bound to the digest, and nothing of it goes over to another. The steps of an install: the copy, whole and durable; one
transaction that makes it the active version; what nothing refers to is swept. A crash between any two leaves the
version before it at work, and at most a copy that the next sweep takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from sandbox.run_record import SkillFiles
from sandbox.skills import Skill as SkillFolder
from sandbox.source import Source
from shared.api import FunctionInfo
from shared.errors import BadSkill, Conflict, Forbidden, InvalidArgument, NotFound
from shared.limits import LIMITS
from shared.names import SkillPath, skill_identifier
from shared.system.clock import now_ms
from shared.system.database import Database
from spoke.host_skills.host_skill import HostSkill
from spoke.host_skills.host_skills import HostSkills, listed
from spoke.node.bodies.skills import Exposure, Function, Skill, SkillVersion
from spoke.skills import versions
from spoke.skills.copies import Copies
from spoke.skills.scripts import PARAMETERS, script_of

_SHORTEST_DIGEST = 4
_STRICT: tuple[Exposure, ...] = ("allow", "read", "ask", "never")
"""Each offers a function to fewer than the one before."""


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
    """`changed` is called after each install, removal, change of version or exposure is committed.

    `host` are the owner's own skills, which are listed and found beside those that are installed.
    """

    def __init__(
        self, database: Database, folder: Path, changed: Callable[[], None], host: HostSkills | None = None
    ) -> None:
        self._host = host
        self._database = database
        self._copies = Copies(folder)
        self._changed = changed
        self._disk = asyncio.Lock()
        """Held while copies are written, read or swept, and from a copy to the row that refers to it."""
        self._read: dict[str, SkillFolder] = {}
        """By digest: read once, since a copy never changes. A run has its files from here, whatever is removed."""
        self._tables: tuple[list[Skill], versions.Levels] | None = None
        """What the tables say, and who may call host skills, until a write of ours changes it: nobody else does."""
        self._writes = 0

    async def start(self) -> None:
        """Take away what a crash left behind."""
        async with self._disk:
            await self._sweep()

    async def install(
        self,
        skill: SkillFolder,
        functions: list[FunctionInfo],
        source: Source,
        warnings: Iterable[str] = (),
        *,
        replace: bool = False,
    ) -> Skill:
        """Keep a copy, and make it the skill's active version. `Conflict` where one of that name came from elsewhere.

        Cancelling leaves it installed or not.
        """
        async with self._disk:
            await self._check_room(skill, functions, source, replace)
            await asyncio.to_thread(self._copies.write, skill)
            version = versions.Version(skill, functions, source, (*skill.manifest.warnings, *warnings), now_ms())
            try:
                await self._database.write(lambda connection: versions.add(connection, version), self._written)
            finally:
                await self._sweep()  # also of the copy, where the database has no room for what refers to it
        return await self.get(skill.name)

    async def remove(self, name: str, digest: str | None = None) -> None:
        """Remove a skill, or one version that is not the active one. Runs that have begun go on."""
        async with self._disk:
            skill = await self._installed(name)
            gone = [each.digest for each in skill.versions]
            if digest is not None:
                gone = [self.version(skill, digest).digest]
                if gone == [skill.digest]:
                    raise Conflict(
                        f"That is the version of '{skill.name}' in use. Choose another first, with "
                        f"`felloe skill use {skill.name} DIGEST`, or remove the skill as a whole."
                    )
            await self._database.write(lambda connection: versions.drop(connection, skill.name, gone), self._written)
            await self._sweep()

    async def use(self, name: str, digest: str) -> Skill:
        """Make an installed version the active one; `digest` may be its beginning."""
        async with self._disk:
            skill = await self._installed(name)
            chosen = self.version(skill, digest).digest
            await self._database.write(
                lambda connection: versions.activate(connection, skill.name, chosen), self._written
            )
        return await self.get(name)

    @staticmethod
    def version(skill: Skill, digest: str) -> SkillVersion:
        if len(digest) < _SHORTEST_DIGEST:
            raise InvalidArgument(f"Give at least {_SHORTEST_DIGEST} characters of the version's digest.")
        found = [each for each in skill.versions if each.digest.startswith(digest)]
        if len(found) != 1:
            there = ", ".join(each.digest[:12] for each in skill.versions)
            raise NotFound(f"'{skill.name}' has no version '{digest[:64]}'; it has {there}.")
        return found[0]

    async def skills(self) -> list[Skill]:
        """What is installed, then the owner's own."""
        installed, levels = await self._read_tables()
        host = await self._host.skills() if self._host else []
        names = {skill.name for skill in installed}
        return [*installed, *(listed(skill, levels, taken=skill.name in names) for skill in host)]

    async def _read_tables(self) -> tuple[list[Skill], versions.Levels]:
        while self._tables is None:
            writes = self._writes
            found = await self._database.read(
                lambda connection: (versions.skills(connection), versions.levels(connection))
            )
            if writes == self._writes:  # else it may be older than what was just written
                self._tables = found
        return self._tables

    async def get(self, name: str) -> Skill:
        """The skill of that name, in either form. Raises `NotFound`."""
        identifier = skill_identifier(name)
        found = next((each for each in await self.skills() if each.name == identifier), None)
        if found is None:
            raise NotFound(f"No skill '{name[:64]}' is installed here. `felloe skill list` shows what is.")
        return found

    async def _installed(self, name: str) -> Skill:
        """One that can be removed, and has versions and files."""
        found = await self.get(name)
        if found.trusted:
            raise Conflict(f"'{found.name}' is a host skill: it is your own file in the folder host_skills.")
        return found

    async def files(self, name: str) -> SkillFolder:
        """The active version, with its files. Raises `NotFound`, and `BadSkill` where the copy is damaged."""
        async with self._disk:
            digest = (await self._installed(name)).digest
            if digest not in self._read:
                self._read[digest] = await asyncio.to_thread(self._copies.read, digest)
            return self._read[digest]

    async def offered(self) -> list[FunctionInfo]:
        """What other devices may find here: everything but `never`."""
        skills = await self.skills()
        return [each.info for skill in skills for each in skill.functions if each.exposure != "never"]

    async def expose(self, path: SkillPath, level: Exposure) -> None:
        """Bound to the version in use; of a host skill, which its owner edits, to its name."""
        function = (await self.find(path.skill, path.function)).info
        digest = versions.HOST if function.trusted else function.digest

        def work(connection: Connection) -> None:
            versions.expose(connection, digest, f"{function.skill}.{function.function}", level)

        await self._database.write(work, self._written)

    async def lower(self, path: SkillPath, level: Exposure) -> None:
        """The same to less than now, as others may want it too. Raises `Forbidden` for more."""
        found = await self.find(path.skill, path.function)
        name, digest = found.info.path, found.info.digest
        digest = versions.HOST if found.info.trusted else digest

        def work(connection: Connection) -> None:
            now = versions.exposed(connection, digest, name) or found.exposure
            if _STRICT.index(level) < _STRICT.index(now):
                raise Forbidden("From here only less can be allowed. Allow more at that device itself.")
            versions.expose(connection, digest, name, level)

        await self._database.write(work, self._written)

    async def has(self, skill: str) -> bool:
        installed, _ = await self._read_tables()
        return any(each.name == skill for each in installed) or bool(self._host and self._host.has(skill))

    async def find(self, skill: str, function: str) -> Installed:
        """The function, ready to run. Raises `NotFound`."""
        while True:
            installed, _ = await self._read_tables()
            found = next((each for each in installed if each.name == skill), None)
            if found is None:
                return await self._find_host(skill, function)
            here = _function(found, function)
            folder = await self.files(skill)
            if folder.digest == found.digest:  # else another version came meanwhile
                return Installed(here.info, here.exposure, folder.files, tuple(found.capabilities))

    async def find_script(self, skill: str, script: str) -> Installed:
        """A file of it, ready to run as a program. Raises `NotFound`, `InvalidArgument`.

        What has no effects of its own but those it is granted: so it is exposed as a function without any is.
        """
        folder = await self.files(skill)
        info = FunctionInfo(
            skill=folder.name, function=script_of(folder.files, script), parameters=dict(PARAMETERS), effect="none",
            digest=folder.digest,
        )  # fmt: skip
        return Installed(info, versions.DEFAULT_EXPOSURE, folder.files, folder.manifest.capabilities)

    async def _find_host(self, skill: str, function: str) -> Installed:
        if self._host is None or not self._host.has(skill):
            raise NotFound(f"No skill '{skill[:64]}' is installed here. `felloe skills` shows what is.")
        _, levels = await self._read_tables()
        runs = next((each for each in await self._host.skills() if each.name == skill), HostSkill(skill))
        if runs.problem:
            raise BadSkill(runs.problem)
        here = _function(listed(runs, levels), function)
        return Installed(here.info, here.exposure, runs)

    def _written(self, _: None) -> None:
        self._tables = None
        self._writes += 1
        self._changed()

    async def _check_room(
        self, skill: SkillFolder, functions: list[FunctionInfo], source: Source, replace: bool
    ) -> None:
        if self._host and self._host.has(skill.name):
            raise Conflict(f"'{skill.name}' is a host skill of this device. Rename its file first, or this skill.")
        installed, _ = await self._read_tables()
        others = sum(len(each.functions) for each in installed if each.name != skill.name)
        if others + len(functions) > LIMITS.functions:
            raise BadSkill(f"A device may offer {LIMITS.functions} functions, and with this skill it would have more.")
        here = next((each for each in installed if each.name == skill.name), None)
        if here is None or replace or skill.digest == here.digest:
            return
        (active,) = (each for each in here.versions if each.active)
        if not active.source.same_place(source):
            raise Conflict(
                f"A skill '{skill.name}' is installed here already, from {active.source} ({here.digest[:12]}). "
                "To have this one in its place, add --replace; what was granted to that one does not go over."
            )

    async def _sweep(self) -> None:
        installed, _ = await self._read_tables()
        kept = {version.digest for skill in installed for version in skill.versions}
        self._read = {digest: skill for digest, skill in self._read.items() if digest in kept}
        await asyncio.to_thread(self._copies.sweep, kept)


def _function(skill: Skill, name: str) -> Function:
    for each in skill.functions:
        if each.info.function == name:
            return each
    offers = ", ".join(each.info.function for each in skill.functions) or "no function"
    raise NotFound(f"The skill '{skill.name}' has no function '{name[:64]}'; it has {offers}.")

"""Installing: from a path on this device to a version in the registry, by way of the sandbox, which describes it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sandbox.description import Description
from sandbox.shelf import Shelf, Sourced
from sandbox.skills import Skill as SkillFolder
from shared.api import FunctionInfo
from shared.errors import BadSkill, Conflict, FelloeError
from spoke.node.bodies.skills import InstallReply, LookReply, NotInstalled, Offer, Skill
from spoke.runs.runner import Runner
from spoke.skills.registry import Registry


class Installing:
    """Nothing of a skill is kept before all of it was read and described."""

    def __init__(self, registry: Registry, runner: Runner) -> None:
        self._registry = registry
        self._runner = runner

    async def look(self, path: str) -> LookReply:
        """What an install would bring, each skill for itself. Nothing of it is kept."""
        shelf = await asyncio.to_thread(Shelf, Path(path))
        offers: list[Offer] = []
        refused: list[NotInstalled] = []
        for inner in shelf.every():
            try:
                offers.append(await self._offer(await asyncio.to_thread(shelf.load, inner)))
            except FelloeError as error:
                refused.append(NotInstalled(folder=inner, error=error.body()))
        return LookReply(offers=offers, refused=refused)

    async def install(self, path: str, name: str | None = None, *, replace: bool = False, digest: str = "") -> Skill:
        """The skill at `path`, or the one of that name there. `BadSkill`, `NotFound` or `Conflict` say why not."""
        found = await asyncio.to_thread(lambda: Shelf(Path(path)).one(name))
        if digest and found.skill.digest != digest:
            raise Conflict(f"'{found.skill.name}' changed since you looked at it. Look again before you install it.")
        return await self._keep(found, replace)

    async def install_all(self, path: str, *, replace: bool = False) -> InstallReply:
        """Every skill at `path`, each for itself."""
        shelf = await asyncio.to_thread(Shelf, Path(path))
        installed: list[Skill] = []
        refused: list[NotInstalled] = []
        for inner in shelf.every():
            try:
                installed.append(await self._keep(await asyncio.to_thread(shelf.load, inner), replace))
            except FelloeError as error:
                refused.append(NotInstalled(folder=inner, error=error.body()))
        return InstallReply(installed=installed, refused=refused)

    async def update(self, name: str) -> Skill:
        """Install a skill again from where its active version came from."""
        skill = await self._registry.get(name)
        (source,) = (version.source for version in skill.versions if version.active)
        found = await asyncio.to_thread(lambda: Shelf(Path(source.path)).load(source.inner))
        if found.skill.name != skill.name:
            raise BadSkill(f"{source} holds another skill now, '{found.skill.manifest.name}'. Install it by its path.")
        return await self._keep(found, replace=False)

    async def _keep(self, found: Sourced, replace: bool) -> Skill:
        functions, warnings = await self._described(found.skill)
        return await self._registry.install(found.skill, functions, found.source, warnings, replace=replace)

    async def _offer(self, found: Sourced) -> Offer:
        skill = found.skill
        functions, warnings = await self._described(skill)
        return Offer(
            name=skill.name,
            description=skill.manifest.description,
            digest=skill.digest,
            capabilities=list(skill.manifest.capabilities),
            functions=functions,
            warnings=[*skill.manifest.warnings, *warnings],
            source=found.source,
        )

    async def _described(self, skill: SkillFolder) -> tuple[list[FunctionInfo], list[str]]:
        """Its functions, and what is to be said of those that cannot be called."""
        description = await self._runner.describe(skill) if skill.has_functions else Description()
        functions = [each.info(skill.name, skill.digest, skill.manifest.effects) for each in description.functions]
        return functions, [f"{each.name} cannot be called: {each.reason}." for each in description.skipped]

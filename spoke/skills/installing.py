"""Installing: from a path on this device to a version in the registry, by way of the sandbox, which describes it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sandbox.description import Description
from sandbox.shelf import Shelf, Sourced
from shared.errors import BadSkill, FelloeError
from spoke.node.bodies.skills import InstallReply, NotInstalled, Skill
from spoke.runs.runner import Runner
from spoke.skills.registry import Registry


class Installing:
    """Nothing of a skill is kept before all of it was read and described."""

    def __init__(self, registry: Registry, runner: Runner) -> None:
        self._registry = registry
        self._runner = runner

    async def install(self, path: str, name: str | None = None, *, replace: bool = False) -> Skill:
        """The skill at `path`, or the one of that name there. `BadSkill`, `NotFound` or `Conflict` say why not."""
        return await self._keep(await asyncio.to_thread(lambda: Shelf(Path(path)).one(name)), replace)

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
        skill = found.skill
        description = await self._runner.describe(skill) if skill.has_functions else Description()
        return await self._registry.install(
            skill,
            [each.info(skill.name, skill.digest, skill.manifest.effects) for each in description.functions],
            found.source,
            [f"{each.name} cannot be called: {each.reason}." for each in description.skipped],
            replace=replace,
        )

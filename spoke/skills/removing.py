"""A skill that goes: with what was granted to it, and with what it kept where that is wished."""

from __future__ import annotations

from shared.errors import InvalidArgument, NotFound
from shared.names import skill_identifier
from spoke.faces.services import DeviceServices
from spoke.grants.grants import Grants
from spoke.node.bodies.skills import Removed
from spoke.skills.registry import Registry


class Removing:
    def __init__(self, registry: Registry, grants: Grants, services: DeviceServices) -> None:
        self._registry, self._grants, self._services = registry, grants, services

    async def remove(self, name: str, version: str | None = None, *, forget: bool = False) -> Removed:
        """Remove a skill. What it kept stays unless it is to `forget`, which may also come later.

        Raises `NotFound`, and `Conflict` for what cannot be removed: then nothing is forgotten either.
        """
        skill = skill_identifier(name)
        if forget and version is not None:
            raise InvalidArgument("A skill's versions share one store. Forget it with the skill as a whole.")
        kept = await self._services.kept(skill)
        try:
            await self._registry.remove(name, version)
        except NotFound:
            if not (forget and kept):
                raise
        skills = await self._registry.skills()
        digests = {own.digest for own in skills} | {each.digest for own in skills for each in own.versions}
        await self._grants.keep_only(digests)
        if forget:
            await self._services.forget(skill)
        return Removed(kept=await self._services.kept(skill))

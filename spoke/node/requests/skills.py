"""Skills of the device, their secrets, and who may call them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from shared.timeouts import TIMEOUTS
from spoke.node.bodies.secrets import NewSecret, SecretsReply
from spoke.node.bodies.skills import (
    CatalogueReply,
    ExposeBody,
    Exposure,
    FilePart,
    InstallBody,
    InstallReply,
    LookBody,
    LookReply,
    Removed,
    Skill,
    SkillShown,
    SkillsReply,
    UseBody,
)
from spoke.node.wire import Wire


class SkillRequests(Wire):
    async def skills(self) -> SkillsReply:
        """Skills that are installed on this device."""
        return await self._ask(SkillsReply, "GET", "/v1/skills")

    async def catalogue(self) -> CatalogueReply:
        """Names and descriptions of the skills here, as far as a model has room for them."""
        return await self._ask(CatalogueReply, "GET", "/v1/catalogue")

    async def skill(self, name: str) -> SkillShown:
        """An installed skill with its instructions and the list of its files."""
        return await self._ask(SkillShown, "GET", f"/v1/skills/{quote(name, safe='')}")

    async def skill_file(self, name: str, path: str, offset: int = 0) -> FilePart:
        """A part of one of its files, from `offset` in bytes; `next` of the answer is where the next part begins."""
        inner = quote(path).replace(".", "%2E")  # else "..", which is no file, would be resolved on the way
        where = f"/v1/skills/{quote(name, safe='')}/files/{inner}"
        return await self._ask(FilePart, "GET", where, params={"offset": offset})

    async def look_at_skills(self, path: str) -> LookReply:
        """What an install would bring; nothing is kept."""
        return await self._ask(LookReply, "POST", "/v1/skills/look", LookBody(path=path), wait_s=TIMEOUTS.image_build)

    async def install_skill(
        self, path: str, skill: str | None = None, *, replace: bool = False, digest: str = ""
    ) -> Skill:
        """Install the skill at `path`, or the one of that name there, as the active version.

        `digest`: of what was looked at; raises `Conflict` where it changed since.
        """
        body = InstallBody(path=path, skill=skill, replace=replace, digest=digest)
        (installed,) = (await self._install(body)).installed
        return installed

    async def install_skills(self, path: str, *, replace: bool = False) -> InstallReply:
        """Install all skills at `path`; those that cannot be are in the answer with their reasons."""
        return await self._install(InstallBody(path=path, all=True, replace=replace))

    async def update_skill(self, name: str) -> Skill:
        """Install it again from where it came from."""
        path = f"/v1/skills/{quote(name, safe='')}/update"
        return await self._ask(Skill, "POST", path, wait_s=TIMEOUTS.image_build)

    async def use_skill(self, name: str, digest: str) -> Skill:
        """Make another of its versions the active one."""
        body = UseBody(digest=digest)
        return await self._ask(Skill, "PUT", f"/v1/skills/{quote(name, safe='')}/version", body)

    async def remove_skill(self, name: str, version: str | None = None, *, forget: bool = False) -> Removed:
        """What the skill kept in its store stays, unless it is to `forget`."""
        params: dict[str, Any] = {"forget": forget} | ({"version": version} if version else {})
        return await self._ask(Removed, "DELETE", f"/v1/skills/{quote(name, safe='')}", params=params)

    async def _install(self, body: InstallBody) -> InstallReply:
        return await self._ask(InstallReply, "POST", "/v1/skills", body, wait_s=TIMEOUTS.image_build)

    async def expose(self, function: str, level: Exposure) -> None:
        await self._send("PUT", "/v1/exposure", ExposeBody(function=function, level=level))

    async def lower_exposure(self, function: str, level: Exposure) -> None:
        """To less than now; of another device too. Raises `Forbidden` for more."""
        await self._send("POST", "/v1/exposure/lower", ExposeBody(function=function, level=level))

    async def secrets(self) -> SecretsReply:
        return await self._ask(SecretsReply, "GET", "/v1/secrets")

    async def set_secret(self, name: str, secret: NewSecret) -> None:
        await self._send("PUT", f"/v1/secrets/{quote(name, safe='')}", secret)

    async def remove_secret(self, name: str) -> None:
        await self._send("DELETE", f"/v1/secrets/{quote(name, safe='')}")

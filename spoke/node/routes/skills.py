"""Skills: install, look, choose a version, offer to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Query, Request

from shared.names import SkillPath
from spoke.node.bodies.skills import (
    CatalogueReply,
    ExposeBody,
    FilePart,
    FunctionsInReach,
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
from spoke.node.outside import visitor_of
from spoke.skills import disclosure
from spoke.skills.found import functions_in_reach

if TYPE_CHECKING:
    from spoke.app import Node


def skill_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/skills")
    async def skills() -> SkillsReply:
        return SkillsReply(skills=await node.registry.skills())

    @router.post("/v1/skills")
    async def install(body: InstallBody) -> InstallReply:
        if body.all:
            return await node.installing.install_all(body.path, replace=body.replace)
        skill = await node.installing.install(body.path, body.skill, replace=body.replace, digest=body.digest)
        return InstallReply(installed=[skill])

    @router.post("/v1/skills/look")
    async def look(body: LookBody) -> LookReply:
        return await node.installing.look(body.path)

    @router.get("/v1/skills/{name}")
    async def show(name: str) -> SkillShown:
        return disclosure.shown(await node.registry.get(name), await node.registry.files(name))

    @router.get("/v1/skills/{name}/files/{path:path}")
    async def file(name: str, path: str, offset: int = Query(default=0, ge=0)) -> FilePart:
        return disclosure.part_of(await node.registry.files(name), path, offset)

    @router.delete("/v1/skills/{name}")
    async def remove(
        name: str, version: str | None = Query(default=None, max_length=64), forget: bool = False
    ) -> Removed:
        return await node.removing.remove(name, version, forget=forget)

    @router.put("/v1/skills/{name}/version")
    async def use(name: str, body: UseBody) -> Skill:
        return await node.registry.use(name, body.digest)

    @router.post("/v1/skills/{name}/update")
    async def update(name: str) -> Skill:
        return await node.installing.update(name)

    @router.get("/v1/catalogue")
    async def catalogue() -> CatalogueReply:
        return disclosure.catalogue(await node.registry.skills())

    @router.put("/v1/exposure", status_code=204)
    async def expose(body: ExposeBody) -> None:
        await node.registry.expose(SkillPath.parse(body.function), body.level)

    @router.post("/v1/exposure/lower", status_code=204)
    async def lower(body: ExposeBody, request: Request) -> None:
        """To less than now; another device may do that too, where this one takes its word."""
        await node.lower_exposure(SkillPath.parse(body.function), body.level, visitor_of(request))

    @router.get("/v1/functions")
    async def functions(q: str = Query(default="", max_length=200)) -> FunctionsInReach:
        return await functions_in_reach(node.registry, node.hub, q)

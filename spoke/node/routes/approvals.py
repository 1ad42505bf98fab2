"""What was granted, what is asked, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query

from spoke.node.bodies.approvals import AnswerBody, AskInfo, AsksReply, DecisionsReply, Grant, GrantBody, GrantsReply

if TYPE_CHECKING:
    from spoke.app import Node

RowId = Annotated[int, Path(ge=0, lt=1 << 63)]


def approval_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/grants")
    async def grants() -> GrantsReply:
        return GrantsReply(grants=await node.grants.list())

    @router.post("/v1/grants")
    async def grant(body: GrantBody) -> Grant:
        return await node.approvals.grant(body.skill, body.capability, body.verdict)

    @router.delete("/v1/grants/{grant_id}")
    async def revoke(grant_id: RowId) -> Grant:
        return await node.approvals.revoke(grant_id)

    @router.get("/v1/asks")
    async def asks() -> AsksReply:
        return AsksReply(asks=await node.asks.pending())

    @router.post("/v1/asks/{ask_id}")
    async def answer(ask_id: RowId, body: AnswerBody) -> AskInfo:
        return await node.approvals.answer(ask_id, body.answer)

    @router.get("/v1/decisions")
    async def decisions(limit: int = Query(default=50, ge=1, le=5_000)) -> DecisionsReply:
        return DecisionsReply(decisions=await node.audit.newest(limit))

"""What was granted, what is asked, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request

from spoke.grants.audit import Filter
from spoke.node.bodies.approvals import (
    AnswerBody,
    AnswersFromAfarBody,
    AskInfo,
    AsksEverywhere,
    AsksReply,
    DecisionsReply,
    Grant,
    GrantBody,
    GrantsReply,
)
from spoke.node.outside import FromAfar, visitor_of

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
    async def asks(afar: FromAfar) -> AsksReply:
        return AsksReply(asks=await node.asks.pending(afar=afar))

    @router.post("/v1/asks/{ask_id}")
    async def answer(ask_id: RowId, body: AnswerBody, request: Request) -> AskInfo:
        return await node.approvals.answer(ask_id, body.answer, visitor_of(request))

    @router.get("/v1/asks/everywhere")
    async def everywhere() -> AsksEverywhere:
        return await node.asks_everywhere()

    @router.get("/v1/answers-from-afar")
    async def from_afar() -> AnswersFromAfarBody:
        return AnswersFromAfarBody(level=await node.approvals.from_afar())

    @router.put("/v1/answers-from-afar", status_code=204)
    async def set_from_afar(body: AnswersFromAfarBody) -> None:
        await node.approvals.set_from_afar(body.level)

    @router.get("/v1/decisions")
    async def decisions(
        afar: FromAfar,
        limit: Annotated[int, Query(ge=1, le=5_000)] = 50,
        before: Annotated[int | None, Query(ge=0, lt=1 << 63)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        verdict: Annotated[str, Query(max_length=20)] = "",
        since_ms: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
        notable: bool = False,
    ) -> DecisionsReply:
        return await node.audit.page(limit, Filter(q, verdict, since_ms, notable, afar), before)

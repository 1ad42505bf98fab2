"""What ran here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from spoke.node.bodies.runs import FiguresReply, RunInfo, RunsReply
from spoke.node.outside import FromAfar
from spoke.runs.store import Filter

if TYPE_CHECKING:
    from spoke.app import Node


def run_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/runs/{run_id}")
    async def run(run_id: str, afar: FromAfar) -> RunInfo:
        return await node.runs.find(run_id, afar=afar)

    @router.get("/v1/runs")
    async def runs(
        afar: FromAfar,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
        before: Annotated[str | None, Query(max_length=80)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        principal: Annotated[str, Query(max_length=100)] = "",
        failed: bool | None = None,
        since_ms: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
    ) -> RunsReply:
        return await node.runs.page(limit, Filter(q, principal, failed, since_ms, afar), before)

    @router.get("/v1/run-figures")
    async def figures(
        afar: FromAfar,
        since_ms: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
        q: Annotated[str, Query(max_length=200)] = "",
    ) -> FiguresReply:
        return await node.runs.figures(Filter(q, since_ms=since_ms, afar=afar))

"""What ran here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Query

from spoke.node.bodies.runs import RunInfo, RunsReply

if TYPE_CHECKING:
    from spoke.app import Node


def run_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/runs/{run_id}")
    async def run(run_id: str) -> RunInfo:
        return await node.runs.find(run_id)

    @router.get("/v1/runs")
    async def runs(limit: int = Query(default=50, ge=1, le=500)) -> RunsReply:
        return RunsReply(runs=await node.runs.newest(limit))

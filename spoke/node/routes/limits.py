"""What one run in the sandbox may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from spoke.node.bodies.limits import LimitsBody, LimitsReply

if TYPE_CHECKING:
    from spoke.app import Node


def limit_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/limits")
    async def limits() -> LimitsReply:
        return LimitsReply(limits=node.limits.shown())

    @router.patch("/v1/limits")
    async def set_limits(body: LimitsBody) -> LimitsReply:
        await node.limits.set(body.limits)
        return LimitsReply(limits=node.limits.shown())

"""The node itself: how it is, its hub, its events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from shared.api import DevicesReply, PairReply
from spoke.node.bodies.node import PairBody, Status

if TYPE_CHECKING:
    from spoke.app import Node


def node_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/status")
    async def status() -> Status:
        return await node.status()

    @router.post("/v1/pair")
    async def pair(body: PairBody) -> PairReply:
        return await node.hub.pair(body.pairing_string, body.name)

    @router.post("/v1/unpair", status_code=204)
    async def unpair() -> None:
        await node.hub.unpair()

    @router.get("/v1/devices")
    async def devices() -> DevicesReply:
        return await node.hub.devices()

    @router.get("/v1/events")
    async def events() -> StreamingResponse:
        async def lines() -> AsyncIterator[str]:
            yield ": listening\n\n"
            async for event in node.events.listen():
                yield f"data: {event.model_dump_json()}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")

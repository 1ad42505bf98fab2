"""The node itself: how it is, its hub, its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header

from shared.accounts import DeviceChange, NewCode, PairingCodeLine
from shared.api import DeviceInfo, DevicesReply, PairReply
from spoke.node.bodies.node import PairBody, Status
from spoke.node.event_stream import EventStream
from spoke.node.outside import FromAfar

if TYPE_CHECKING:
    from spoke.app import Node


def node_routes(router: APIRouter, node: Node) -> None:
    @router.get("/v1/status")
    async def status(afar: FromAfar) -> Status:
        return await node.status.whole(afar=afar)

    @router.post("/v1/pair")
    async def pair(body: PairBody) -> PairReply:
        return await node.hub.pair(body.pairing_string, body.name)

    @router.post("/v1/unpair", status_code=204)
    async def unpair() -> None:
        await node.hub.unpair()

    @router.get("/v1/devices")
    async def devices() -> DevicesReply:
        return await node.hub.devices()

    @router.put("/v1/devices/{device}")
    async def rename_device(device: str, body: DeviceChange) -> DeviceInfo:
        return await node.hub.required().hub.rename_device(device, body)

    @router.delete("/v1/devices/{device}")
    async def revoke_device(device: str) -> DeviceInfo:
        return await node.hub.required().hub.revoke_device(device)

    @router.post("/v1/pairing-codes")
    async def pairing_code(body: NewCode) -> PairingCodeLine:
        return await node.hub.required().hub.pairing_code(body)

    @router.get("/v1/events")
    async def events(afar: FromAfar, last_event_id: Annotated[str | None, Header(max_length=64)] = None) -> EventStream:
        node.events.check_room()
        return EventStream(node.events, last_event_id, node.sessions.travels if afar else None)

"""Routes of accounts: pairing, tokens, keys, the user's devices."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Security

from hub.http.access import Caller, authorized
from hub.services import Services, services_of
from hub.store.records import Device
from shared.api import DeviceInfo, DevicesReply, Health, PairReply, PairRequest, TokenReply, TokenRequest

router = APIRouter()
Hub = Annotated[Services, Depends(services_of)]


@router.get("/healthz")
async def health(hub: Hub) -> Health:
    """Scope: none."""
    return Health(status="ok", version=hub.version, hub_id=hub.hub_id)


@router.get("/v1/jwks")
async def jwks(hub: Hub) -> dict[str, Any]:
    """Scope: none. The keys that verify this hub's tokens (RFC 7517)."""
    return hub.signing.jwks()


@router.post("/v1/pair")
async def pair(request: Request, body: PairRequest, hub: Hub) -> PairReply:
    """Scope: none; the code is the right to do it."""
    return await hub.pairing.pair(body, request.client.host if request.client else "")


@router.post("/v1/token")
async def token(body: TokenRequest, hub: Hub) -> TokenReply:
    """Scope: none; the device's signature is the right to do it."""
    return await hub.tokens.exchange(body.assertion)


@router.get("/v1/devices")
async def devices(hub: Hub, caller: Annotated[Caller, Security(authorized, scopes=["devices:read"])]) -> DevicesReply:
    """Scope: devices:read. The devices of the caller's user."""
    found = await hub.devices.of_user(caller.user_id)
    return DevicesReply(devices=[_info(hub, device) for device in found])


def _info(hub: Services, device: Device) -> DeviceInfo:
    return DeviceInfo(
        id=device.id,
        handle=device.handle,
        name=device.name,
        platform=device.platform,
        state=hub.calls.connections.state(device.id),
        last_seen_ms=device.last_seen_ms,
        functions=device.functions,
    )

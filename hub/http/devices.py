"""Routes of the caller's own devices: listing, renaming, revoking, and bringing in another one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Security

from hub.cut import cut_device
from hub.http.access import Caller, TokenFirst, authorized
from hub.http.pairing_codes import new_pairing_code
from hub.services import Services, services_of
from hub.store.records import Device
from shared.accounts import DeviceChange, NewCode, PairingCodeLine
from shared.api import DeviceInfo, DevicesReply
from shared.errors import Conflict, NotFound, RateLimited
from shared.names import MAX_NAME
from shared.system.problems import declared

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
DeviceName = Annotated[str, Path(max_length=MAX_NAME, examples=["attic"], description="Its id or handle.")]
Reader = Annotated[Caller, Security(authorized, scopes=["devices:read"])]
Owner = Annotated[Caller, Security(authorized, scopes=["devices:write"])]


@router.get("/v1/devices")
async def devices(hub: Hub, caller: Reader) -> DevicesReply:
    """Scope: devices:read. The devices of the caller's user."""
    found = await hub.devices.of_user(caller.user_id)
    return DevicesReply(devices=[_info(hub, device) for device in found])


@router.put("/v1/devices/{device}", responses=declared(NotFound, Conflict))
async def rename(device: DeviceName, body: DeviceChange, hub: Hub, caller: Owner) -> DeviceInfo:
    """Scope: devices:write. `device`: id or handle. The handle follows the name."""
    renamed = await hub.devices.rename(device, caller.user, body.name, caller.actor)
    hub.calls.connections.renew(renamed.id, "this device has a new name")
    return _info(hub, renamed)


@router.delete("/v1/devices/{device}", responses=declared(NotFound, Conflict))
async def revoke(device: DeviceName, hub: Hub, caller: Owner) -> DeviceInfo:
    """Scope: devices:write. Cut off for good: its connection ends within a second and its tokens are refused."""
    revoked = await hub.devices.revoke(device, caller.user, caller.actor)
    cut_device(hub, revoked.id, "This device was revoked.")
    return _info(hub, revoked).model_copy(update={"state": "revoked", "functions": 0})


@router.post("/v1/pairing-codes", responses=declared(Conflict, RateLimited))
async def new_code(body: NewCode, hub: Hub, caller: Owner) -> PairingCodeLine:
    """Scope: devices:write. A one-time code that joins another device to the caller's."""
    return await new_pairing_code(hub, await hub.users.get(caller.user_id), body, caller.actor)


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

"""The admin's ASGI app: served on a private socket by a running hub, called in-process where none runs.

It asks for no token: who may open the socket (0600), or the folder, is the admin.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Request

from hub.admin.bodies import DeviceChange, DeviceLine, HubStatus, NewCode, NewUser, PairingCodeLine, Password, UserLine
from hub.served import Served
from hub.services import Services, services_of
from hub.store.records import AuditLine, Device, User
from shared.errors import Conflict
from shared.pairing import PairingString
from shared.system.problems import add_problem_handlers

router = APIRouter()
Hub = Annotated[Services, Depends(services_of)]


def admin_app(services: Services, served: Served | None, data: Path) -> FastAPI:
    """`served` is none where no hub runs."""
    app = FastAPI(title="Felloe hub: admin", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services
    app.state.served = served
    app.state.data = data
    add_problem_handlers(app)
    app.include_router(router)
    return app


@router.get("/users")
async def list_users(hub: Hub) -> list[UserLine]:
    return [_user(user) for user in await hub.users.list_all()]


@router.post("/users")
async def add_user(body: NewUser, hub: Hub) -> UserLine:
    return _user(await hub.users.add(body.name, body.role, body.password))


@router.put("/users/{name}/password")
async def set_password(name: str, body: Password, hub: Hub) -> UserLine:
    return _user(await hub.users.set_password(name, body.password))


@router.put("/users/{name}/disabled")
async def disable(name: str, hub: Hub) -> UserLine:
    user = await hub.users.set_disabled(name, disabled=True)
    _cut(hub, user, "This account was disabled.")
    return _user(user)


@router.delete("/users/{name}/disabled")
async def enable(name: str, hub: Hub) -> UserLine:
    return _user(await hub.users.set_disabled(name, disabled=False))


@router.delete("/users/{name}")
async def delete_user(name: str, hub: Hub) -> UserLine:
    user = await hub.users.delete(name)
    _cut(hub, user, "This account was deleted.")
    return _user(user)


@router.post("/users/{name}/codes")
async def new_code(name: str, body: NewCode, hub: Hub, request: Request) -> PairingCodeLine:
    served = request.app.state.served or await hub.store.read(Served.last)
    if served is None:
        raise Conflict("A pairing code holds the hub's address. Start the hub once: felloe-hub serve.")
    life_s = body.minutes * 60 if body.minutes is not None else hub.timeouts.pairing_code
    made = await hub.pairing.new_code(await hub.users.find(name), life_s)
    return PairingCodeLine(
        pairing_string=str(PairingString(served.public_url, made.code, served.fingerprint)),
        code=made.code,
        hub_url=served.public_url,
        fingerprint=served.fingerprint,
        user=name,
        expires_ms=made.expires_ms,
    )


@router.get("/devices")
async def list_devices(hub: Hub, user: str | None = None) -> list[DeviceLine]:
    if user is not None:
        await hub.users.find(user)
    return [_device(hub, device) for device in await hub.devices.list_all() if user in (None, device.user)]


@router.put("/devices/{device}")
async def rename_device(device: str, body: DeviceChange, hub: Hub, user: str | None = None) -> DeviceLine:
    renamed = await hub.devices.rename(device, user, body.name)
    hub.calls.connections.renew(renamed.id, "this device has a new name")
    return _device(hub, renamed)


@router.delete("/devices/{device}")
async def revoke_device(device: str, hub: Hub, user: str | None = None) -> DeviceLine:
    revoked = await hub.devices.revoke(device, user)
    _cut_device(hub, revoked.id, "This device was revoked.")
    return _device(hub, revoked).model_copy(update={"state": "revoked", "functions": 0})


@router.get("/status")
async def status(hub: Hub, request: Request) -> HubStatus:
    served: Served | None = request.app.state.served
    users = await hub.users.list_all()
    return HubStatus(
        running=served is not None,
        pid=served.pid if served else None,
        url=served.url if served else None,
        hub_id=hub.hub_id,
        version=hub.version,
        data=str(request.app.state.data),
        users=len(users),
        devices=sum(user.devices for user in users),
        online=hub.calls.connections.count(),
        log_entries=await hub.sync.count(),
    )


@router.get("/audit")
async def audit(hub: Hub, limit: Annotated[int, Query(ge=1, le=10_000)] = 50) -> list[AuditLine]:
    return await hub.audit.newest(limit)


def _cut(hub: Services, user: User, why: str) -> None:
    for connection in hub.calls.connections.of_user(user.id):
        _cut_device(hub, connection.device.id, why)


def _cut_device(hub: Services, device_id: str, why: str) -> None:
    hub.calls.connections.revoke(device_id, why)
    hub.calls.removed(device_id)


def _user(user: User) -> UserLine:
    return UserLine(
        id=user.id,
        name=user.name,
        role=user.role,
        disabled=user.disabled,
        has_password=user.has_password,
        devices=user.devices,
        created_ms=user.created_ms,
    )


def _device(hub: Services, device: Device) -> DeviceLine:
    return DeviceLine(
        id=device.id,
        user=device.user,
        handle=device.handle,
        name=device.name,
        platform=device.platform,
        state="revoked" if device.revoked else hub.calls.connections.state(device.id),
        last_seen_ms=device.last_seen_ms,
        functions=device.functions,
    )

"""Routes of the admin: users, and the devices of all.

There is one implementation: the public app serves them to signed-in admins (scope admin), the private socket to whoever
may open it (`hub.admin.app`).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Security

from hub.cut import cut_device, cut_user, delete_user
from hub.http.access import Caller, TokenFirst, authorized
from hub.http.pairing_codes import new_pairing_code
from hub.key_rotation import rotate_key
from hub.services import Services, services_of
from hub.store.records import Device, SigningKey, User
from shared.accounts import (
    DeviceChange,
    DeviceLine,
    KeyLine,
    NewCode,
    NewUser,
    OneTimePassword,
    PairingCodeLine,
    Password,
    Rotation,
    UserLine,
)
from shared.errors import Conflict, InvalidArgument, NotFound, RateLimited
from shared.names import MAX_NAME
from shared.system.problems import declared

router = APIRouter(route_class=TokenFirst)
Hub = Annotated[Services, Depends(services_of)]
Name = Annotated[str, Path(max_length=MAX_NAME, examples=["ann"], description="Of a user.")]
DeviceName = Annotated[str, Path(max_length=MAX_NAME, examples=["attic"], description="Its id or handle.")]
Owner = Annotated[str | None, Query(max_length=MAX_NAME, description="A user's name.")]
Admin = Annotated[Caller, Security(authorized, scopes=["admin"])]


@router.get("/users")
async def list_users(hub: Hub, _: Admin) -> list[UserLine]:
    """Scope: admin."""
    return [_user(user) for user in await hub.users.list_all()]


@router.post("/users", responses=declared(Conflict, RateLimited))
async def add_user(body: NewUser, hub: Hub, admin: Admin) -> UserLine:
    """Scope: admin. Without a password the user has devices only, which sign in with their keys."""
    return _user(await hub.users.add(body.name, body.role, body.password, admin.actor))


@router.put("/users/{name}/password", responses=declared(NotFound, RateLimited))
async def set_password(name: Name, body: Password, hub: Hub, admin: Admin) -> UserLine:
    """Scope: admin. Signs the user out everywhere."""
    return _user(await hub.users.set_password(name, body.password, admin.actor))


@router.post("/users/{name}/reset", responses=declared(NotFound, RateLimited))
async def reset(name: Name, hub: Hub, admin: Admin) -> OneTimePassword:
    """Scope: admin. A one-time password: it opens nothing but the choice of another. Signs the user out everywhere."""
    user, password = await hub.users.reset(name, admin.actor)
    return OneTimePassword(user=user.name, password=password, expires_ms=user.password_until_ms or 0)


@router.put("/users/{name}/disabled", responses=declared(NotFound, Conflict))
async def disable(name: Name, hub: Hub, admin: Admin) -> UserLine:
    """Scope: admin. Sign-ins and connections end at once; nothing is deleted. Not for the last admin."""
    user = await hub.users.set_disabled(name, True, admin.actor)
    cut_user(hub, user.id, "This account was disabled.")
    return _user(user)


@router.delete("/users/{name}/disabled", responses=declared(NotFound))
async def enable(name: Name, hub: Hub, admin: Admin) -> UserLine:
    """Scope: admin. Devices come back by themselves; people sign in again."""
    return _user(await hub.users.set_disabled(name, False, admin.actor))


@router.delete("/users/{name}", responses=declared(NotFound, Conflict))
async def delete(name: Name, hub: Hub, admin: Admin) -> UserLine:
    """Scope: admin. With devices and the hub's copy of the chats. Not for the last admin."""
    return _user(await delete_user(hub, name, admin.actor))


@router.post("/users/{name}/codes", responses=declared(NotFound, Conflict, RateLimited))
async def new_code(name: Name, body: NewCode, hub: Hub, admin: Admin) -> PairingCodeLine:
    """Scope: admin. A one-time code that joins a device to the user's."""
    return await new_pairing_code(hub, await hub.users.find(name), body, admin.actor)


@router.get("/devices", responses=declared(NotFound))
async def list_devices(hub: Hub, _: Admin, user: Owner = None) -> list[DeviceLine]:
    """Scope: admin. Of all users or of one, the revoked ones too."""
    if user is not None:
        await hub.users.find(user)
    return [_device(hub, device) for device in await hub.devices.list_all() if user in (None, device.user)]


@router.put("/devices/{device}", responses=declared(NotFound, Conflict, InvalidArgument))
async def rename_device(
    device: DeviceName, body: DeviceChange, hub: Hub, admin: Admin, user: Owner = None
) -> DeviceLine:
    """Scope: admin. `device`: id or handle; `user`: whose, where several have one of that handle."""
    renamed = await hub.devices.rename(device, user, body.name, admin.actor)
    hub.calls.connections.renew(renamed.id, "this device has a new name")
    return _device(hub, renamed)


@router.delete("/devices/{device}", responses=declared(NotFound, Conflict))
async def revoke_device(device: DeviceName, hub: Hub, admin: Admin, user: Owner = None) -> DeviceLine:
    """Scope: admin. Cut off for good: its connection ends within a second and its tokens are refused."""
    revoked = await hub.devices.revoke(device, user, admin.actor)
    cut_device(hub, revoked.id, "This device was revoked.")
    return _device(hub, revoked).model_copy(update={"state": "revoked", "functions": 0})


@router.get("/keys")
async def list_keys(hub: Hub, _: Admin) -> list[KeyLine]:
    """Scope: admin. The keys that verify the hub's tokens, the one that signs last."""
    return [_key(key) for key in hub.signing.all()]


@router.post("/keys")
async def rotate(body: Rotation, hub: Hub, admin: Admin) -> KeyLine:
    """Scope: admin. Sign with a new key. The old one verifies until its last token has ended, or not at all if it is
    `compromised`; sign-ins and pairings stay."""
    return _key(await rotate_key(hub, admin.actor, compromised=body.compromised))


def _key(key: SigningKey) -> KeyLine:
    return KeyLine(kid=key.kid, signs=key.retired_ms is None, created_ms=key.created_ms, retired_ms=key.retired_ms)


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

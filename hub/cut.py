"""Cutting off, within a second, who may stay no longer: channel, waiting calls, relays. Call it after the commit."""

from __future__ import annotations

from hub.services import Services
from hub.store.records import User


def cut_device(hub: Services, device_id: str, why: str) -> None:
    hub.calls.connections.revoke(device_id, why)
    hub.calls.removed(device_id)
    hub.endings.end(device_id)


def cut_user(hub: Services, user_id: str, why: str) -> None:
    for connection in hub.calls.connections.of_user(user_id):
        cut_device(hub, connection.device.id, why)
    hub.calls.removed(user_id)  # what they called themselves, over HTTP
    hub.endings.end(user_id)


async def delete_user(hub: Services, name: str, actor: str) -> User:
    """With all that is theirs, and what waits for their devices that are offline. Raises `NotFound` or `Conflict`."""
    held = await hub.devices.of_user((await hub.users.find(name)).id)
    user = await hub.users.delete(name, actor)
    cut_user(hub, user.id, "This account was deleted.")
    for device in held:
        cut_device(hub, device.id, "This account was deleted.")
    return user

"""Registered devices: listing, renaming, revoking."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from hub.accounts.pairing import visible
from hub.store import audit, devices
from hub.store.records import AuditLine, Device
from hub.store.store import Store
from shared.errors import Conflict, NotFound
from shared.names import MAX_NAME, device_handle


class Devices:
    def __init__(self, store: Store, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._now_ms = now_ms

    async def of_user(self, user_id: str) -> list[Device]:
        return await self._store.read(lambda session: devices.of_user(session, user_id))

    async def list_all(self) -> list[Device]:
        """Of all users, the revoked ones too."""
        return await self._store.read(devices.list_all)

    async def by_handle(self, user_id: str, handle: str) -> Device | None:
        return await self._store.read(lambda session: devices.by_handle(session, user_id, handle))

    async def seen(self, device_id: str) -> None:
        await self._store.write(lambda session: devices.seen(session, device_id, now_ms=self._now_ms()))

    async def rename(self, device: str, user: str | None, name: str, actor: str) -> Device:
        """`device`: id or handle. The handle follows the name; grants are bound to the id."""
        name = visible(name)

        def work(session: Session) -> Device:
            held = _the_one(session, device, user)
            taken = devices.handles(session, held.user_id) - {held.handle}
            devices.rename(session, held.id, name=name, handle=device_handle(name, taken))
            self._audit(session, actor, "device-rename", held, name=name)
            return _the_one(session, held.id, None)

        return await self._store.write(work)

    async def revoke(self, device: str, user: str | None, actor: str) -> Device:
        """From the commit on its tokens are refused; the caller cuts its connection."""

        def work(session: Session) -> Device:
            held = _the_one(session, device, user)
            devices.revoke(session, held.id)
            self._audit(session, actor, "device-revoke", held)
            return held

        return await self._store.write(work)

    def _audit(self, session: Session, actor: str, action: str, device: Device, **details: str) -> None:
        about = {"device": device.id, "handle": device.handle, **details}
        audit.add(session, [AuditLine(self._now_ms(), actor, action, device.user, about)])


def _the_one(session: Session, name: str, user: str | None) -> Device:
    found = devices.matching(session, name, user)
    if not found:
        raise NotFound(f"There is no device {name[:MAX_NAME]} here.")
    if len(found) > 1:
        owners = ", ".join(sorted(device.user for device in found))
        raise Conflict(f"Several users have a device {name[:MAX_NAME]} ({owners}). Say which with --user.")
    return found[0]

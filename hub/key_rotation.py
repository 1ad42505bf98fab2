"""The hub's signing key: replaced when it is old, when an admin says so, or when somebody else may have it."""

from __future__ import annotations

import asyncio

import structlog

from hub.services import Services
from hub.store.records import SigningKey
from shared.errors import FelloeError

log = structlog.get_logger()
_LOOK_S = 3600.0


async def rotate_key(hub: Services, actor: str, *, compromised: bool = False) -> SigningKey:
    """Devices connect again, and learn the new key: they verify with it who asks their nodes."""

    def cut() -> None:
        if compromised:
            hub.endings.end_all()
        hub.calls.connections.renew_all("the hub signs with a new key")

    return await hub.signing.rotate(actor, compromised=compromised, then=cut)


async def rotate_when_old(hub: Services) -> None:
    """Until cancelled."""
    while True:
        try:
            if hub.signing.is_old():
                await rotate_key(hub, "hub")
        except FelloeError:
            log.exception("key not rotated")  # a full disk; the old one goes on
        await asyncio.sleep(_LOOK_S)

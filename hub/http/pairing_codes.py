"""A pairing code with all that a device needs to use it."""

from __future__ import annotations

from hub.served import Served
from hub.services import Services
from hub.store.records import User
from shared.accounts import NewCode, PairingCodeLine
from shared.errors import Conflict
from shared.pairing import PairingString


async def new_pairing_code(hub: Services, user: User, wanted: NewCode, actor: str) -> PairingCodeLine:
    """Raises `Conflict` where it is not known how devices reach the hub, or for a disabled account."""
    served = await hub.store.read(Served.last)
    if served is None:
        raise Conflict("A pairing code holds the hub's address. Start the hub once: felloe-hub serve.")
    life_s = wanted.minutes * 60 if wanted.minutes is not None else hub.timeouts.pairing_code
    made = await hub.pairing.new_code(user, life_s, actor)
    return PairingCodeLine(
        pairing_string=str(PairingString(served.public_url, made.code, served.fingerprint)),
        code=made.code,
        hub_url=served.public_url,
        fingerprint=served.fingerprint,
        user=user.name,
        expires_ms=made.expires_ms,
    )

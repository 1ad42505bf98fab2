"""What a device signs to get an access token (RFC 7523): a statement about itself, good once and for a minute.

The algorithm is pinned; a device's clock may be off by a little.
"""

from __future__ import annotations

from typing import Any

import jwt

from hub.accounts import keys
from hub.store.records import Device
from shared.errors import Unauthenticated
from shared.timeouts import TIMEOUTS
from shared.tokens import ALGORITHM

_LEEWAY_S = 5


def unverified_subject(assertion: str) -> str:
    """Only to find the key that the whole is then verified with."""
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
        return str(claims["sub"])
    except (jwt.InvalidTokenError, KeyError):
        raise _invalid() from None


def verified(assertion: str, device: Device, hub_id: str, now_ms: int) -> dict[str, Any]:
    """Its claims. Raises `Unauthenticated`, with the hub's time where the device's clock is why."""
    try:
        claims: dict[str, Any] = jwt.decode(
            assertion,
            keys.public_key(device.public_key),
            algorithms=[ALGORITHM],
            audience=hub_id,
            issuer=device.id,
            options={
                "require": ["exp", "iss", "sub", "jti", "aud"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        end_s = int(claims["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
        raise _invalid() from None
    if not -_LEEWAY_S < end_s - now_ms / 1000 <= TIMEOUTS.assertion + _LEEWAY_S:
        raise _wrong_time(now_ms)
    if not 0 < len(claims["jti"]) <= 100:
        raise _invalid()
    return claims


def good_until_ms(claims: dict[str, Any]) -> int:
    return (int(claims["exp"]) + _LEEWAY_S) * 1000


def _invalid() -> Unauthenticated:
    return Unauthenticated("The device's assertion is not valid here.")


def _wrong_time(now_ms: int) -> Unauthenticated:
    return Unauthenticated(
        f"An assertion must end within {TIMEOUTS.assertion:.0f} s of the hub's time. Check this device's clock.",
        reason="clock",
        hub_time_ms=now_ms,
    )

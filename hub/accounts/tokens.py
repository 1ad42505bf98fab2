"""Tokens: a device proves its key with an assertion (RFC 7523) and gets a short-lived access token (EdDSA).

Rules of this module:
- the algorithm is pinned; a token's own word on it is never followed;
- a valid signature is not enough: each use asks the database whether the device is still welcome;
- an assertion is good once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import jwt
from sqlmodel import Session

from hub.accounts import keys
from hub.store import audit, devices
from hub.store.records import AuditLine, Device
from hub.store.store import Store
from shared.api import TokenReply
from shared.errors import Forbidden, Unauthenticated
from shared.ids import new_id
from shared.timeouts import TIMEOUTS

DEVICE_SCOPES: Final = ("channel", "devices:read", "functions:read", "functions:write", "sync")
_LEEWAY_S = 5


class Tokens:
    def __init__(self, store: Store, signing: keys.SigningKeys, hub_id: str, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._signing = signing
        self._hub_id = hub_id
        self._now_ms = now_ms

    async def exchange(self, assertion: str) -> TokenReply:
        """An access token for a device's assertion. Raises `Unauthenticated`, with the hub's time where that is why."""
        device = await self._device(_unverified_subject(assertion))
        claims = self._verified_assertion(assertion, device)

        def work(session: Session) -> bool:
            now = self._now_ms()
            fresh = devices.use_assertion(
                session, device.id, claims["jti"], expires_ms=(int(claims["exp"]) + _LEEWAY_S) * 1000, now_ms=now
            )
            if fresh:
                audit.add(session, [AuditLine(now, f"device {device.id}", "sign-in", device.user, {})])
            return fresh

        if not await self._store.write(work):
            raise Unauthenticated("This assertion was used before. Sign a new one.")
        return TokenReply(access_token=self._issue(device), expires_in_s=TIMEOUTS.access_token)

    async def authenticate(self, token: str, scope: str) -> Device:
        """The device that an access token stands for. Raises `Unauthenticated` or `Forbidden`."""
        claims = self._verified_access(token)
        if scope not in str(claims["scope"]).split():
            raise Forbidden(f"This token does not reach that far: it lacks the scope {scope}.", scope=scope)
        return await self._device(claims["sub"])

    def _issue(self, device: Device) -> str:
        now = self._now_ms() // 1000
        return self._signing.sign(
            {
                "iss": self._hub_id,
                "aud": self._hub_id,
                "sub": device.id,
                "type": "access",
                "name": device.handle,
                "scope": " ".join(DEVICE_SCOPES),
                "jti": new_id(),
                "iat": now,
                "exp": now + int(TIMEOUTS.access_token),
            }
        )

    def _verified_access(self, token: str) -> dict[str, Any]:
        try:
            key = self._signing.verifying(jwt.get_unverified_header(token).get("kid"))
            if key is None:
                raise Unauthenticated("This token was not made by this hub. Ask for a new one.")
            claims = jwt.decode(
                token,
                key,
                algorithms=[keys.ALGORITHM],
                audience=self._hub_id,
                options={"require": ["exp", "sub", "jti", "aud", "type", "scope"]},
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("This token has expired. Ask for a new one.", reason="expired") from None
        except jwt.InvalidTokenError:
            raise Unauthenticated("This token is not valid here. Ask for a new one.") from None
        if claims["type"] != "access":
            raise Unauthenticated("This is not an access token.")
        return claims

    def _verified_assertion(self, assertion: str, device: Device) -> dict[str, Any]:
        now_ms = self._now_ms()
        try:
            claims = jwt.decode(
                assertion,
                keys.public_key(device.public_key),
                algorithms=[keys.ALGORITHM],
                audience=self._hub_id,
                issuer=device.id,
                leeway=_LEEWAY_S,
                options={"require": ["exp", "iss", "sub", "jti", "aud"]},
            )
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError):
            raise _wrong_time(now_ms) from None
        except jwt.InvalidTokenError:
            raise Unauthenticated("The device's assertion is not valid here.") from None
        if int(claims["exp"]) > now_ms / 1000 + TIMEOUTS.assertion + _LEEWAY_S:
            raise _wrong_time(now_ms)
        if not 0 < len(claims["jti"]) <= 100:
            raise Unauthenticated("The device's assertion is not valid here.")
        return claims

    async def _device(self, device_id: str) -> Device:
        device = await self._store.read(lambda session: devices.get(session, device_id))
        if device is None:
            raise Unauthenticated("This hub does not know that device. Pair it again.", reason="unknown_device")
        if device.revoked:
            raise Unauthenticated("This device was revoked. Pair it again to use it.", reason="revoked")
        if device.user_disabled:
            raise Unauthenticated("This account is disabled. Ask the hub's admin.", reason="disabled")
        return device


def _wrong_time(now_ms: int) -> Unauthenticated:
    return Unauthenticated(
        f"An assertion must end within {TIMEOUTS.assertion:.0f} s of the hub's time. Check this device's clock.",
        reason="clock",
        hub_time_ms=now_ms,
    )


def _unverified_subject(assertion: str) -> str:
    """Only to find the key that the whole is then verified with."""
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
        return str(claims["sub"])
    except (jwt.InvalidTokenError, KeyError):
        raise Unauthenticated("The device's assertion is not valid here.") from None

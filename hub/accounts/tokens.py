"""Tokens: short-lived and signed (EdDSA), for a device that proved its key, for a person who signed in, for a node.

Rules of this module:
- the hub's own clock decides what has expired;
- a valid signature is not enough: each use asks the database whether the device or the person is still welcome.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from sqlmodel import Session

from hub.accounts import assertions, keys
from hub.accounts.caller import ADMIN_SCOPE, DEVICE_SCOPES, Caller, scopes_of
from hub.store import audit, devices, sign_ins
from hub.store.records import AuditLine, Device, SignIn
from hub.store.store import Store
from shared.api import TokenReply
from shared.errors import Forbidden, Unauthenticated
from shared.ids import new_id
from shared.timeouts import TIMEOUTS
from shared.tokens import TokenType, verified

ONLY_PASSWORD_SCOPE = "account"  # noqa: S105
_KNOWN = 2_000
"""Tokens of which it is remembered whose they were."""


class Tokens:
    def __init__(self, store: Store, signing: keys.SigningKeys, hub_id: str, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._signing = signing
        self._hub_id = hub_id
        self._now_ms = now_ms
        self._users: OrderedDict[str, str] = OrderedDict()
        """Of tokens that were good a while ago."""

    async def exchange(self, assertion: str) -> TokenReply:
        """An access token for a device's assertion. Raises `Unauthenticated`, with the hub's time where that is why."""
        device = await self._device(assertions.unverified_subject(assertion))
        claims = assertions.verified(assertion, device, self._hub_id, self._now_ms())

        def work(session: Session) -> bool:
            now = self._now_ms()
            fresh = devices.use_assertion(
                session, device.id, claims["jti"], expires_ms=assertions.good_until_ms(claims), now_ms=now
            )
            if fresh:
                audit.add(session, [AuditLine(now, f"device {device.id}", "sign-in", device.user, {})])
            return fresh

        if not await self._store.write(work):
            raise Unauthenticated("This assertion was used before. Sign a new one.")
        token = self._signed("access", device.id, device.handle, DEVICE_SCOPES, TIMEOUTS.access_token)
        return TokenReply(access_token=token, expires_in_s=TIMEOUTS.access_token)

    def of_sign_in(self, sign_in: SignIn) -> TokenReply:
        """An access token for a person who signed in."""
        scopes = (ONLY_PASSWORD_SCOPE,) if sign_in.only_password else scopes_of(sign_in.user_role)
        life_s = min(TIMEOUTS.access_token, (sign_in.expires_ms - self._now_ms()) / 1000)
        token = self._signed("user", sign_in.user_id, sign_in.user, scopes, life_s, sid=sign_in.id)
        return TokenReply(access_token=token, expires_in_s=life_s)

    def mint_node_token(self, caller: Caller, device: Device, scope: str) -> str:
        """For the node of one of the caller's devices, which verifies it with `shared.tokens`. Raises `Forbidden`."""
        if device.user_id != caller.user_id:
            raise Forbidden("This device belongs to another account.")
        name = caller.device.handle if caller.device else caller.user
        asking = {"device": caller.device.id} if caller.device else {}
        return self._signed("node", caller.user_id, name, (scope,), TIMEOUTS.node_token, aud=device.id, **asking)

    async def authenticate(self, token: str, scope: str) -> Caller:
        """Who an access token stands for. Raises `Unauthenticated` or `Forbidden`."""
        caller = await self._caller(token, scope)
        self._users[token] = caller.user_id
        self._users.move_to_end(token)
        if len(self._users) > _KNOWN:
            self._users.popitem(last=False)
        return caller

    def user_of(self, token: str) -> str | None:
        """Whose a token was when it was last good, as far as that is known. Nobody is let in by that."""
        return self._users.get(token)

    async def _caller(self, token: str, scope: str) -> Caller:
        claims = verified(
            token,
            self._signing.verifying,
            types=("access", "user"),
            issuer=self._hub_id,
            audience=self._hub_id,
            now_s=self._now_ms() / 1000,
        )
        if claims.type == "access":
            device = await self._device(claims.sub)
            claims.require(scope)
            return Caller(device.user_id, device.user, device.user_role, device)
        found = await self._sign_in(claims.sid or "", claims.sub)
        claims.require(scope)
        if scope == ADMIN_SCOPE and found.user_role != "admin":
            raise Forbidden("This account administers the hub no longer.", scope=scope)
        return Caller(found.user_id, found.user, found.user_role, None, found.id)

    async def still_welcome(self, caller: Caller) -> None:
        """Raises `Unauthenticated` if the device was revoked, or the sign-in has ended, since the caller came in."""
        if caller.device:
            await self._device(caller.device.id)
        else:
            await self._sign_in(caller.sign_in or "", caller.user_id)

    def _signed(
        self, kind: TokenType, subject: str, name: str, scopes: Iterable[str], life_s: float, **more: Any
    ) -> str:
        now = self._now_ms() // 1000
        claims = {
            "iss": self._hub_id,
            "aud": self._hub_id,
            "sub": subject,
            "type": kind,
            "name": name,
            "scope": " ".join(scopes),
            "jti": new_id(),
            "iat": now,
            "exp": now + int(life_s),
        }
        return self._signing.sign(claims | more)

    async def _sign_in(self, sign_in_id: str, user_id: str) -> SignIn:
        found = await self._store.read(lambda session: sign_ins.get(session, sign_in_id))
        if found is None or found.user_id != user_id or found.expires_ms <= self._now_ms():
            raise Unauthenticated("This sign-in has ended. Sign in again.", reason="signed_out")
        if found.user_disabled:
            raise disabled()
        return found

    async def _device(self, device_id: str) -> Device:
        device = await self._store.read(lambda session: devices.get(session, device_id))
        if device is None:
            raise Unauthenticated("This hub does not know that device. Pair it again.", reason="unknown_device")
        if device.revoked:
            raise Unauthenticated("This device was revoked. Pair it again to use it.", reason="revoked")
        if device.user_disabled:
            raise disabled()
        return device


def disabled() -> Unauthenticated:
    return Unauthenticated("This account is disabled. Ask the hub's admin.", reason="disabled")


def bearer(authorization: str) -> str:
    """The token of the `Authorization` header. Raises `Unauthenticated`."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("This needs an access token: Authorization: Bearer ….")
    return token.strip()

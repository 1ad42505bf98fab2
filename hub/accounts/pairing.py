"""Pairing: a one-time code becomes a device.

Rules of this module:
- a wrong, an expired and a used code get one and the same answer, and wrong tries are counted;
- the same code with the same public key gives the same device again, so that a lost answer does not burn the code.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from hub.accounts import keys
from hub.accounts.attempts import Attempts
from hub.store import audit, devices, users
from hub.store.records import AuditLine, Device, User
from hub.store.store import Store
from shared.api import PairReply, PairRequest
from shared.errors import Conflict, PairingRefused, RateLimited
from shared.ids import new_id
from shared.names import device_handle

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_KEEP_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class PairingCode:
    code: str
    expires_ms: int


class Pairing:
    def __init__(
        self, store: Store, hub_id: str, now_ms: Callable[[], int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._hub_id = hub_id
        self._now_ms = now_ms
        self._clock = clock
        self._wrong = Attempts(window_s=60, per_key=10, overall=100)

    async def new_code(self, user: User, life_s: float) -> PairingCode:
        if user.disabled:
            raise Conflict(f"The account {user.name} is disabled. Enable it first: felloe-hub user disable --enable.")
        code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
        now = self._now_ms()
        expires_ms = now + int(life_s * 1000)

        def work(session: Session) -> None:
            users.add_code(session, _hashed(code), user.id, expires_ms=expires_ms, forget_before_ms=now - _KEEP_MS)
            audit.add(session, [AuditLine(now, "admin", "pairing-code", user.name, {"expires_ms": expires_ms})])

        await self._store.write(work)
        return PairingCode(code, expires_ms)

    async def pair(self, request: PairRequest, address: str) -> PairReply:
        """The device for a code. Raises `PairingRefused`, `RateLimited`, `Conflict` or `InvalidArgument`."""
        keys.public_key(request.public_key)
        wait_s = self._wrong.wait_s(address, self._clock())
        if wait_s > 0:
            raise RateLimited(
                f"Too many wrong pairing codes. Try again in {wait_s:.0f} s.", retry_after_s=round(wait_s, 1)
            )
        try:
            device = await self._store.write(lambda session: _pair(session, request, self._now_ms()))
        except PairingRefused:
            self._wrong.failed(address, self._clock())
            raise
        return PairReply(
            hub_id=self._hub_id,
            user_id=device.user_id,
            user=device.user,
            device_id=device.id,
            handle=device.handle,
            name=device.name,
        )


def _pair(session: Session, request: PairRequest, now_ms: int) -> Device:
    code = users.find_code(session, _hashed(request.code))
    held = devices.by_key(session, request.public_key)
    if code is None or code.expires_ms <= now_ms or (code.device_id and (held is None or held.id != code.device_id)):
        raise PairingRefused(
            "This pairing code is wrong, expired or used. Make a new one on the hub: felloe-hub pairing-code USER."
        )
    if held is not None and (held.revoked or held.user_id != code.user_id):
        raise Conflict(
            "This key belongs to a revoked device or to another account. The device needs a new key.",
            reason="key_used",
        )
    if held is None:
        held = _add_device(session, request, code.user_id, now_ms)
    if held.user_disabled:
        raise PairingRefused("This account is disabled. Ask the hub's admin.")
    if code.device_id is None:
        details = {"device": held.id, "handle": held.handle}
        audit.add(session, [AuditLine(now_ms, f"device {held.id}", "pair", held.user, details)])
    code.device_id = held.id
    return held


def _add_device(session: Session, request: PairRequest, user_id: str, now_ms: int) -> Device:
    device_id = new_id()
    devices.add(
        session,
        device_id,
        user_id,
        handle=device_handle(request.name, devices.handles(session, user_id)),
        name=request.name,
        platform=request.platform,
        public_key=request.public_key,
        now_ms=now_ms,
    )
    device = devices.get(session, device_id)
    assert device is not None
    return device


def _hashed(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()

"""Pairing: a one-time code becomes a device.

Rules of this module:
- an unknown, an expired and a used code are refused alike, and each counts as a wrong try. The sentence says which:
  only who holds such a code learns it, it opens nothing any more, and guessing among 60 bits finds none. Who is told
  that their code was used knows that somebody else may have read it;
- the same code with the same public key gives the same device again, also when it expired meanwhile, so that a lost
  answer does not burn the code.
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
from hub.accounts.refusals import Refusals
from hub.audit import Audit
from hub.store import audit, devices, users
from hub.store.records import AuditLine, Device, User
from hub.store.store import Store
from shared.api import PairReply, PairRequest
from shared.errors import Conflict, InvalidArgument, PairingRefused
from shared.ids import new_id
from shared.names import MAX_NAME, device_handle, distinct_name

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_KEEP_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class PairingCode:
    code: str
    expires_ms: int


class Pairing:
    def __init__(
        self,
        store: Store,
        hub_id: str,
        now_ms: Callable[[], int],
        journal: Audit,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._journal = journal
        self._refusals = Refusals()
        self._hub_id = hub_id
        self._now_ms = now_ms
        self._clock = clock
        self._wrong = Attempts("wrong pairing codes", window_s=60, per_key=10, overall=100)
        self._made = Attempts("pairing codes made", window_s=600, per_key=60)

    async def new_code(self, user: User, life_s: float, actor: str) -> PairingCode:
        """Raises `Conflict` for a disabled account, `RateLimited`."""
        if user.disabled:
            raise Conflict(f"The account {user.name} is disabled. Enable it first: felloe-hub user disable --enable.")
        self._made.start(user.id, self._clock())
        code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
        now = self._now_ms()
        expires_ms = now + int(life_s * 1000)

        def work(session: Session) -> None:
            users.add_code(session, _hashed(code), user.id, expires_ms=expires_ms, forget_before_ms=now - _KEEP_MS)
            audit.add(session, [AuditLine(now, actor, "pairing-code", user.name, {"expires_ms": expires_ms})])

        await self._store.write(work)
        return PairingCode(code, expires_ms)

    async def pair(self, request: PairRequest, address: str) -> PairReply:
        """The device for a code. Raises `PairingRefused`, `RateLimited`, `Conflict` or `InvalidArgument`."""
        keys.public_key(request.public_key)
        name = visible(request.name)
        started = self._clock()
        self._wrong.start(address, started)
        now_ms = self._now_ms()
        try:
            device = await self._store.write(lambda session: _pair(session, request, name, now_ms))
        except PairingRefused:
            self._refuse(address)
            raise
        self._wrong.right(address, started)
        return PairReply(
            hub_id=self._hub_id,
            user_id=device.user_id,
            user=device.user,
            device_id=device.id,
            handle=device.handle,
            name=device.name,
        )

    def _refuse(self, address: str) -> None:
        """In the audit: who guesses codes has one line a minute, and neither code nor name is written."""
        if tries := self._refusals.to_write("", address, self._clock()):
            self._journal.record(f"address {address}", "pairing-refused", "", address=address, tries=tries)


def _pair(session: Session, request: PairRequest, name: str, now_ms: int) -> Device:
    code = users.find_code(session, _hashed(request.code))
    held = devices.by_key(session, request.public_key)
    again = code is not None and held is not None and code.device_id == held.id
    if code is None:
        raise PairingRefused(
            "This hub does not know that pairing code: it is wrong, or older than a day. Make a new one: felloe "
            "pairing-code on a paired device, or felloe-hub pairing-code USER on the hub."
        )
    if code.device_id is not None and not again:
        raise PairingRefused(
            "This pairing code was used before. If that was not you, revoke the device that you do not know. Make a "
            "new one: felloe pairing-code on a paired device, or felloe-hub pairing-code USER on the hub."
        )
    if code.expires_ms <= now_ms and not again:
        raise PairingRefused(
            "This pairing code has expired. Make a new one: felloe pairing-code on a paired device, or felloe-hub "
            "pairing-code USER on the hub."
        )
    if held is not None and (held.revoked or held.user_id != code.user_id):
        raise Conflict(
            "This key belongs to a revoked device or to another account. The device needs a new key.",
            reason="key_used",
        )
    if held is None:
        held = _add_device(session, request, name, code.user_id, now_ms)
    if held.user_disabled:
        raise PairingRefused("This account is disabled. Ask the hub's admin.")
    if code.device_id is None:
        details = {"device": held.id, "handle": held.handle}
        audit.add(session, [AuditLine(now_ms, f"device {held.id}", "pair", held.user, details)])
    code.device_id = held.id
    return held


def _add_device(session: Session, request: PairRequest, name: str, user_id: str, now_ms: int) -> Device:
    """One that has the name of another gets a number: two on one machine come with that machine's name."""
    device_id = new_id()
    name = distinct_name(name, devices.names(session, user_id))
    devices.add(
        session,
        device_id,
        user_id,
        handle=device_handle(name, devices.handles(session, user_id)),
        name=name,
        platform=printable(request.platform),
        public_key=request.public_key,
        now_ms=now_ms,
    )
    device = devices.get(session, device_id)
    assert device is not None
    return device


def visible(name: str) -> str:
    """A device's name as it is kept. Raises `InvalidArgument` for one that a terminal or a list could not show."""
    stripped = name.strip()
    if not 0 < len(stripped) <= MAX_NAME or not stripped.isprintable():
        raise InvalidArgument(f"A device's name needs 1 to {MAX_NAME} visible characters.")
    return stripped


def printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())


def _hashed(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()

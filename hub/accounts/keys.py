"""The hub's signing keys (Ed25519) and the set it publishes, so that others verify its tokens without asking it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import Session

from hub.store import audit, settings
from hub.store.records import AuditLine, SigningKey
from hub.store.store import Store
from shared.base64url import unpadded
from shared.errors import InvalidArgument
from shared.timeouts import TIMEOUTS
from shared.tokens import ALGORITHM, VerifyingKeys


def public_key(text: str) -> Ed25519PublicKey:
    """A device's public key from its unpadded base64url form. Raises `InvalidArgument`."""
    try:
        raw = base64.b64decode(text + "=", altchars=b"-_", validate=True)
        if unpadded(raw) != text:
            raise ValueError
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise InvalidArgument("The public key must be 32 bytes (Ed25519) in unpadded base64url.") from None


class SigningKeys:
    """One key signs; those that signed before it verify until the last token that they signed has ended."""

    def __init__(self, store: Store, now_ms: Callable[[], int], held: list[SigningKey]) -> None:
        self._store = store
        self._now_ms = now_ms
        self._take(held)

    @classmethod
    async def load(cls, store: Store, now_ms: Callable[[], int]) -> SigningKeys:
        """The keys of the hub's database; the first one is made at the first start."""
        return cls(store, now_ms, await store.write(lambda session: _load_or_make(session, now_ms())))

    def sign(self, claims: dict[str, Any]) -> str:
        kid = self._held[-1].kid
        return jwt.encode(claims, self._private[kid], algorithm=ALGORITHM, headers={"kid": kid})

    @property
    def verifying(self) -> VerifyingKeys:
        return {key.kid: self._private[key.kid].public_key() for key in self.all()}

    def all(self) -> list[SigningKey]:
        """Those that verify, the one that signs last."""
        since_ms = _retired_before_ms(self._now_ms())
        return [key for key in self._held if key.retired_ms is None or key.retired_ms > since_ms]

    def jwks(self) -> dict[str, Any]:
        """RFC 7517 key set; an Ed25519 key is an `OKP` of RFC 8037."""
        return {
            "keys": [
                {
                    "kty": "OKP",
                    "crv": "Ed25519",
                    "x": unpadded(key.public_bytes_raw()),
                    "kid": kid,
                    "alg": ALGORITHM,
                    "use": "sig",
                }
                for kid, key in self.verifying.items()
            ]
        }

    async def rotate(
        self, actor: str, *, compromised: bool = False, then: Callable[[], None] = lambda: None
    ) -> SigningKey:
        """Sign with a new key from now on. `compromised`: what the others signed is refused at once.

        `then` has the devices connect again, so that they learn the keys that verify tokens for their nodes. It is
        called once the new key signs, also where whoever waits for this was cancelled meanwhile.
        """
        now = self._now_ms()

        def work(session: Session) -> list[SigningKey]:
            made = _new(now)
            settings.add_signing_key(session, made)
            settings.drop_signing_keys(session, retired_before_ms=now if compromised else _retired_before_ms(now))
            details = {"kid": made.kid, "compromised": compromised}
            audit.add(session, [AuditLine(now, actor, "key-rotate", "", details)])
            return settings.signing_keys(session)

        def in_memory(held: list[SigningKey]) -> None:
            self._take(held)
            then()

        return (await self._store.write(work, in_memory))[-1]

    def is_old(self) -> bool:
        return self._now_ms() - self._held[-1].created_ms > TIMEOUTS.signing_key * 1000

    def _take(self, held: list[SigningKey]) -> None:
        self._held = held
        self._private = {
            key.kid: Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(key.private_key + "="))
            for key in held
        }


def _load_or_make(session: Session, now_ms: int) -> list[SigningKey]:
    settings.drop_signing_keys(session, retired_before_ms=_retired_before_ms(now_ms))
    if not settings.signing_keys(session):
        settings.add_signing_key(session, _new(now_ms))
        session.flush()
    return settings.signing_keys(session)


def _new(now_ms: int) -> SigningKey:
    key = Ed25519PrivateKey.generate()
    kid = unpadded(hashlib.sha256(key.public_key().public_bytes_raw()).digest()[:12])
    return SigningKey(kid, unpadded(key.private_bytes_raw()), now_ms, None)


def _retired_before_ms(now_ms: int) -> int:
    """Of keys whose last token has ended."""
    return now_ms - int(max(TIMEOUTS.access_token, TIMEOUTS.node_token) * 1000)

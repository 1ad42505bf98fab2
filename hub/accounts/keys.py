"""The hub's signing keys (Ed25519) and the set it publishes, so that others verify its tokens without asking it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import Session

from hub.store import settings
from hub.store.store import Store
from shared.errors import InvalidArgument
from shared.tokens import ALGORITHM, VerifyingKeys


def to_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def public_key(text: str) -> Ed25519PublicKey:
    """A device's public key from its unpadded base64url form. Raises `InvalidArgument`."""
    try:
        raw = base64.b64decode(text + "=", altchars=b"-_", validate=True)
        if to_base64(raw) != text:
            raise ValueError
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise InvalidArgument("The public key must be 32 bytes (Ed25519) in unpadded base64url.") from None


class SigningKeys:
    """The newest key signs; all of them verify."""

    def __init__(self, keys: dict[str, Ed25519PrivateKey], newest: str) -> None:
        self._keys = keys
        self._newest = newest

    @classmethod
    async def load(cls, store: Store, now_ms: Callable[[], int]) -> SigningKeys:
        """The keys of the hub's database; the first one is made at the first start."""
        held = await store.write(lambda session: _load_or_make(session, now_ms()))
        keys = {kid: Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(raw + "=")) for kid, raw in held}
        return cls(keys, newest=held[-1][0])

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._keys[self._newest], algorithm=ALGORITHM, headers={"kid": self._newest})

    @property
    def verifying(self) -> VerifyingKeys:
        return {kid: key.public_key() for kid, key in self._keys.items()}

    def jwks(self) -> dict[str, Any]:
        """RFC 7517 key set; an Ed25519 key is an `OKP` of RFC 8037."""
        return {
            "keys": [
                {
                    "kty": "OKP",
                    "crv": "Ed25519",
                    "x": to_base64(key.public_key().public_bytes_raw()),
                    "kid": kid,
                    "alg": ALGORITHM,
                    "use": "sig",
                }
                for kid, key in self._keys.items()
            ]
        }


def _load_or_make(session: Session, now_ms: int) -> list[tuple[str, str]]:
    held = settings.signing_keys(session)
    if not held:
        key = Ed25519PrivateKey.generate()
        kid = to_base64(hashlib.sha256(key.public_key().public_bytes_raw()).digest()[:12])
        held = [(kid, to_base64(key.private_bytes_raw()))]
        settings.add_signing_key(session, *held[0], now_ms)
    return held

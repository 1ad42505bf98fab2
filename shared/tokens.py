"""Tokens as the hub signs them, and as anybody who knows its published keys verifies them (RFC 7519, EdDSA).

Rules of this module:
- the algorithm, the type, the issuer and the audience are what the reader expects, never what the token says of itself;
- the clock is passed in, and it is the reader's: no leeway, because the hub issues and reads by one clock;
- every refusal is one and the same error, apart from a token that has only expired.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import Forbidden, InvalidArgument, Unauthenticated

if TYPE_CHECKING:
    from jwt.types import Options

ALGORITHM = "EdDSA"
LONGEST = 4_096
"""Characters of a token that is looked at."""

TokenType = Literal["access", "user", "node"]
"""`access`: a device at the hub; `user`: a signed-in person at the hub; `node`: somebody at the node of one device."""

VerifyingKeys = Mapping[str, Ed25519PublicKey]
"""By their `kid`."""


class Claims(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    iss: str
    sub: str
    """The device's id (`access`), the user's (`user`, `node`)."""
    aud: str
    """The hub's id; in a `node` token the device's."""
    type: TokenType
    name: str
    """A handle or a user's name, for logs."""
    scope: str
    jti: str = Field(min_length=1, max_length=100)
    exp: int
    device: str | None = None
    """Of a `node` token: the device that asks; none for a signed-in person."""
    sid: str | None = None
    """Of a `user` token: the sign-in that it belongs to."""

    def require(self, scope: str) -> None:
        """Raises `Forbidden`."""
        if scope not in self.scope.split():
            raise Forbidden(f"This token does not reach that far: it lacks the scope {scope}.", scope=scope)


def verified(
    token: str, keys: VerifyingKeys, *, types: Collection[TokenType], issuer: str, audience: str, now_s: float
) -> Claims:
    """The claims of a good token. Raises `Unauthenticated`; its `reason` is `expired` where that is all there is."""
    claims = _signed_claims(token, keys)
    if claims is None or (claims.iss, claims.aud) != (issuer, audience) or claims.type not in types:
        raise Unauthenticated("This token is not valid here. Ask for a new one.")
    if claims.exp <= now_s:
        raise Unauthenticated("This token has expired. Ask for a new one.", reason="expired")
    return claims


def verified_node_token(token: str, jwks: Mapping[str, Any], *, hub_id: str, device_id: str, now_s: float) -> Claims:
    """What the hub says about somebody who asks this device's node. `now_s` by the hub's clock; `jwks` as published."""
    keys = verifying_keys(jwks)
    types: tuple[TokenType, ...] = ("node",)
    return verified(token, keys, types=types, issuer=hub_id, audience=device_id, now_s=now_s)


def verifying_keys(jwks: Mapping[str, Any]) -> dict[str, Ed25519PublicKey]:
    """The keys of a published set (RFC 7517); those of other kinds are passed over. Raises `InvalidArgument`."""
    try:
        published = jwt.PyJWKSet.from_dict(dict(jwks)).keys
    except (jwt.PyJWKSetError, jwt.PyJWKError, AttributeError, TypeError):
        raise InvalidArgument("That is no key set (RFC 7517) with a key for signatures.") from None
    return {key.key_id: key.key for key in published if key.key_id and isinstance(key.key, Ed25519PublicKey)}


def _signed_claims(token: str, keys: VerifyingKeys) -> Claims | None:
    if len(token) > LONGEST:
        return None
    unchecked: Options = {
        "verify_exp": False,
        "verify_aud": False,
        "verify_iss": False,
        "verify_nbf": False,
        "verify_iat": False,
    }
    try:
        key = keys.get(jwt.get_unverified_header(token).get("kid", ""))
        if key is None:
            return None
        return Claims.model_validate(jwt.decode(token, key, algorithms=[ALGORITHM], options=unchecked))
    except (jwt.InvalidTokenError, ValidationError, ValueError, TypeError):
        return None

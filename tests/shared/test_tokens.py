"""Tokens as their reader sees them: anything but exactly what the hub signed for this reader is refused."""

from __future__ import annotations

import base64
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.errors import Forbidden, InvalidArgument, Unauthenticated
from shared.tokens import LONGEST, verified_node_token, verifying_keys

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
RAW = KEY.public_key().public_bytes_raw()
X = base64.urlsafe_b64encode(RAW).decode().rstrip("=")
JWKS: dict[str, Any] = {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": X, "kid": "k1", "alg": "EdDSA", "use": "sig"}]}
NOW = 1_000_000
CLAIMS: dict[str, Any] = {
    "iss": "hub",
    "aud": "attic",
    "sub": "ann-id",
    "type": "node",
    "name": "laptop",
    "scope": "node:read",
    "jti": "j",
    "exp": NOW + 60,
}


def _token(claims: dict[str, Any] | None = None, key: Any = KEY, algorithm: str = "EdDSA", kid: Any = "k1") -> str:
    return jwt.encode(CLAIMS if claims is None else claims, key, algorithm, headers={"kid": kid})


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CLAIMS.items() if key != name}


def _read(token: str, now_s: float = NOW) -> Any:
    return verified_node_token(token, JWKS, hub_id="hub", device_id="attic", now_s=now_s)


def test_a_node_token_says_who_asks_and_how_far_it_reaches() -> None:
    claims = _read(_token())
    assert (claims.sub, claims.name) == ("ann-id", "laptop")
    claims.require("node:read")
    for lacking in ("node:answer", "node", "read", ""):
        with pytest.raises(Forbidden):
            claims.require(lacking)


def test_it_ends_by_the_clock_that_is_passed_in() -> None:
    _read(_token(), NOW + 59.9)
    with pytest.raises(Unauthenticated) as ended:
        _read(_token(), NOW + 60)
    assert ended.value.details == {"reason": "expired"}


WRONG = {
    "another device": _token(CLAIMS | {"aud": "laptop"}),
    "several devices": _token(CLAIMS | {"aud": ["attic", "laptop"]}),
    "another hub": _token(CLAIMS | {"iss": "hub2"}),
    "for the hub itself": _token(CLAIMS | {"type": "access"}),
    "of no type known": _token(CLAIMS | {"type": "root"}),
    "another key": _token(key=OTHER),
    "a key nobody published": _token(kid="k2"),
    "no key named": jwt.encode(CLAIMS, KEY, "EdDSA"),
    "unsigned": _token(key=None, algorithm="none"),
    "signed with the public key as a password": _token(key=RAW, algorithm="HS256"),
    "tampered": _token().rsplit(".", 1)[0] + "." + _token(CLAIMS | {"scope": "node:answer"}).rsplit(".", 1)[1],
    "not one": "a.b.c",
    "too long": _token(CLAIMS | {"name": "x" * LONGEST}),
    "empty": "",
    "not ASCII": "é.é.é",
    "NUL": "\0",
    "a lone surrogate": "\ud800.a.b",
} | {f"no {name}": _token(_without(name)) for name in CLAIMS}


@pytest.mark.parametrize("kind", WRONG)
def test_everything_else_is_refused_the_same_way(kind: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        _read(WRONG[kind])
    assert refused.value.details == {}


def test_a_key_set_is_read_without_the_keys_that_are_for_something_else() -> None:
    foreign = {"kty": "oct", "k": "AAAA", "kid": "k2", "alg": "HS256"}
    assert set(verifying_keys({"keys": [foreign, *JWKS["keys"]]})) == {"k1"}
    for broken in ({}, {"keys": []}, {"keys": "k1"}, {"keys": [{"kty": "?"}]}):
        with pytest.raises(InvalidArgument):
            verifying_keys(broken)

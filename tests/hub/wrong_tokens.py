"""Every kind of token that is not a good one, made as well as an attacker could."""

from __future__ import annotations

import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_under_test import HubUnderTest
from person import Person
from wire_device import WireDevice

from hub.accounts.caller import ADMIN_SCOPE, DEVICE_SCOPES, USER_SCOPES
from hub.store import devices
from shared.ids import new_id

ALL_SCOPES = sorted({*DEVICE_SCOPES, *USER_SCOPES, ADMIN_SCOPE})


def claims_of(device: WireDevice) -> dict[str, Any]:
    return {
        "iss": device.account.hub_id,
        "aud": device.account.hub_id,
        "sub": device.id,
        "type": "access",
        "name": "attic",
        "scope": " ".join(ALL_SCOPES),
        "jti": new_id(),
        "exp": int(time.time()) + 60,
    }


async def wrong_tokens(hub: HubUnderTest, device: WireDevice) -> dict[str, str]:
    """By their kind. `device` is a good one: each differs from a good token in one thing."""
    return _forged(hub, device, await device.token()) | await _ended(hub, device)


def _forged(hub: HubUnderTest, device: WireDevice, good: str) -> dict[str, str]:
    sign, claims = hub.services.signing.sign, claims_of(device)
    kid = {"kid": jwt.get_unverified_header(good)["kid"]}
    head, body, signature = good.split(".")
    published = hub.services.signing.jwks()["keys"][-1]
    return {
        "none": "",
        "not one": "abc",
        "too long": f"{good}{'A' * 5_000}",
        "an assertion": device.assertion(),
        "expired": sign(claims | {"exp": int(time.time()) - 1}),
        "another audience": sign(claims | {"aud": new_id()}),
        "several audiences": sign(claims | {"aud": [device.account.hub_id, new_id()]}),
        "another issuer": sign(claims | {"iss": new_id()}),
        "another type": sign(claims | {"type": "user"}),
        "an unknown type": sign(claims | {"type": "root"}),
        "no such device": sign(claims | {"sub": new_id()}),
        "a person as a device": sign(claims | {"sub": device.account.user_id}),
        "no end": sign({key: value for key, value in claims.items() if key != "exp"}),
        "no id": sign({key: value for key, value in claims.items() if key != "jti"}),
        "alg none": jwt.encode(claims, None, "none", headers=kid),
        "published key as a password": jwt.encode(claims, published["x"].encode(), "HS256", headers=kid),
        "another key": jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA", headers=kid),
        "no kid": jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA"),
        "tampered": f"{head}.{body[:-2]}AA.{signature}",
    }


async def _ended(hub: HubUnderTest, device: WireDevice) -> dict[str, str]:
    revoked = await hub.device("lost")
    await revoked.token()
    caller = await hub.services.tokens.authenticate(await device.token(), "channel")
    node = await hub.services.store.read(lambda session: devices.get(session, device.id))
    assert node
    gone, disabled = [await Person.of(hub, name) for name in ("gone", "disabled")]
    out, admin = [await Person.of(hub, name, role="admin") for name in ("out", "admin")]
    await out.sign_out()
    await hub.admin.ask("DELETE", f"/devices/{revoked.id}")
    await hub.admin.ask("DELETE", "/users/gone")
    await hub.admin.ask("PUT", "/users/disabled/disabled")
    return {
        "of a revoked device": await revoked.token(),
        "of a deleted person": gone.token,
        "of a disabled person": disabled.token,
        "of a person who signed out": out.token,
        "for a node": hub.services.tokens.mint_node_token(caller, node, "node:read"),
        "a refresh token": admin.refresh_token,
    }

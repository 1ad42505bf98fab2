"""Every route that needs a token, with every kind of token that is not one; and requests that are not requests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import jwt
import pytest
from conftest import HubUnderTest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.routing import APIRoute
from websockets.exceptions import InvalidStatus
from wire_device import WireDevice, problem_of

from hub.http.access import authorized
from hub.http.app import public_app
from shared.errors import ErrorBody
from shared.ids import new_id
from shared.limits import LIMITS

pytestmark = pytest.mark.anyio

OPEN = {"/healthz", "/v1/jwks", "/v1/pair", "/v1/token"}


def _routes(hub: HubUnderTest) -> list[APIRoute]:
    return [route for route in public_app(hub.services).routes if isinstance(route, APIRoute)]


def _claims(device: WireDevice) -> dict[str, Any]:
    return {
        "iss": device.account.hub_id,
        "aud": device.account.hub_id,
        "sub": device.id,
        "type": "access",
        "name": "attic",
        "scope": "channel devices:read functions:read functions:write sync",
        "jti": new_id(),
        "exp": int(time.time()) + 60,
    }


def _wrong_tokens(hub: HubUnderTest, device: WireDevice, good: str) -> dict[str, str]:
    sign, claims = hub.services.signing.sign, _claims(device)
    kid = {"kid": jwt.get_unverified_header(good)["kid"]}
    head, body, signature = good.split(".")
    (published,) = hub.services.signing.jwks()["keys"]
    return {
        "none": "",
        "not one": "abc",
        "an assertion": device.assertion(),
        "expired": sign(claims | {"exp": int(time.time()) - 1}),
        "another audience": sign(claims | {"aud": new_id()}),
        "another type": sign(claims | {"type": "user"}),
        "no such device": sign(claims | {"sub": new_id()}),
        "no end": sign({key: value for key, value in claims.items() if key != "exp"}),
        "alg none": jwt.encode(claims, None, "none", headers=kid),
        "published key as a password": jwt.encode(claims, published["x"].encode(), "HS256", headers=kid),
        "another key": jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA", headers=kid),
        "no kid": jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA"),
        "tampered": f"{head}.{body[:-2]}AA.{signature}",
    }


async def test_each_route_states_its_scope_and_only_four_need_none(hub: HubUnderTest) -> None:
    for route in _routes(hub):
        security = [one for one in route.dependant.dependencies if one.call is authorized]
        assert (not security) == (route.path in OPEN), route.path
        assert "Scope: " in route.description, route.path


async def test_every_wrong_token_is_refused_on_every_route(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    wrong = _wrong_tokens(hub, device, await device.token())
    for route in _routes(hub):
        if route.path in OPEN:
            continue
        for kind, token in wrong.items():
            (method,) = route.methods
            answer = await device.http.request(
                method, route.path, headers={"Authorization": f"Bearer {token}"}, json={}
            )
            assert (answer.status_code, problem_of(answer).code) == (401, "unauthenticated"), (route.path, kind)
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_every_wrong_token_is_refused_before_the_upgrade_of_the_channel(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    for kind, token in _wrong_tokens(hub, device, await device.token()).items():
        with pytest.raises(InvalidStatus) as refused:
            async with device.socket(token=token):
                pass
        assert refused.value.response.status_code == 401, kind
        assert ErrorBody.model_validate_json(refused.value.response.body or b"").code == "unauthenticated"


async def test_a_token_without_the_scope_is_refused_where_it_lacks(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    narrow = hub.services.signing.sign(_claims(device) | {"scope": "functions:read"})
    headers = {"Authorization": f"Bearer {narrow}"}
    assert (await device.http.get("/v1/functions", headers=headers)).status_code == 200
    for method, path in [("GET", "/v1/devices"), ("PUT", "/v1/functions"), ("GET", "/v1/sync/pull")]:
        answer = await device.http.request(method, path, headers=headers, json={"functions": []})
        assert (answer.status_code, problem_of(answer).code) == (403, "forbidden"), path


async def test_a_revoked_devices_token_stops_at_once(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    await device.token()
    await hub.admin.ask("DELETE", f"/devices/{device.id}")
    refused = problem_of(await device.ask("GET", "/v1/devices"))
    assert refused.details == {"reason": "revoked"}
    assert problem_of(await device.http.post("/v1/token", json={"assertion": device.assertion()})).details == {
        "reason": "revoked"
    }


async def test_a_disabled_users_token_works_again_once_enabled(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    await device.token()
    await hub.admin.ask("PUT", "/users/ann/disabled")
    assert problem_of(await device.ask("GET", "/v1/devices")).details == {"reason": "disabled"}
    await hub.admin.ask("DELETE", "/users/ann/disabled")
    assert (await device.ask("GET", "/v1/devices")).status_code == 200


async def test_another_users_devices_functions_and_log_are_not_there(hub: HubUnderTest) -> None:
    ann = await hub.device("attic")
    await hub.user("bob")
    bob = await hub.device("laptop", "bob")
    assert [one["handle"] for one in (await bob.ask("GET", "/v1/devices")).json()["devices"]] == ["laptop"]
    info = {"skill": "notes", "function": "search", "parameters": {}, "digest": "d"}
    assert (await ann.ask("PUT", "/v1/functions", json={"functions": [info]})).status_code == 204
    assert (await bob.ask("GET", "/v1/functions")).json()["functions"] == []


async def test_what_is_no_request_is_refused_without_an_echo(hub: HubUnderTest) -> None:
    http = hub.new_device().http
    bad: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/v1/pair", {"content": b"{not json"}),
        ("POST", "/v1/pair", {"json": {"code": "XSECRETX" * 10, "name": "attic", "public_key": "x"}}),
        ("POST", "/v1/pair", {"json": ["XSECRETX"]}),
        ("POST", "/v1/token", {"json": {"assertion": "XSECRETX" * 1000}}),
        ("POST", "/v1/token", {"content": b"[" * 100_000}),
        ("POST", "/v1/token", {"content": b"\xff\xfe"}),
    ]
    for method, path, options in bad:
        answer = await http.request(method, path, **options)
        assert (answer.status_code, problem_of(answer).code) == (400, "invalid_argument"), options
        assert "XSECRETX" not in answer.text
    assert problem_of(await http.get("/nothing/here")).code == "not_found"
    assert (await http.delete("/v1/pair")).status_code == 405
    problem_of(await http.delete("/v1/pair"))


async def test_a_body_over_the_cap_is_refused_while_it_is_read(hub: HubUnderTest) -> None:
    http = hub.new_device().http
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10 * LIMITS.http_body:
            sent += 65_536
            yield b" " * 65_536

    declared = await http.post("/v1/token", content=b" " * (LIMITS.http_body + 1))
    assert (declared.status_code, problem_of(declared).code) == (413, "too_large")
    try:
        answer = await http.post("/v1/token", content=endless())
    except httpx.TransportError:
        pass  # the hub answered and closed while this was still sending
    else:
        assert problem_of(answer).code == "too_large"
    assert sent < 5 * LIMITS.http_body
    assert (await http.get("/healthz")).json()["status"] == "ok"


async def test_plain_text_at_a_tls_port_harms_nobody(hub: HubUnderTest) -> None:
    port = httpx.URL(hub.url).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.read()
    writer.close()
    assert (await hub.new_device().http.get("/healthz")).status_code == 200

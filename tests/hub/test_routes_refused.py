"""Tokens that are not good enough, where it matters how; and requests that are not requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hub_under_test import HubUnderTest
from websockets.exceptions import InvalidStatus
from wire_device import problem_of
from wrong_tokens import claims_of, wrong_tokens

from shared.error_body import ErrorBody
from shared.limits import LIMITS

pytestmark = pytest.mark.anyio


async def test_every_wrong_token_is_refused_before_the_upgrade_of_the_channel(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    for kind, token in (await wrong_tokens(hub, device)).items():
        with pytest.raises(InvalidStatus) as refused:
            async with device.socket(token=token):
                pass
        assert refused.value.response.status_code == 401, kind
        assert ErrorBody.model_validate_json(refused.value.response.body or b"").code == "unauthenticated"


async def test_a_token_without_the_scope_is_refused_where_it_lacks(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    narrow = hub.services.signing.sign(claims_of(device) | {"scope": "functions:read"})
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
        ("POST", "/v1/token", {"content": b"[" * 60_000}),
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

    declared = await http.post("/v1/sync/push", content=b" " * (LIMITS.http_body + 1))
    assert (declared.status_code, problem_of(declared).code) == (413, "too_large")
    try:
        answer = await http.post("/v1/token", content=endless())
    except httpx.TransportError:
        pass  # the hub answered and closed while this was still sending
    else:
        assert problem_of(answer).code == "too_large"
    assert sent < LIMITS.http_body, "who is not known yet may send less"
    assert (await http.get("/healthz")).json()["status"] == "ok"


async def test_a_large_body_waits_for_its_token_to_be_looked_at(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    expired = hub.services.signing.sign(claims_of(device) | {"exp": 1})
    for length in (LIMITS.open_body + 1, None):  # None: it is not said before
        about = f"content-length: {length}" if length else "transfer-encoding: chunked"
        reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(hub.url).port, ssl=device.tls)
        head = f"POST /v1/sync/push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {expired}\r\n{about}\r\n\r\n"
        writer.write(head.encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 401"), "of the body nothing came"
        writer.close()
    accepted = await device.ask("POST", "/v1/attachments/missing", json={"hashes": [], "pad": "x" * LIMITS.open_body})
    assert accepted.json() == {"missing": []}


async def test_plain_text_at_a_tls_port_harms_nobody(hub: HubUnderTest) -> None:
    port = httpx.URL(hub.url).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.read()
    writer.close()
    assert (await hub.new_device().http.get("/healthz")).status_code == 200

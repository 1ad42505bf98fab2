"""Pairing and tokens over a real hub: the way in, and everything that is not one."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_under_test import HubUnderTest, StartHub
from wire_device import WireDevice, ok, problem_of, unpadded

from hub import tls
from shared.ids import new_id
from shared.pairing import PairingString, fingerprint

pytestmark = pytest.mark.anyio


async def test_the_pairing_string_holds_the_address_and_the_fingerprint_of_the_certificate_that_answers(
    hub: HubUnderTest,
) -> None:
    parsed = PairingString.parse(await hub.pairing_string())
    assert parsed.hub_url == hub.url
    port = httpx.URL(hub.url).port or 443
    answers = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))
    assert parsed.fingerprint == fingerprint(ssl.PEM_cert_to_DER_cert(answers))
    assert (hub.data / "hub.key").stat().st_mode & 0o777 == 0o600


def test_the_hubs_own_certificate_names_the_hosts_by_which_it_is_reached(tmp_path: Path) -> None:
    certificate = x509.load_pem_x509_certificate(tls.own(tmp_path, {"192.0.2.7", "hub.example.org"}).cert.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"hub.example.org", "localhost"} <= set(names.get_values_for_type(x509.DNSName))
    assert {"192.0.2.7", "127.0.0.1"} == {str(address) for address in names.get_values_for_type(x509.IPAddress)}


async def test_a_code_becomes_a_device_with_a_handle_from_its_name(hub: HubUnderTest) -> None:
    attic = await hub.device("Attic Pi")
    second = await hub.device("Attic Pi")
    assert (attic.account.user, attic.account.handle, second.account.handle) == ("ann", "attic_pi", "attic_pi_2")
    listed = ok(await attic.ask("GET", "/v1/devices")).json()["devices"]
    assert [(one["handle"], one["state"]) for one in listed] == [("attic_pi", "offline"), ("attic_pi_2", "offline")]
    assert [one["name"] for one in listed] == ["Attic Pi", "Attic Pi (2)"], "people choose by the name"
    assert second.account.name == "Attic Pi (2)"


async def test_the_same_code_and_key_give_the_same_device_again(hub: HubUnderTest) -> None:
    code, device = PairingString.parse(await hub.pairing_string()).code, hub.new_device()
    first, second = [ok(await device.ask_to_pair(code, "attic")).json() for _ in range(2)]
    assert first == second
    assert len(await hub.admin.ask("GET", "/devices")) == 1


async def test_a_lower_case_code_is_the_same_code(hub: HubUnderTest) -> None:
    code = PairingString.parse(await hub.pairing_string()).code.lower()
    assert (await hub.new_device().ask_to_pair(code, "attic")).status_code == 200


async def test_a_wrong_an_expired_and_a_used_code_are_refused_alike_and_say_which(hub: HubUnderTest) -> None:
    used, late = [PairingString.parse(await hub.pairing_string()).code for _ in range(2)]
    ok(await hub.new_device().ask_to_pair(used, "attic"))
    wrong = problem_of(await hub.new_device().ask_to_pair("AAAA-BBBB-CCCC", "attic"))
    of_used = problem_of(await hub.new_device().ask_to_pair(used, "attic"))
    hub.clock.ahead_s = 601
    of_late = problem_of(await hub.new_device().ask_to_pair(late, "attic"))
    assert wrong.code == of_used.code == of_late.code == "pairing_refused"
    assert "does not know" in wrong.message
    assert "was used before" in of_used.message
    assert "has expired" in of_late.message


async def test_refused_codes_are_in_the_audit_one_line_for_many_and_without_the_code(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        for _ in range(3):
            problem_of(await hub.new_device().ask_to_pair("AAAA-BBBB-CCCC", "attic"))
        await hub.services.audit.flush()
        [line] = await hub.admin.ask("GET", "/audit", action="pairing-refused")
    assert (line["actor"], line["details"]) == ("address 127.0.0.1", {"address": "127.0.0.1", "tries": 1})


async def test_wrong_codes_are_limited_for_an_address_and_the_right_one_waits_too(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        device, right = hub.new_device(), PairingString.parse(await hub.pairing_string()).code
        for _ in range(10):
            assert problem_of(await device.ask_to_pair("AAAA-BBBB-CCCC", "attic")).code == "pairing_refused"
        answer = await device.ask_to_pair(right, "attic")
        assert problem_of(answer).code == "rate_limited"
        assert 0 < int(answer.headers["retry-after"]) <= 60


async def test_a_key_of_a_revoked_device_needs_to_be_a_new_one(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    await hub.admin.ask("DELETE", "/devices/attic")
    code = PairingString.parse(await hub.pairing_string()).code
    refused = problem_of(await device.ask_to_pair(code, "attic"))
    assert (refused.code, refused.details["reason"]) == ("conflict", "key_used")
    device.key = Ed25519PrivateKey.generate()
    again = ok(await device.ask_to_pair(code, "attic")).json()
    assert again["handle"] == "attic", "a revoked device leaves its handle to its successor"


async def test_what_is_no_public_key_is_refused_and_does_not_burn_the_code(hub: HubUnderTest) -> None:
    code, device = PairingString.parse(await hub.pairing_string()).code, hub.new_device()
    for key in ["", "short", unpadded(bytes(31)), unpadded(bytes(33)), "!" * 43, "A" * 42 + "B"]:
        body = {"code": code, "name": "attic", "public_key": key}
        assert problem_of(await device.http.post("/v1/pair", json=body)).code == "invalid_argument", key
    ok(await device.ask_to_pair(code, "attic"))


async def test_a_disabled_account_pairs_nothing(hub: HubUnderTest) -> None:
    code = PairingString.parse(await hub.pairing_string()).code
    await hub.admin.ask("PUT", "/users/ann/disabled")
    assert problem_of(await hub.new_device().ask_to_pair(code, "attic")).code == "pairing_refused"
    assert await hub.admin.ask("GET", "/devices") == []


async def test_the_published_keys_verify_an_access_token_without_the_hub(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    key = jwt.PyJWKSet.from_dict(ok(await device.http.get("/v1/jwks")).json()).keys[-1]
    token = await device.token()
    assert jwt.get_unverified_header(token)["kid"] == key.key_id
    claims = jwt.decode(token, key.key, algorithms=["EdDSA"], audience=device.account.hub_id)
    assert (claims["sub"], claims["type"], claims["name"]) == (device.id, "access", "attic")
    assert {"exp", "jti", "scope"} <= claims.keys()


async def test_an_assertion_is_good_once(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    assertion = device.assertion()
    ok(await device.http.post("/v1/token", json={"assertion": assertion}))
    again = problem_of(await device.http.post("/v1/token", json={"assertion": assertion}))
    assert again.code == "unauthenticated"


async def test_a_device_with_a_wrong_clock_is_told_the_hubs_time(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    now = int(time.time())
    for shift in (-3600, 3600):
        assertion = device.assertion(iat=now + shift, exp=now + shift + 60)
        refused = problem_of(await device.http.post("/v1/token", json={"assertion": assertion}))
        assert refused.details["reason"] == "clock"
        assert abs(refused.details["hub_time_ms"] - time.time() * 1000) < 60_000


FORGERIES = [
    "unsigned",
    "another key",
    "public key as a password",
    "another audience",
    "another issuer",
    "another device",
    "no end",
    "no id",
    "too long a life",
    "tampered",
    "",
    "a.b.c",
    "no token at all",
]


def _forged(device: WireDevice, kind: str) -> str:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": device.id,
        "sub": device.id,
        "aud": device.account.hub_id,
        "jti": new_id(),
        "exp": now + 50,
    }
    match kind:
        case "unsigned":
            return jwt.encode(claims, None, "none")
        case "another key":
            return jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA")
        case "public key as a password":
            return jwt.encode(claims, device.public_key.encode(), "HS256")
        case "another audience":
            return device.assertion(aud=new_id())
        case "another issuer":
            return device.assertion(iss=new_id())
        case "another device":
            return device.assertion(iss=(other := new_id()), sub=other)
        case "no end":
            return device.assertion(exp=None)
        case "no id":
            return device.assertion(jti=None)
        case "too long a life":
            return device.assertion(exp=now + 600)
        case "tampered":
            head, body, signature = device.assertion().split(".")
            return f"{head}.{body[:-2]}AA.{signature}"
    return kind


async def test_a_forged_assertion_gets_no_token(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    for kind in FORGERIES:
        answer = await device.http.post("/v1/token", json={"assertion": _forged(device, kind)})
        assert (answer.status_code, problem_of(answer).code) == (401, "unauthenticated"), kind
        assert "access_token" not in answer.text


async def test_the_server_takes_no_old_tls(hub: HubUnderTest) -> None:
    context = ssl.create_default_context(cafile=hub.data / "hub.crt")
    with pytest.warns(DeprecationWarning):
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    def dial() -> None:
        port = httpx.URL(hub.url).port
        assert port
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            context.wrap_socket(plain, server_hostname="localhost"),
        ):
            pass

    with pytest.raises(OSError):
        await asyncio.to_thread(dial)

"""Tokens of signed-in people and for nodes: how far they reach, and when they stop."""

from __future__ import annotations

import pytest
from hub_under_test import HubUnderTest
from sqlmodel import Session

from hub.accounts.caller import DEVICE_SCOPES, scopes_of
from hub.store import devices, sign_ins
from hub.store.records import Role, SignIn
from shared.errors import Forbidden, Unauthenticated
from shared.ids import new_id
from shared.tokens import verified_node_token

pytestmark = pytest.mark.anyio


async def _signed_in(hub: HubUnderTest, name: str = "ann", *, only_password: bool = False) -> SignIn:
    user, sign_in_id, now = await hub.services.users.find(name), new_id(), hub.clock.now_ms()

    def work(session: Session) -> SignIn:
        sign_ins.add(session, sign_in_id, user.id, only_password=only_password, expires_ms=now + 3_600_000, now_ms=now)
        found = sign_ins.get(session, sign_in_id)
        assert found is not None
        return found

    return await hub.services.store.write(work)


async def _token(hub: HubUnderTest, name: str = "ann", *, only_password: bool = False) -> str:
    return hub.services.tokens.of_sign_in(await _signed_in(hub, name, only_password=only_password)).access_token


async def test_a_signed_in_person_sees_their_devices_and_has_no_channel(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    headers = {"Authorization": f"Bearer {await _token(hub)}"}
    listed = (await device.http.get("/v1/devices", headers=headers)).json()["devices"]
    assert [one["handle"] for one in listed] == ["attic"]
    for scope in ("channel", "sync", "functions:write", "admin"):
        with pytest.raises(Forbidden):
            await hub.services.tokens.authenticate(headers["Authorization"].split()[1], scope)


async def test_who_calls_is_the_person_or_the_device(hub: HubUnderTest) -> None:
    device = await hub.device("attic")
    person = await hub.services.tokens.authenticate(await _token(hub), "account")
    machine = await hub.services.tokens.authenticate(await device.token(), "channel")
    assert (person.user, person.role, person.device) == ("ann", "user", None)
    assert (machine.user, machine.calling_device.id, machine.sign_in) == ("ann", device.id, None)
    with pytest.raises(Forbidden):
        _ = person.calling_device


@pytest.mark.parametrize(("role", "reaches"), [("admin", True), ("user", False)])
def test_only_a_signed_in_admin_administers(role: Role, reaches: bool) -> None:
    assert ("admin" in scopes_of(role)) is reaches
    assert "admin" not in DEVICE_SCOPES


async def test_a_one_time_password_opens_only_the_account(hub: HubUnderTest) -> None:
    token = await _token(hub, only_password=True)
    await hub.services.tokens.authenticate(token, "account")
    for scope in ("devices:read", "calls", "models"):
        with pytest.raises(Forbidden):
            await hub.services.tokens.authenticate(token, scope)


async def test_a_persons_token_ends_with_the_sign_in(hub: HubUnderTest) -> None:
    sign_in = await _signed_in(hub)
    token = hub.services.tokens.of_sign_in(sign_in).access_token
    await hub.services.store.write(lambda session: sign_ins.end(session, sign_in.id))
    with pytest.raises(Unauthenticated) as ended:
        await hub.services.tokens.authenticate(token, "account")
    assert ended.value.details == {"reason": "signed_out"}


async def test_the_hubs_own_clock_ends_a_token(hub: HubUnderTest) -> None:
    token = await _token(hub)
    hub.clock.ahead_s = 601
    with pytest.raises(Unauthenticated) as ended:
        await hub.services.tokens.authenticate(token, "account")
    assert ended.value.details == {"reason": "expired"}


async def test_a_node_token_is_for_one_device_of_the_caller_and_verified_with_the_published_keys(
    hub: HubUnderTest,
) -> None:
    attic = await hub.device("attic")
    await hub.user("bob")
    bobs = await hub.device("laptop", "bob")
    tokens, hub_id, now_s = hub.services.tokens, hub.services.hub_id, hub.clock.now_ms() / 1000
    ann = await tokens.authenticate(await _token(hub), "node:read")
    mine, others = [
        await hub.services.store.read(lambda session, one=one: devices.get(session, one.id)) for one in (attic, bobs)
    ]
    assert mine and others
    token, jwks = tokens.mint_node_token(ann, mine, "node:read"), hub.services.signing.jwks()
    claims = verified_node_token(token, jwks, hub_id=hub_id, device_id=attic.id, now_s=now_s)
    assert (claims.sub, claims.scope) == (ann.user_id, "node:read")
    with pytest.raises(Forbidden):
        tokens.mint_node_token(ann, others, "node:read")
    with pytest.raises(Unauthenticated):
        verified_node_token(token, jwks, hub_id=hub_id, device_id=bobs.id, now_s=now_s)
    with pytest.raises(Unauthenticated):
        await tokens.authenticate(token, "node:read")

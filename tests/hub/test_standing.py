"""Callers who are known from a moment ago: known no longer as soon as anything ended, or their token did."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from hub_under_test import HubUnderTest
from person import Person
from sqlalchemy import Connection, event

from shared.errors import Unauthenticated

pytestmark = pytest.mark.anyio


class Reads:
    """Statements that the hub's database was asked meanwhile."""

    def __init__(self, hub: HubUnderTest) -> None:
        self.count = 0
        self._engine = hub.services.store._database._engine

    def __enter__(self) -> Reads:
        event.listen(self._engine, "before_cursor_execute", self._one)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._one)

    def _one(self, connection: Connection, cursor: object, statement: str, *_: object) -> None:
        self.count += statement.startswith("SELECT")


async def test_who_asks_again_costs_the_database_nothing(hub: HubUnderTest) -> None:
    device = await hub.device("laptop")
    assert (await device.ask("GET", "/v1/models")).status_code == 200
    with Reads(hub) as reads:
        assert (await device.ask("GET", "/v1/models")).status_code == 200
        assert (await device.ask("POST", "/v1/chat/completions", json={"model": "none"})).status_code == 404
    assert reads.count == 0


async def test_tokens_of_all_ones_devices_are_known_as_theirs_once_they_were_good(hub: HubUnderTest) -> None:
    devices = [await hub.device("laptop"), await hub.device("phone")]
    tokens = [await device.token() for device in devices]
    assert [hub.services.tokens.user_of(token) for token in tokens] == [None, None]
    for device in devices:
        assert (await device.ask("GET", "/v1/devices")).status_code == 200
    (user,) = {hub.services.tokens.user_of(token) for token in tokens}
    assert user == devices[0].account.user_id
    assert hub.services.tokens.user_of(tokens[0][:-1]) is None


async def _revoked(hub: HubUnderTest) -> None:
    await hub.admin.ask("DELETE", "/devices/laptop")


async def _disabled(hub: HubUnderTest) -> None:
    await hub.admin.ask("PUT", "/users/ann/disabled")


async def _deleted(hub: HubUnderTest) -> None:
    await hub.admin.ask("DELETE", "/users/ann")


async def _key_gone(hub: HubUnderTest) -> None:
    await hub.admin.ask("POST", "/keys", {"compromised": True})


async def _expired(hub: HubUnderTest) -> None:
    hub.clock.ahead_s = 700


@pytest.mark.parametrize("end", [_revoked, _disabled, _deleted, _key_gone, _expired])
async def test_a_device_is_refused_at_once(hub: HubUnderTest, end: Callable[[HubUnderTest], Awaitable[None]]) -> None:
    device = await hub.device("laptop")
    assert (await device.ask("GET", "/v1/models")).status_code == 200
    await end(hub)
    assert (await device.ask("GET", "/v1/models")).status_code == 401


async def test_a_person_is_refused_at_once_who_signed_out(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    assert (await person.ask("GET", "/v1/models")).status_code == 200
    await person.sign_out()
    assert (await person.ask("GET", "/v1/models")).status_code == 401


async def test_an_end_while_the_database_is_asked_is_not_missed(
    hub: HubUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await hub.device("laptop")
    standing, tokens = hub.services.standing, hub.services.tokens
    token, asked = await device.token(), tokens.authenticate

    async def ended_meanwhile(*arguments: str) -> object:
        found = await asked(*arguments)
        await _revoked(hub)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(tokens, "authenticate", ended_meanwhile)
        known = await standing.authenticate(token, "models")
    with pytest.raises(Unauthenticated):
        async with hub.services.endings.guard(known.caller, known.seen):
            raise AssertionError("the guard asks, since something ended")
    with pytest.raises(Unauthenticated):
        await standing.authenticate(token, "models")

"""The hub's signing keys: replaced without anybody noticing, or at once and with everybody's tokens."""

from __future__ import annotations

import asyncio

import pytest
from hub_under_test import HubUnderTest, StartHub
from person import Person
from wire_device import ok, problem_of

from hub.app import open_services
from hub.key_rotation import rotate_key, rotate_when_old
from hub.store import settings
from shared.messages import CLOSE_DRAIN
from shared.timeouts import TIMEOUTS

pytestmark = pytest.mark.anyio


async def _kids(hub: HubUnderTest) -> list[str]:
    answer = ok(await hub.new_device().http.get("/v1/jwks"))
    assert answer.headers["cache-control"] == "public, max-age=300"
    return [key["kid"] for key in answer.json()["keys"]]


async def test_after_a_rotation_old_tokens_are_good_until_the_last_has_ended(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        person = await Person.of(hub, "ann")
        before = await _kids(hub)
        made = await hub.admin.ask("POST", "/keys", {})
        assert await _kids(hub) == [*before, made["kid"]]
        ok(await person.ask("GET", "/v1/account"))
        await person.refresh()
        ok(await person.ask("GET", "/v1/account"))
        hub.clock.ahead_s = TIMEOUTS.access_token + 1
        assert await _kids(hub) == [made["kid"]]
        await person.refresh()
        ok(await person.ask("GET", "/v1/account"))
        assert [key["signs"] for key in await hub.admin.ask("GET", "/keys")] == [True]


async def test_what_a_compromised_key_signed_is_refused_at_once_and_nobody_signs_in_again(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        person, device = await Person.of(hub, "ann"), hub.new_device()
        await device.pair(await hub.pairing_string(), "attic")
        await device.token()
        made = await hub.admin.ask("POST", "/keys", {"compromised": True})
        assert await _kids(hub) == [made["kid"]]
        assert problem_of(await person.ask("GET", "/v1/account")).code == "unauthenticated"
        assert problem_of(await device.ask("GET", "/v1/devices")).code == "unauthenticated"
        await person.refresh()
        ok(await person.ask("GET", "/v1/account"))
        device._token = ""
        ok(await device.ask("GET", "/v1/devices"))


async def test_devices_connect_again_to_learn_the_new_key(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        device = await hub.device("attic")
        async with device.channel() as channel:
            await hub.admin.ask("POST", "/keys", {})
            assert await channel.closed() == CLOSE_DRAIN
        async with device.channel() as channel:
            told = [key["kid"] for key in (channel.welcome.keys or {})["keys"]]
        assert told == await _kids(hub)


async def test_a_rotation_survives_a_restart_and_forgets_what_has_ended(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        person = await Person.of(hub, "ann")
        made, data, ahead = await hub.admin.ask("POST", "/keys", {}), hub.data, hub.clock
    async with open_services(data, now_ms=ahead.now_ms) as services:
        assert [key.kid for key in services.signing.all()][-1] == made["kid"]
        await services.tokens.authenticate(person.token, "account")
    ahead.ahead_s = TIMEOUTS.access_token + 1
    async with open_services(data, now_ms=ahead.now_ms) as services:
        assert [key.kid for key in services.signing._held] == [made["kid"]]


async def test_a_key_is_replaced_by_itself_when_it_is_old(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        (first,) = await _kids(hub)
        for age_s, changed in ((TIMEOUTS.signing_key - 60, False), (TIMEOUTS.signing_key + 60, True)):
            hub.clock.ahead_s = age_s
            look = asyncio.create_task(rotate_when_old(hub.services))
            while changed and (await _kids(hub))[-1] == first:
                pass
            look.cancel()
            await asyncio.wait([look])
            assert ((await _kids(hub))[-1] != first) is changed


async def test_lasting_work_ends_with_a_compromised_key(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    caller, inside = await hub.services.tokens.authenticate(person.token, "account"), asyncio.Event()

    async def work() -> None:
        async with hub.services.endings.guard(caller):
            inside.set()
            await asyncio.get_running_loop().create_future()

    task = asyncio.create_task(work())
    await inside.wait()
    await rotate_key(hub.services, "admin")
    assert not task.done()
    await rotate_key(hub.services, "admin", compromised=True)
    await asyncio.wait([task], timeout=30)
    assert task.exception() is not None


async def test_a_rotation_whose_asker_goes_away_signs_with_the_key_that_the_database_says(hub: HubUnderTest) -> None:
    for _ in range(5):
        asked = asyncio.create_task(rotate_key(hub.services, "admin"))
        await asyncio.sleep(0)  # it waits for the commit
        asked.cancel()
        await asyncio.wait([asked])
        kept = await hub.services.store.write(settings.signing_keys)  # in turn: after what it began
        assert [key.kid for key in hub.services.signing._held] == [key.kid for key in kept]

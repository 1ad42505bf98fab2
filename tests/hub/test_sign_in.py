"""People's accounts over HTTP: the ways in, the ways out, and what an attacker learns or breaks."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from hub_under_test import HubUnderTest, StartHub
from person import PASSWORD, Person
from wire_device import ok, problem_of

from hub.accounts import passwords, refusals
from hub.accounts.endings import Endings
from hub.app import running
from hub.settings import Settings
from hub.store import users
from shared.errors import Unauthenticated

pytestmark = pytest.mark.anyio


async def test_a_person_signs_in_and_sees_who_they_are(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "Zoë")
    account = ok(await person.ask("GET", "/v1/account")).json()
    assert (account["name"], account["role"], account["must_change_password"]) == ("Zoë", "user", False)
    assert ok(await Person(person.http, "Zoe\u0308").try_sign_in()).json()["user"] == "Zoë", "typed in another form"
    audit = await hub.admin.ask("GET", "/audit", user="Zoë", limit=1)
    assert (audit[0]["action"], audit[0]["actor"]) == ("sign-in", "user Zoë")


async def test_a_wrong_password_an_unknown_name_and_an_account_without_one_get_one_answer(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    wrong = problem_of(await person.try_sign_in("wrong horse"))
    assert (wrong.code, wrong.details) == ("unauthenticated", {"reason": "password"})
    assert problem_of(await Person(person.http, "nobody").try_sign_in()) == wrong
    assert problem_of(await Person(person.http, "ann").try_sign_in()) == wrong


async def test_an_unknown_name_costs_a_hash_too(hub: HubUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await Person.of(hub, "bob")
    hashed: list[str] = []

    def counted(password: str, held: str | None) -> bool:
        hashed.append(password)
        return verify(password, held)

    verify = passwords._verify
    monkeypatch.setattr(passwords, "_verify", counted)
    await person.try_sign_in("wrong horse")
    await Person(person.http, "nobody").try_sign_in("wrong horse")
    await Person(person.http, "ann").try_sign_in("wrong horse")
    assert hashed == ["wrong horse"] * 3


async def test_wrong_passwords_are_limited_for_a_name_and_the_right_one_waits_too(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        person = await Person.of(hub, "bob")
        answers = await asyncio.gather(*(person.try_sign_in("wrong horse") for _ in range(20)))
        codes = [problem_of(answer).code for answer in answers]
        assert codes.count("unauthenticated") == 10, "all at once does not get past the limit"
        limited = await person.try_sign_in()
        assert problem_of(limited).code == "rate_limited"
        assert 0 < int(limited.headers["retry-after"]) <= 300
        assert (await Person.of(hub, "carl")).token, "others are not held up"


async def test_wrong_passwords_are_limited_for_an_address_over_all_names(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        http = hub.new_device().http
        answers = [await Person(http, f"name{n}").try_sign_in() for n in range(31)]
        assert [answer.status_code for answer in answers] == [401] * 30 + [429]


async def test_right_passwords_are_not_counted(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        person = await Person.of(hub, "bob")
        for _ in range(12):
            await person.sign_in()


async def test_refreshing_gives_another_pair_and_the_old_token_ends_the_family(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    other, first = await person.again(), person.refresh_token
    await person.refresh()
    assert person.refresh_token != first
    ok(await person.ask("GET", "/v1/account"))
    assert problem_of(await person.try_refresh(first)).details == {"reason": "reused"}
    assert problem_of(await person.ask("GET", "/v1/account")).details == {"reason": "signed_out"}
    assert problem_of(await person.try_refresh()).details == {"reason": "unknown"}
    ok(await other.ask("GET", "/v1/account"))
    [line] = await hub.admin.ask("GET", "/audit", user="bob", action="refresh-reused", limit=1)
    assert line["user"] == "bob"


async def test_two_refreshes_at_once_are_one_and_a_reuse(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    answers = await asyncio.gather(person.try_refresh(), person.try_refresh())
    assert sorted(answer.status_code for answer in answers) == [200, 401]


async def test_a_sign_in_ends_by_itself_however_often_it_was_refreshed(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    hub.clock.ahead_s = 29 * 24 * 3600
    await person.refresh()
    hub.clock.ahead_s = 30 * 24 * 3600 + 1
    assert problem_of(await person.try_refresh()).details == {"reason": "unknown"}


async def test_signing_out_ends_this_sign_in_or_all(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    second, third = await person.again(), await person.again()
    await person.sign_out()
    assert problem_of(await person.ask("GET", "/v1/account")).details == {"reason": "signed_out"}
    ok(await second.ask("GET", "/v1/account"))
    await second.sign_out(everywhere=True)
    for one in (second, third):
        assert problem_of(await one.ask("GET", "/v1/account")).details == {"reason": "signed_out"}
        assert problem_of(await one.try_refresh()).details == {"reason": "unknown"}


async def _change(person: Person, old: str, new: str) -> Any:
    return await person.ask("PUT", "/v1/account/password", json={"old": old, "new": new})


async def test_changing_the_password_wants_the_old_one_and_signs_the_others_out(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    other = await person.again()
    refused = problem_of(await _change(person, "wrong horse", "another horse"))
    assert (refused.code, refused.details) == ("forbidden", {"reason": "password"})
    assert problem_of(await _change(person, PASSWORD, "short")).code == "invalid_argument"
    assert problem_of(await _change(person, PASSWORD, PASSWORD)).code == "conflict"
    ok(await other.ask("GET", "/v1/account"))
    ok(await _change(person, PASSWORD, "another horse"))
    ok(await person.ask("GET", "/v1/account"))
    assert problem_of(await other.ask("GET", "/v1/account")).details == {"reason": "signed_out"}
    assert (await person.try_sign_in()).status_code == 401
    await person.sign_in("another horse")


async def test_a_one_time_password_opens_nothing_but_the_choice_of_another(hub: HubUnderTest) -> None:
    admin, person = await Person.of(hub, "root", role="admin"), await Person.of(hub, "bob")
    made = ok(await admin.ask("POST", "/v1/admin/users/bob/reset")).json()
    assert problem_of(await person.ask("GET", "/v1/account")).details == {"reason": "signed_out"}
    assert (await person.try_sign_in()).status_code == 401
    said = ok(await person.try_sign_in(made["password"])).json()
    assert said["must_change_password"]
    await person.sign_in(made["password"])
    assert problem_of(await person.ask("GET", "/v1/devices")).code == "forbidden"
    token = ok(await _change(person, made["password"], "another horse")).json()["access_token"]
    person.token = token
    ok(await person.ask("GET", "/v1/devices"))
    assert (await person.try_sign_in(made["password"])).status_code == 401


async def test_a_one_time_password_ends_after_three_days(hub: HubUnderTest) -> None:
    admin, person = await Person.of(hub, "root", role="admin"), await Person.of(hub, "bob")
    made = ok(await admin.ask("POST", "/v1/admin/users/bob/reset")).json()
    hub.clock.ahead_s = 3 * 24 * 3600 + 1
    assert (await person.try_sign_in(made["password"])).status_code == 401


async def test_the_last_admin_stays(hub: HubUnderTest) -> None:
    first = await Person.of(hub, "root", role="admin")
    for method, path in [("DELETE", "/v1/admin/users/root"), ("PUT", "/v1/admin/users/root/disabled")]:
        assert problem_of(await first.ask(method, path)).code == "conflict"
    gone = await first.ask("POST", "/v1/account/delete", json={"password": PASSWORD})
    assert problem_of(gone).code == "conflict"
    second = await Person.of(hub, "root2", role="admin")
    ok(await first.ask("PUT", "/v1/admin/users/root2/disabled"))
    assert problem_of(await first.ask("DELETE", "/v1/admin/users/root")).code == "conflict", "a disabled one is none"
    ok(await first.ask("DELETE", "/v1/admin/users/root2/disabled"))
    await second.sign_in()
    ok(await second.ask("DELETE", "/v1/admin/users/root"))


async def test_what_an_admin_did_over_http_is_in_the_audit_by_name(hub: HubUnderTest) -> None:
    admin = await Person.of(hub, "root", role="admin")
    ok(await admin.ask("PUT", "/v1/admin/users/ann/disabled"))
    line = (await hub.admin.ask("GET", "/audit", action="user-disable", limit=1))[0]
    assert (line["actor"], line["action"], line["user"]) == ("user root", "user-disable", "ann")


async def test_a_disabled_person_is_out_and_hears_why_only_with_the_password(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    await hub.admin.ask("PUT", "/users/bob/disabled")
    assert problem_of(await person.try_refresh()).details == {"reason": "unknown"}
    assert problem_of(await person.try_sign_in("wrong horse")).details == {"reason": "password"}
    assert problem_of(await person.try_sign_in()).details == {"reason": "disabled"}


async def test_weakly_hashed_passwords_are_hashed_again_at_the_next_sign_in(hub: HubUnderTest) -> None:
    person = await Person.of(hub, "bob")
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    await hub.services.store.write(lambda session: users.set_password(session, person.id, weak, until_ms=None))
    await person.sign_in()
    held = await hub.services.store.read(lambda session: users.credential(session, "bob"))
    assert held
    assert held.password_hash != weak
    await person.sign_in()


async def test_lasting_work_ends_with_what_it_rests_on(hub: HubUnderTest) -> None:
    person, device = await Person.of(hub, "bob"), await hub.device("attic", "bob")
    authenticate, endings = hub.services.tokens.authenticate, hub.services.endings
    ends = {
        "sign-out": (await authenticate(person.token, "account"), lambda: person.sign_out()),
        "revocation": (
            await authenticate(await device.token(), "channel"),
            lambda: hub.admin.ask("DELETE", f"/devices/{device.id}"),
        ),
    }
    for name, (caller, end) in ends.items():
        inside = asyncio.Event()

        async def work(caller: Any = caller, inside: asyncio.Event = inside) -> None:
            async with endings.guard(caller):
                inside.set()
                await asyncio.get_running_loop().create_future()

        task = asyncio.create_task(work())
        await inside.wait()
        await end()
        async with asyncio.timeout(10):
            with pytest.raises(Unauthenticated):
                await task
        with pytest.raises(Unauthenticated):  # and what begins afterwards, with a caller of before, does not begin
            async with endings.guard(caller):
                pytest.fail(name)
    assert not endings._running


async def test_work_that_is_cancelled_or_times_out_by_itself_is_not_an_end() -> None:
    async def nothing(_: Any) -> None:
        return None

    from hub.accounts.caller import Caller

    caller, endings = Caller("u", "ann", "user", None, "s"), Endings(nothing)
    with pytest.raises(TimeoutError):
        async with endings.guard(caller):
            raise TimeoutError
    assert not endings._running


async def _refused(hub: HubUnderTest) -> list[tuple[str, str, int]]:
    lines = await hub.admin.ask("GET", "/audit", action="sign-in-refused", since_ms=hub.clock.now_ms() - 60_000)
    return [(line["user"], line["details"]["address"], line["details"]["tries"]) for line in reversed(lines)]


async def test_refused_sign_ins_are_in_the_audit_once_a_minute_for_a_name_and_an_address(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        person = await Person.of(hub, "bob")
        for _ in range(3):
            await person.try_sign_in("wrong horse")
        for name in ("nobody", "hunter2 typed in the wrong field"):
            await Person(person.http, name).try_sign_in()
        assert await _refused(hub) == [("bob", "127.0.0.1", 1), ("", "127.0.0.1", 1)]
        hub.services.sign_ins._clock = lambda: time.monotonic() + refusals.EVERY_S
        await person.try_sign_in("wrong horse")
        await hub.admin.ask("PUT", "/users/bob/disabled")
        await person.try_sign_in()
        assert await _refused(hub) == [("bob", "127.0.0.1", 1), ("", "127.0.0.1", 1), ("bob", "127.0.0.1", 3)]


def test_who_has_many_addresses_fills_no_audit() -> None:
    seen = refusals.Refusals()
    written = [seen.to_write("bob", f"10.0.{n // 256}.{n % 256}", now=0.0) for n in range(20_000)]
    assert sum(written) == refusals.AT_MOST
    assert len(seen._seen) <= 10_000
    assert seen.to_write("bob", "10.9.9.9", refusals.EVERY_S) == 1


async def test_behind_a_declared_proxy_the_audit_names_who_asked(tmp_path: Path) -> None:
    settings = Settings(port=0, data=tmp_path / "hub", plain_http=True, trust_proxy=["127.0.0.1"])
    forwarded = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    async with running(settings) as (served, services), httpx.AsyncClient(base_url=served.url, trust_env=False) as http:
        await services.users.add("bob", "user", PASSWORD, "admin")
        for password in ("wrong horse", PASSWORD):
            await http.post("/v1/sign-in", json={"name": "bob", "password": password}, headers=forwarded)
        lines = await services.audit.find(2)
    found = {(line.action, line.details["address"]) for line in lines}
    assert found == {("sign-in", "198.51.100.7"), ("sign-in-refused", "198.51.100.7")}

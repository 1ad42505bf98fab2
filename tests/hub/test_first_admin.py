"""The first account of a new hub: its password reaches the person who started it, once, and nobody else."""

from __future__ import annotations

import re
import sys

import pytest
from hub_under_test import HubUnderTest, StartHub
from person import Person
from wire_device import ok

from hub.files import FIRST_PASSWORD
from hub.first_admin import make_first_admin

pytestmark = pytest.mark.anyio

_PASSWORD = re.compile(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}")


async def _opens_only_the_choice_of_another(hub: HubUnderTest, password: str) -> None:
    person = Person(hub.new_device().http, "admin")
    said = ok(await person.try_sign_in(password)).json()
    assert (said["role"], said["must_change_password"]) == ("admin", True)
    await person.sign_in(password)
    assert (await person.ask("GET", "/v1/admin/users")).status_code == 403
    changed = {"old": password, "new": "correct horse"}
    person.token = ok(await person.ask("PUT", "/v1/account/password", json=changed)).json()["access_token"]
    ok(await person.ask("GET", "/v1/admin/users"))


async def test_where_stderr_may_be_a_log_the_password_is_in_a_private_file(
    start_hub: StartHub, capsys: pytest.CaptureFixture[str]
) -> None:
    async with start_hub() as hub:
        await make_first_admin(hub.services.users, hub.data)
        file = hub.data / FIRST_PASSWORD
        password = file.read_text().strip()
        assert file.stat().st_mode & 0o777 == 0o600
        out, err = capsys.readouterr()
        assert str(file) in err
        assert password not in out + err
        assert not _PASSWORD.search(out + err)
        await _opens_only_the_choice_of_another(hub, password)
        assert not file.exists(), "it opens nothing any more"


async def test_the_file_goes_with_the_password_whoever_replaces_it_and_after_a_kill_at_the_next_start(
    start_hub: StartHub,
) -> None:
    async with start_hub() as hub:
        await make_first_admin(hub.services.users, hub.data)
        await make_first_admin(hub.services.users, hub.data)
        assert (hub.data / FIRST_PASSWORD).exists(), "it is still good"
        await hub.admin.ask("PUT", "/users/admin/password", {"password": "correct horse"})
        assert not (hub.data / FIRST_PASSWORD).exists()
        (hub.data / FIRST_PASSWORD).write_text("left by a kill")
        await make_first_admin(hub.services.users, hub.data)
        assert not (hub.data / FIRST_PASSWORD).exists()


async def test_on_a_terminal_it_is_shown_once_and_nowhere_kept(
    start_hub: StartHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start_hub() as hub:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        await make_first_admin(hub.services.users, hub.data)
        found = _PASSWORD.search(capsys.readouterr().err)
        assert found
        assert not (hub.data / FIRST_PASSWORD).exists()
        await make_first_admin(hub.services.users, hub.data)
        assert capsys.readouterr().err == ""
        await _opens_only_the_choice_of_another(hub, found[0])


async def test_a_hub_that_has_a_user_gets_no_other_account(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        await hub.user()
        await make_first_admin(hub.services.users, hub.data)
        assert [user["name"] for user in await hub.admin.ask("GET", "/users")] == ["ann"]
        assert not (hub.data / FIRST_PASSWORD).exists()
        assert not await hub.services.users.add_first_admin("correct horse"), "nor does one that was just added"

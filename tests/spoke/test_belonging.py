"""Joining a real hub and staying with it: answers that get lost, keys that were cut off, memberships that fail."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.admin.client import Admin, admin
from hub.app import running as hub_running
from hub.settings import Settings
from shared.accounts import DeviceChange, NewCode
from shared.api import PairReply, PairRequest
from shared.errors import Conflict, FelloeError, HubUnreachable, NotPaired, PairingRefused
from spoke.app import Node
from spoke.hublink import belonging
from spoke.hublink.account import DeviceKey, HubAccount
from spoke.hublink.belonging import Belonging
from spoke.hublink.membership import Membership
from spoke.runtime import running
from spoke.settings import NodeSettings

pytestmark = pytest.mark.anyio

Join = Callable[[str, str | None, PairRequest], Awaitable[tuple[PairReply, str | None]]]


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Admin]:
    async with hub_running(Settings(port=0, data=tmp_path / "hub")), admin(tmp_path / "hub") as to_admin:
        await to_admin.ask("POST", "/users", {"name": "ann"})
        yield to_admin


@asynccontextmanager
async def _node(tmp_path: Path, name: str) -> AsyncIterator[Node]:
    async with running(NodeSettings(data=tmp_path / name, name=name)) as node:
        yield node
        await _quiet(node)


async def _quiet(node: Node) -> None:
    """Nothing is on its way any more: a TLS handshake that is cut takes the hub's side of it a while to give up."""
    if node.hub.membership:
        with contextlib.suppress(FelloeError):
            await node.hub.sync()


@pytest.fixture(autouse=True)
def publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_: Membership) -> None:
        return None

    monkeypatch.setattr(Membership, "_publish", nothing)


async def _code(hub: Admin, user: str = "ann") -> str:
    return str((await hub.ask("POST", f"/users/{user}/codes", {}))["pairing_string"])


def _lose_answers(monkeypatch: pytest.MonkeyPatch, count: int) -> list[PairReply]:
    """The hub gets the next `count` requests, and its answers get lost."""
    real: Join = belonging.join
    lost: list[PairReply] = []

    async def losing(hub_url: str, pinned: str | None, request: PairRequest) -> tuple[PairReply, str | None]:
        reply, certificate = await real(hub_url, pinned, request)
        if len(lost) < count:
            lost.append(reply)
            raise HubUnreachable("The connection ended before the answer.")
        return reply, certificate

    monkeypatch.setattr(belonging, "join", losing)
    return lost


async def test_a_lost_answer_does_not_burn_the_code(
    hub: Admin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, code = _lose_answers(monkeypatch, 2), await _code(hub)
    async with _node(tmp_path, "attic") as node:
        for _ in range(2):
            with pytest.raises(HubUnreachable):
                await node.hub.pair(code, None)
            assert node.hub.membership is None
        reply = await node.hub.pair(code, None)
        await node.hub.required().link.online()
    assert [reply, *lost] == [reply] * 3
    assert len(await hub.ask("GET", "/devices")) == 1


async def test_nor_does_a_node_that_was_killed_before_it_knew(
    hub: Admin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, code = _lose_answers(monkeypatch, 1), await _code(hub)
    async with _node(tmp_path, "attic") as node:
        with pytest.raises(HubUnreachable):
            await node.hub.pair(code, None)
    async with _node(tmp_path, "attic") as node:
        assert await node.hub.pair(code, None) == lost[0]


async def test_a_new_code_after_a_lost_answer_makes_no_second_device(
    hub: Admin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = _lose_answers(monkeypatch, 1)
    async with _node(tmp_path, "attic") as node:
        with pytest.raises(HubUnreachable):
            await node.hub.pair(await _code(hub), None)
        assert (await node.hub.pair(await _code(hub), None)).device_id == lost[0].device_id
    assert len(await hub.ask("GET", "/devices")) == 1


async def test_a_key_of_another_account_is_renewed_and_the_code_still_good(
    hub: Admin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = _lose_answers(monkeypatch, 1)
    await hub.ask("POST", "/users", {"name": "bob"})
    async with _node(tmp_path, "attic") as node:
        with pytest.raises(HubUnreachable):
            await node.hub.pair(await _code(hub), None)
        reply = await node.hub.pair(await _code(hub, "bob"), None)
        await node.hub.required().link.online()
    assert (reply.user, reply.device_id == lost[0].device_id) == ("bob", False)


async def test_the_same_code_is_not_good_for_another_device(hub: Admin, tmp_path: Path) -> None:
    code = await _code(hub)
    async with _node(tmp_path, "attic") as attic, _node(tmp_path, "laptop") as laptop:
        await attic.hub.pair(code, None)
        with pytest.raises(PairingRefused):
            await laptop.hub.pair(code, None)
        with pytest.raises(NotPaired):
            laptop.hub.required()


async def test_a_revoked_device_pairs_again_with_a_new_key(hub: Admin, tmp_path: Path) -> None:
    async with _node(tmp_path, "attic") as node:
        first = await node.hub.pair(await _code(hub), None)
        with pytest.raises(Conflict):
            await node.hub.pair(await _code(hub), None)
        await hub.ask("DELETE", "/devices/attic")
        second = await node.hub.pair(await _code(hub), None)
        await node.hub.required().link.online()
    assert (second.handle, second.device_id == first.device_id) == ("attic", False)


@pytest.mark.parametrize("spoilt", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_key_that_cannot_be_read_is_set_aside(tmp_path: Path, spoilt: bytes) -> None:
    (tmp_path / "device.key").write_bytes(spoilt)
    key = DeviceKey.of(tmp_path)
    assert DeviceKey.of(tmp_path).public == key.public
    assert (tmp_path / "device.key.damaged").read_bytes() == spoilt


async def test_a_device_whose_key_was_spoilt_starts_and_pairs_again(hub: Admin, tmp_path: Path) -> None:
    async with _node(tmp_path, "attic") as node:
        await node.hub.pair(await _code(hub), None)
        chat = await node.sessions.create("Boat")
    (tmp_path / "attic" / "device.key").write_bytes(b"")
    async with _node(tmp_path, "attic") as node:
        assert [each.id for each in (await node.sessions.list(limit=2)).sessions] == [chat.id]
        await node.hub.unpair()
        await node.hub.pair(await _code(hub), None)
        await node.hub.required().link.online()


async def test_a_membership_that_fails_is_taken_up_again_and_the_node_lives_on(hub: Admin, tmp_path: Path) -> None:
    made: list[Membership] = []
    fail = asyncio.Event()

    async def failing() -> None:
        await fail.wait()
        raise RuntimeError("something unforeseen")

    async with _node(tmp_path, "attic") as node:
        _watch(node.hub, made, failing)
        await node.hub.pair(await _code(hub), None)
        await _quiet(node)
        again = _changed(node.hub)
        fail.set()
        async with asyncio.timeout(10):
            await again.wait()
        assert len(made) == 2
        assert node.hub.membership is made[1]
        await made[1].link.online()
        assert len((await node.hub.devices()).devices) == 1
        await _quiet(node)
        await node.hub.unpair()
        assert node.hub.membership is None


def _watch(hub: Belonging, made: list[Membership], failing: Callable[[], Awaitable[None]]) -> None:
    """Have the first membership fail by one of its tasks."""
    real = hub._make

    def make(account: HubAccount, *more: Any) -> Membership:
        made.append(real(account, *more))
        if len(made) == 1:
            made[0].publishing.run = failing  # type: ignore[assignment]
        return made[-1]

    hub._make = make


def _changed(hub: Belonging) -> asyncio.Event:
    event, real = asyncio.Event(), hub._changed

    def changed() -> None:
        real()
        event.set()

    hub._changed = changed
    return event


async def test_a_laptop_brings_in_a_phone_renames_it_and_cuts_it_off(hub: Admin, tmp_path: Path) -> None:
    async with _node(tmp_path, "laptop") as laptop, _node(tmp_path, "phone") as phone:
        await laptop.hub.pair(await _code(hub), None)
        way = laptop.hub.required().hub
        made = await way.pairing_code(NewCode(minutes=1))
        assert (made.user, made.fingerprint is None) == ("ann", False)
        joined = await phone.hub.pair(made.pairing_string, None)
        await phone.hub.required().link.online()
        assert (await way.rename_device("phone", DeviceChange(name="My Phone"))).handle == "my_phone"
        assert (await way.revoke_device(joined.device_id)).state == "revoked"
        assert [device.handle for device in (await laptop.hub.devices()).devices] == ["laptop"]
        phone.hub.required().link.hurry()
        assert await phone.hub.required().ended()
    actors = {line["action"]: line["actor"] for line in await hub.ask("GET", "/audit", limit=20)}
    account = laptop.hub.required().account
    for action in ("device-rename", "device-revoke"):
        assert actors[action] == f"device {account.device_id}"

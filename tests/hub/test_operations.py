"""What an admin watches and bounds: figures, readiness, use, limits, the audit."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
from hub_under_test import HubUnderTest, StartHub, started
from small_disk import small_disk
from wire_device import WireDevice, a_call, problem_of

from hub.admin.client import admin
from hub.app import running
from hub.http import health
from hub.settings import Settings
from hub.user_limits import UserLimit, UserLimits
from shared.errors import DiskFull, NotFound, RateLimited, TooLarge
from shared.ids import new_id
from shared.messages import Result

pytestmark = pytest.mark.anyio


async def get(hub: HubUnderTest, path: str, **headers: str) -> httpx.Response:
    context = ssl.create_default_context(cafile=hub.data / "hub.crt")
    async with httpx.AsyncClient(verify=context, trust_env=False) as client:
        return await client.get(f"{hub.url}{path}", headers=headers)


async def one_call(hub: HubUnderTest, outcome: str = "ok") -> tuple[WireDevice, WireDevice]:
    laptop, attic = await hub.laptop_and_attic()
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:
        await at_laptop.send(a_call("attic"))
        got = await at_attic.begin_one()
        await at_attic.send(Result(id=got.id, result=1))
        await at_laptop.expect(Result)
    return laptop, attic


async def test_figures_count_what_happened_and_name_nobody(hub: HubUnderTest) -> None:
    laptop, attic = await one_call(hub)
    await get(hub, f"/v1/nonsense/{new_id()}")
    text = (await get(hub, "/metrics")).text
    assert re.search(r'felloe_hub_calls_total\{outcome="ok"\} [1-9]', text)
    assert re.search(r"felloe_hub_channel_bytes_total [1-9]", text)
    assert 'route="/v1/pair",status="200"' in text
    assert 'route="none",status="404"' in text
    assert "process_resident_memory_bytes" in text
    for private in ("ann", "laptop", "attic", laptop.id, attic.id, hub.services.hub_id):
        assert f'"{private}' not in text
        assert private not in text or len(private) < 10


async def test_figures_are_refused_to_who_comes_through_a_proxy_or_with_another_token(hub: HubUnderTest) -> None:
    laptop = await hub.device("laptop")
    assert (await get(hub, "/metrics", **{"X-Forwarded-For": "10.0.0.9"})).status_code == 403
    assert (await get(hub, "/metrics", Authorization="Bearer nonsense")).status_code == 401
    assert (await laptop.ask("GET", "/metrics")).status_code == 403


async def test_behind_a_proxy_figures_need_the_token_that_the_admin_set(tmp_path: Path) -> None:
    settings = Settings(port=0, data=tmp_path / "hub", plain_http=True, metrics_token="0123456789abcdef")
    async with running(settings) as (served, _), httpx.AsyncClient(base_url=served.url, trust_env=False) as http:
        assert (await http.get("/metrics")).status_code == 403
        right = {"Authorization": "Bearer 0123456789abcdef"}
        assert (await http.get("/metrics", headers=right)).status_code == 200
        assert (await http.get("/metrics", headers={"Authorization": "Bearer 0123456789abcdeX"})).status_code == 401


async def until_ready(hub: HubUnderTest) -> None:
    """Readiness is looked at again within seconds, without a restart."""
    async with asyncio.timeout(30):
        while (await get(hub, "/readyz")).status_code != 200:
            pass


@pytest.mark.requires("mounts")
async def test_a_hub_whose_disk_is_full_is_alive_but_not_ready_until_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "8m") as disk:
        async with started(disk.path / "hub") as hub:
            assert (await get(hub, "/readyz")).json() == {"status": "ready"}
            await hub.user("bob")
            disk.fill()
            await until_full(hub)
        async with started(disk.path / "hub") as hub:  # it starts there too, since what is kept can be read
            assert "bob" in [user["name"] for user in await hub.admin.ask("GET", "/users")]
            disk.fill()
            await until_full(hub)
            with pytest.raises(DiskFull):
                await hub.user("eve")
            assert "bob" in [user["name"] for user in await hub.admin.ask("GET", "/users")]
            disk.make_room()
            await until_ready(hub)


async def until_full(hub: HubUnderTest) -> None:
    async with asyncio.timeout(30):
        while (answer := await get(hub, "/readyz")).status_code == 200:  # the last answer holds for a moment
            pass
    assert (answer.status_code, problem_of(answer).code) == (507, "disk_full")
    assert (await get(hub, "/healthz")).status_code == 200


async def test_a_hub_whose_database_others_hold_is_not_ready_until_they_let_go(
    hub: HubUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_READY_S", 0.2)
    with contextlib.closing(sqlite3.connect(hub.data / "hub.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(30):
            while (answer := await get(hub, "/readyz")).status_code == 200:
                pass
        assert (answer.status_code, problem_of(answer).code) == (503, "hub_unreachable")
        assert "database was not written" in problem_of(answer).message
        other.execute("ROLLBACK")
        await until_ready(hub)


async def test_a_hub_that_stops_is_not_ready(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        hub.services.calls.connections.draining = True
        answer = await get(hub, "/readyz")
        assert (answer.status_code, problem_of(answer).code) == (503, "hub_unreachable")
        hub.services.calls.connections.draining = False
        assert (await get(hub, "/readyz")).status_code == 200


async def test_use_is_summed_by_user_and_device(hub: HubUnderTest) -> None:
    laptop, _ = await one_call(hub)
    answer = await laptop.ask("GET", "/v1/sync/pull")
    by_device = {row["device"]: row for row in await hub.admin.ask("GET", "/usage", by="device", user="ann")}
    assert (by_device["laptop"]["calls"], by_device["attic"]["calls"]) == (1, 0)
    assert by_device["laptop"]["sync_bytes"] == len(answer.content)
    assert min(row["channel_bytes"] for row in by_device.values()) > 0
    assert min(row["connected_ms"] for row in by_device.values()) > 0, "of connections of a moment too"
    (whole,) = await hub.admin.ask("GET", "/usage", by="user", user="ann")
    assert whole["calls"] == 1
    with pytest.raises(NotFound):
        await hub.admin.ask("GET", "/usage", user="nobody")


async def test_a_user_over_the_bound_of_calls_is_told_when_to_try_again(hub: HubUnderTest) -> None:
    laptop, _ = await hub.device("laptop"), await hub.device("attic")
    await hub.admin.ask("PATCH", "/limits/ann", {"calls_a_minute": 1})
    async with laptop.channel() as channel:
        await channel.send(a_call("attic"))
        assert (await channel.expect(Result)).error.code == "device_offline"  # type: ignore[union-attr]
        over_http = await laptop.ask("POST", "/v1/calls", json={"path": "attic:notes.search"})
        assert (over_http.status_code, problem_of(over_http).code) == (429, "rate_limited")
        assert 1 <= int(over_http.headers["retry-after"]) <= 60
        await channel.send(a_call("attic"))
        error = (await channel.expect(Result)).error
    assert error is not None
    assert (error.code, error.retryable) == ("rate_limited", True), error
    await hub.admin.ask("PATCH", "/limits/ann", {"calls_a_minute": None})
    lines = await hub.admin.ask("GET", "/limits")
    assert [line["calls_a_minute"] for line in lines if line["user"] == "ann"] == [None]


async def test_a_user_over_the_bound_of_storage_keeps_what_is_there(hub: HubUnderTest) -> None:
    laptop, replica = await hub.device("laptop"), new_id()
    await hub.admin.ask("PATCH", "/limits/ann", {"storage_bytes": 1_000})

    async def push(number: int, title: str) -> httpx.Response:
        op = {"op_id": new_id(), "session_id": new_id(), "kind": "session.create", "title": title, "created_ms": 1}
        body = {"replica_id": replica, "ops": [{"replica_seq": number, "op": op}]}
        return await laptop.ask("POST", "/v1/sync/push", json=body)

    assert (await push(1, "small")).status_code == 200
    refused = await push(2, "x" * 400 + "y" * 400)
    assert (refused.status_code, problem_of(refused).code) == (413, "too_large")
    assert len((await laptop.ask("GET", "/v1/sync/pull")).json()["ops"]) == 1


async def test_bounds_hold_over_a_restart(tmp_path: Path) -> None:
    settings = Settings(port=0, data=tmp_path / "hub")
    async with running(settings), admin(settings.data) as to_admin:
        await to_admin.ask("POST", "/users", {"name": "ann"})
        await to_admin.ask("PATCH", "/limits/ann", {"calls_in_flight": 3})
    async with running(settings), admin(settings.data) as to_admin:
        lines: list[dict[str, Any]] = await to_admin.ask("GET", "/limits")
    assert [line["calls_in_flight"] for line in lines if line["user"] == "ann"] == [3]


def test_a_minutes_calls_come_back_evenly() -> None:
    limits = UserLimits()
    limits.set("u", UserLimit(calls_a_minute=60))
    for _ in range(60):
        limits.admit_call("u", 0.0, 0)
    with pytest.raises(RateLimited) as refused:
        limits.admit_call("u", 0.5, 0)
    assert refused.value.details["retry_after_s"] == 0.5
    limits.admit_call("u", 1.0, 0)
    with pytest.raises(RateLimited):
        limits.admit_call("u", 1.0, 0)
    limits.admit_call("another", 1.0, 10_000)


def test_bounds_in_flight_and_of_storage() -> None:
    limits = UserLimits()
    limits.set("u", UserLimit(calls_in_flight=2, storage_bytes=100))
    limits.admit_call("u", 0, 1)
    with pytest.raises(RateLimited):
        limits.admit_call("u", 0, 2)
    limits.admit_push("u", 90, 10)
    with pytest.raises(TooLarge):
        limits.admit_push("u", 90, 11)
    limits.set("u", UserLimit(calls_in_flight=0))
    with pytest.raises(RateLimited):
        limits.admit_call("u", 0, 0)


async def test_the_audit_is_asked_by_user_device_action_and_time(hub: HubUnderTest) -> None:
    laptop, attic = await one_call(hub)
    await hub.user("ben")

    async def found(**asked: Any) -> list[tuple[str, str]]:
        return [(line["actor"], line["action"]) for line in await hub.admin.ask("GET", "/audit", **asked)]

    assert (f"device {laptop.id}", "call") in await found(device="attic")
    assert (f"device {laptop.id}", "pair") not in await found(device="attic", limit=3)
    assert {action for _, action in await found(user="ann", action="call")} == {"call"}
    assert await found(user="ben") == [("admin", "user-add")]
    last = (await hub.admin.ask("GET", "/audit", user="ben", limit=1))[0]
    assert await found(user="ben", after=last["id"]) == []
    assert await found(user="ben", since_ms=last["at_ms"] + 60_000) == []
    assert len(await found(until_ms=last["at_ms"] + 60_000, limit=5)) == 5
    assert (f"device {attic.id}", "pair") in await found(device=attic.id)


async def test_old_audit_lines_go_and_the_newest_stay(hub: HubUnderTest) -> None:
    from hub.store import audit

    await hub.user("ben")
    lines = await hub.admin.ask("GET", "/audit", limit=2)
    forget = hub.services.store.write
    await forget(lambda session: audit.forget(session, before_ms=0, keep=1))
    assert [line["id"] for line in await hub.admin.ask("GET", "/audit")] == [lines[0]["id"]]
    await forget(lambda session: audit.forget(session, before_ms=lines[0]["at_ms"] + 1, keep=100))
    assert await hub.admin.ask("GET", "/audit") == []


async def test_the_doctor_finds_a_key_that_others_may_read(start_hub: StartHub) -> None:
    async with start_hub() as hub:
        assert {one["verdict"] for one in await hub.admin.ask("GET", "/doctor")} <= {"ok", "warning"}
        (hub.data / "hub.key").chmod(0o644)
        hub.data.chmod(0o755)
        found = {one["check"]: one for one in await hub.admin.ask("GET", "/doctor")}
    assert found["permissions"]["verdict"] == "error"
    assert "hub.key" in found["permissions"]["text"]


async def test_each_call_is_one_log_line_with_its_ids(hub: HubUnderTest) -> None:
    from structlog.testing import capture_logs

    with capture_logs() as logs:
        laptop, attic = await one_call(hub)
        await asyncio.sleep(0)
    (line,) = [line for line in logs if line["event"] == "call ended" and line["callee"] == attic.id]
    assert (line["caller"], line["outcome"]) == (laptop.id, "ok")


async def test_a_device_of_another_time_hears_what_to_update_whatever_it_asks(hub: HubUnderTest) -> None:
    for path in ("/healthz", "/v1/devices", "/v1/nowhere"):
        answer = await get(hub, path, **{"Felloe-Api": "7"})
        assert (answer.status_code, problem_of(answer).code) == (400, "version_unsupported")
        assert "Update the hub" in problem_of(answer).message
    assert (await get(hub, "/healthz", **{"Felloe-Api": "7, 1"})).status_code == 200

"""What is counted of requests to models, what bounds them, and how the admin sets both."""

from __future__ import annotations

import asyncio
import io
import json
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from asking import KEY, Asking, upstream_of
from chat_wire import DONE, completion, finish, reply, text, usage
from hub_under_test import HubUnderTest, StartHub, started
from person import Person
from scripted_upstream import STALL, ScriptedUpstream, echo, streamed, whole
from settled import all_others_wait
from structlog.testing import capture_logs
from wire_device import problem_of

from hub.cli import app
from hub.models import meter as meter_module
from shared.completions.usage import Usage
from shared.errors import DiskFull
from shared.system import terminal
from shared.system.prices import Prices

pytestmark = pytest.mark.anyio


@pytest.fixture
async def asking(hub: HubUnderTest) -> Asking:
    return Asking(hub, await hub.device("laptop"))


@pytest.fixture
async def upstream(hub: HubUnderTest) -> AsyncIterator[ScriptedUpstream]:
    async with upstream_of(hub, models=("scripted=gpt-5-mini",), always=echo) as serving:
        yield serving


async def test_each_request_is_a_row_of_figures_with_its_cost(asking: Asking, upstream: ScriptedUpstream) -> None:
    counted = usage(1_000_000, 500_000, prompt_tokens_details={"cached_tokens": 400_000})
    upstream.script(streamed(text("secret words"), finish(), counted, DONE))
    await asking.whole_stream()
    (row,) = await asking.rows()
    assert (row["prompt_tokens"], row["completion_tokens"]) == (1_000_000, 500_000)
    assert (row["user"], row["device"], row["model"], row["upstream"]) == ("ann", "laptop", "scripted", "up")
    assert (row["outcome"], row["estimated"], row["cached_tokens"]) == ("ok", False, 400_000)
    assert row["cost"] == pytest.approx(0.6 * 0.25 + 0.4 * 0.025 + 0.5 * 2.0)
    assert 0 <= row["first_byte_ms"] <= row["ms"]
    tables = asking.hub.services.store
    text_of_rows = await tables.core_read(lambda core: str(core.exec_driver_sql("SELECT * FROM model_request").all()))
    assert "secret" not in text_of_rows and "Gr" not in text_of_rows


async def test_figures_of_an_upstream_that_no_database_holds_do_not_keep_others_from_being_written(
    asking: Asking, upstream: ScriptedUpstream
) -> None:
    for counted in (usage(1, 1, cost=1e12), usage(2**39, 2**39), usage(1, 1)):
        upstream.script(streamed(text("words"), finish(), counted, DONE))
        await asking.whole_stream()
    rows = await asking.rows()
    assert sorted(row["prompt_tokens"] for row in rows) == [1, 1, 2**39]
    assert all(row["cost"] <= 10_000 for row in rows)


async def test_what_the_upstream_did_not_count_is_an_estimate_and_says_so(
    asking: Asking, upstream: ScriptedUpstream
) -> None:
    upstream.script(streamed(*(text("word ") for _ in range(2_000)), finish(), DONE))
    await asking.whole_stream(messages=[{"role": "user", "content": "x" * 400}])
    upstream.script(whole(completion("a b c", usage=None)))
    await asking.ask()
    short, long = await asking.rows()
    assert (long["estimated"], long["prompt_tokens"]) == (True, 100)
    assert long["completion_tokens"] == pytest.approx(2_500, rel=0.1), "of ten thousand bytes, by the end of them"
    assert (short["estimated"], short["completion_tokens"]) == (True, 2)


async def test_use_is_summed_by_user_device_model_and_day(
    hub: HubUnderTest, asking: Asking, upstream: ScriptedUpstream
) -> None:
    bob = await Person.of(hub, "bob")
    upstream.script(*(whole(completion("a b", usage=usage_of(10, 2))) for _ in range(3)))
    for _ in range(2):
        await asking.ask()
    await bob.ask("POST", "/v1/chat/completions", json={"model": "scripted", "messages": []})
    rows = {row["user"]: row for row in await hub.admin.ask("GET", "/usage")}
    assert (rows["ann"]["model_requests"], rows["ann"]["prompt_tokens"], rows["ann"]["calls"]) == (2, 20, 0)
    assert (rows["bob"]["completion_tokens"], rows["bob"]["unpriced"]) == (2, 0)
    devices = {(row["user"], row["device"]) for row in await hub.admin.ask("GET", "/usage", by="device")}
    assert {("ann", "laptop"), ("bob", "-")} <= devices
    (model,) = await hub.admin.ask("GET", "/usage", by="model")
    assert (model["model"], model["model_requests"]) == ("scripted", 3)
    assert model["cost"] == pytest.approx(3 * (10 * 0.25 + 2 * 2.0) / 1e6)
    assert sum(row["model_requests"] for row in await hub.admin.ask("GET", "/usage", by="day")) == 3
    newest, *_ = await asking.rows()
    older = await hub.admin.ask("GET", "/model-requests", before=newest["id"], user="ann", device="laptop")
    assert len(older) == 2


def usage_of(prompt: int, done: int) -> dict[str, int]:
    return {"prompt_tokens": prompt, "completion_tokens": done, "total_tokens": prompt + done}


async def test_figures_name_models_and_nobody(hub: HubUnderTest, asking: Asking, upstream: ScriptedUpstream) -> None:
    await asking.ask()
    told = (await asking.device.http.get("/metrics")).text
    assert 'felloe_hub_model_requests_total{model="scripted",outcome="ok"}' in told
    assert 'felloe_hub_model_tokens_total{kind="prompt",model="scripted"}' in told
    assert 'felloe_hub_model_cost_total{model="scripted"}' in told
    assert "felloe_hub_model_requests_open 0.0" in told
    assert asking.device.id not in told and "ann" not in told.replace("channel", "")


async def test_bounds_stop_a_request_before_it_is_asked(
    hub: HubUnderTest, asking: Asking, upstream: ScriptedUpstream
) -> None:
    upstream.script(whole(completion("a", usage=usage_of(50, 50))))
    await hub.admin.ask("PATCH", "/limits/ann", {"model_tokens_a_day": 120})
    assert (await asking.ask()).status_code == 200
    refused = await asking.ask(messages=[{"role": "user", "content": "x" * 100}])
    said = problem_of(refused)
    assert (refused.status_code, said.code, said.details["limit"]) == (429, "rate_limited", "tokens_a_day")
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert refused.json()["error"]["type"] == "rate_limit_error"
    assert (await asking.ask()).status_code == 200, "what fits is asked"
    await hub.admin.ask("PATCH", "/limits/ann", {"model_tokens_a_day": None, "model_requests_a_day": 2})
    assert problem_of(await asking.ask()).details["limit"] == "requests_a_day"
    hub.clock.ahead_s = 86_400
    tomorrow = int(hub.clock.now_ms() / 1000)
    assertion = asking.device.assertion(iat=tomorrow, exp=tomorrow + 60)
    given = await asking.device.http.post("/v1/token", json={"assertion": assertion})
    asking.device._token = given.json()["access_token"]
    assert (await asking.ask()).status_code == 200, "tomorrow is another day"
    assert len(upstream.heard) == 3


async def test_only_so_many_are_on_their_way_at_a_time(
    hub: HubUnderTest, asking: Asking, upstream: ScriptedUpstream
) -> None:
    await hub.admin.ask("PATCH", "/limits/ann", {"model_requests_in_flight": 1})
    upstream.script(streamed(text("a"), STALL))
    async with asking.streaming() as answer:
        assert await anext(answer.aiter_raw())
        refused = await asking.ask()
        assert (problem_of(refused).details["limit"], refused.headers["retry-after"]) == ("in_flight", "1")
    async with asyncio.timeout(10):
        await upstream.heard[0].left.wait()
    await all_others_wait()
    assert (await asking.ask()).status_code == 200


async def test_a_user_asks_only_the_models_that_are_allowed(hub: HubUnderTest, asking: Asking) -> None:
    async with upstream_of(hub, models=("small", "large"), always=echo):
        await hub.admin.ask("PATCH", "/limits/ann", {"models": ["small"]})
        assert (await asking.ask(model="small")).status_code == 200
        refused = await asking.ask(model="large")
        assert (refused.status_code, problem_of(refused).code) == (403, "model_not_allowed")
        assert refused.json()["error"]["code"] == "model_not_allowed"
        listed = (await asking.device.ask("GET", "/v1/models")).json()["data"]
        assert [model["id"] for model in listed] == ["small"]


async def test_what_was_used_today_counts_after_a_restart_and_upstreams_are_still_there(tmp_path: Path) -> None:
    async with ScriptedUpstream.serving(always=echo) as upstream:
        async with started(tmp_path) as hub:
            await hub.user()
            device = await hub.device("laptop")
            await hub.admin.ask("PUT", "/upstreams/up", {"url": upstream.url, "models": ["scripted"], "key": KEY})
            await hub.admin.ask("PATCH", "/limits/ann", {"model_requests_a_day": 1, "models": ["scripted"]})
            assert (await Asking(hub, device).ask()).status_code == 200
        async with started(tmp_path) as hub:
            again = hub.new_device()
            again.key, again.account = device.key, device.account
            assert problem_of(await Asking(hub, again).ask()).details["limit"] == "requests_a_day"
    assert upstream.heard[0].headers["authorization"] == f"Bearer {KEY}"
    assert stat.S_IMODE((tmp_path / "hub.sqlite").stat().st_mode) == 0o600


async def test_rows_that_cannot_be_written_wait(
    hub: HubUnderTest, asking: Asking, upstream: ScriptedUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(meter_module.model_use, "add", full)
        await asking.ask()
        with pytest.raises(DiskFull):
            await hub.services.models.meter.flush()
    assert len(await asking.rows()) == 1


def test_the_admins_prices_go_over_ours_and_are_read_again(tmp_path: Path) -> None:
    prices, used = Prices(tmp_path / "prices.json"), Usage(prompt=1_000_000, completion=1_000_000)
    prices.refresh()
    assert prices.nanos("up", "gpt-5-mini-2025-08-07", used) == round(2.25e9), "a version costs what its model does"
    assert prices.nanos("up", "gpt-5-mini-large", used) is None, "another model does not"
    mine = {"models": {"gpt-5-mini": {"input": 1, "output": 2}, "up/own": {"input": 0, "output": 0.5}}}
    (tmp_path / "prices.json").write_text(json.dumps(mine))
    prices.refresh()
    assert [prices.nanos(name, "own", used) for name in ("up", "other")] == [round(0.5e9), None]
    assert prices.nanos("up", "gpt-5-mini", used) == 3_000_000_000
    (tmp_path / "prices.json").write_text('{"models": {"gpt-5-mini": {"input": -1, "output": 2}}}')
    with capture_logs() as logged:
        prices.refresh()
    assert prices.nanos("up", "gpt-5-mini", used) == 3_000_000_000, "what was read before stays"
    assert [each["event"] for each in logged] == ["prices not read"]


async def test_the_admins_commands(
    start_hub: StartHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    async with start_hub() as hub, ScriptedUpstream.serving(key=KEY, models=("real",)) as upstream:
        await hub.user()

        async def felloe_hub(*arguments: str | Path, stdin: str = "", code: int = 0) -> str:
            monkeypatch.setattr(sys, "argv", ["felloe-hub", *map(str, arguments), "--data", str(hub.data)])
            monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
            ended = await asyncio.to_thread(_ended)
            out, err = capsys.readouterr()
            assert ended == code, err
            assert KEY not in out + err
            return str(out + err)

        (tmp_path / "key").write_text(f"{KEY}\n")
        adding = ("model", "add", "lab", upstream.url, "-m", "fast=real", "-m", "other")
        assert "lab offers fast, other" in await felloe_hub(*adding, "--key-file", tmp_path / "key")
        assert "one word" in await felloe_hub(*adding, "--key-stdin", stdin=f"two {KEY}\n", code=1)
        await felloe_hub(*adding, "--key-stdin", stdin=f"{KEY}\n")
        assert "give its key again" in await felloe_hub(
            "model", "add", "lab", "https://elsewhere.example/v1", "-m", "x", "--keep-key", code=1
        )
        upstream.script(streamed(*reply("o", "k")))
        tested = await felloe_hub("model", "test", "lab", "--model", "fast")
        assert "answers as fast" in tested and "ok" in tested and "does not say that it has: other" in tested
        assert upstream.heard[0].json()["model"] == "real"
        assert "fast=real, other" in (listed := await felloe_hub("model", "list")) and "set" in listed
        assert "fast" in await felloe_hub("limit", "ann", "--models", "fast", "--model-tokens-a-day", "2M")
        asking = Asking(hub, await hub.device("laptop"))
        upstream.script(whole(completion("a b", usage=usage_of(7, 2))))
        assert (await asking.ask(model="fast")).status_code == 200
        assert "7 + 2" in await felloe_hub("usage", "--by", "model")
        assert "7 + 2" in await felloe_hub("usage", "--by", "request")
        await felloe_hub("model", "remove", "lab")
        assert "no upstream lab" in await felloe_hub("model", "remove", "lab", code=1)
        audit = await felloe_hub("audit", "--json")
        assert all(action in audit for action in ("model-add", "model-change", "model-remove"))


def _ended() -> int:
    try:
        terminal.run(app)
    except SystemExit as ended:
        return int(ended.code or 0)
    raise AssertionError("it returned")

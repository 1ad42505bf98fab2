"""A node asks the models of its hub, over its account: no key of anybody is on the device."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from chat_wire import DONE, reasoning, reply, text, tool_whole
from scripted_upstream import CUT, STALL, ScriptedUpstream, rate_limited, streamed

from hub.admin.client import Admin, admin
from hub.app import running as hub_running
from hub.settings import Settings
from shared.completions.usage import Usage
from shared.errors import ModelFailed, ModelNotAllowed, ModelNotFound, RateLimited
from spoke.app import Node
from spoke.models.answering import Answer, Began, Question, Text, Thought
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = pytest.mark.anyio
KEY = "sk-of-the-hub"
SIGNED = {"google": {"thought_signature": "c2ln"}}
Paired = tuple[Node, ScriptedUpstream, Admin]


@pytest.fixture
async def paired(tmp_path: Path) -> AsyncIterator[Paired]:
    settings = Settings(port=0, data=tmp_path / "hub")
    async with (
        ScriptedUpstream.serving(key=KEY) as upstream,
        hub_running(settings),
        admin(settings.data) as to_admin,
        running(node_settings(tmp_path / "laptop", "laptop")) as node,
    ):
        await to_admin.ask("POST", "/users", {"name": "ann"})
        await to_admin.ask("PUT", "/upstreams/up", {"url": upstream.url, "models": ["scripted"], "key": KEY})
        code = await to_admin.ask("POST", "/users/ann/codes", {})
        await node.hub.pair(str(code["pairing_string"]), None)
        yield node, upstream, to_admin


async def ask(node: Node, **fields: Any) -> tuple[list[Any], Answer]:
    async with aclosing(node.models.ask(Question([{"role": "user", "content": "hi"}], **fields))) as answering:
        *pieces, answer = [piece async for piece in answering]
    assert isinstance(answer, Answer)
    return pieces, answer


async def test_the_hubs_models_are_there_by_themselves(paired: Paired, tmp_path: Path) -> None:
    node, upstream, _ = paired
    call = tool_whole("now", "{}", extra_content=SIGNED)
    upstream.script(streamed(reasoning("Hm"), *reply("Hel", "lo")[:-1], call, DONE), streamed(*reply("a")))
    pieces, answer = await ask(node)
    assert pieces[:4] == [Began("scripted"), Thought("Hm"), Text("Hel"), Text("lo")]
    assert (answer.upstream, answer.model, answer.usage) == ("hub", "scripted", Usage(7, 2))
    assert answer.tool_calls[0]["extra_content"] == SIGNED
    assert (await ask(node, model="hub/scripted"))[1].text == "a"
    held = [file for file in (tmp_path / "laptop").rglob("*") if file.is_file() and KEY.encode() in file.read_bytes()]
    assert held == [] and upstream.heard[0].headers["authorization"] == f"Bearer {KEY}"


async def test_what_the_hub_refuses_keeps_its_name(paired: Paired) -> None:
    node, upstream, to_admin = paired
    with pytest.raises(ModelNotFound):
        await ask(node, model="hub/huge")
    upstream.script(rate_limited(3600))
    with pytest.raises(RateLimited) as limited:
        await ask(node, model="hub/scripted")
    assert limited.value.details["retry_after_s"] == 3600
    await to_admin.ask("PATCH", "/limits/ann", {"models": ["other"]})
    with pytest.raises(ModelNotAllowed):
        await ask(node, model="hub/scripted")


async def test_a_cut_behind_the_hub_keeps_what_came(paired: Paired) -> None:
    node, upstream, _ = paired
    upstream.script(streamed(text("Hel"), CUT))
    _, answer = await ask(node)
    assert answer.text == "Hel" and isinstance(answer.problem, ModelFailed)


async def test_whoever_leaves_ends_the_request_behind_the_hub(paired: Paired) -> None:
    node, upstream, _ = paired
    upstream.script(streamed(text("Hel"), STALL))
    async with aclosing(node.models.ask(Question([{"role": "user", "content": "hi"}]))) as answering:
        await anext(answering)
    async with asyncio.timeout(10):
        await upstream.heard[0].left.wait()


async def test_a_hub_that_was_left_has_no_models(paired: Paired) -> None:
    node, _, _ = paired
    await node.hub.unpair()
    assert node.models.upstreams.all() == []

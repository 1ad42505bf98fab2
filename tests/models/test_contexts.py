"""How much a model reads at once: as its server says in whatever form, or as the user does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from scripted_upstream import Answer, ScriptedUpstream, failed, silent, whole
from typer.testing import CliRunner

from spoke.app import Node
from spoke.cli import app
from spoke.models.contexts import Context
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = pytest.mark.anyio
Felloe = Callable[..., Awaitable[Result]]


@pytest.fixture
async def upstream() -> AsyncIterator[ScriptedUpstream]:
    async with ScriptedUpstream.serving(models=("qwen3", "bge-m3")) as serving:
        yield serving


@pytest.fixture
async def node(tmp_path: Path, upstream: ScriptedUpstream) -> AsyncIterator[Node]:
    async with running(node_settings(tmp_path / "data", "laptop")) as node:
        await node.models.add("own", upstream.url, None, [], in_the_clear=False)
        yield node


def says(**fields: Any) -> Answer:
    return whole(json.dumps(fields).encode())


SHOWN = {"parameters": 'stop                           "<|im_end|>"\ntemperature                    0.6'}
INFO = {"general.architecture": "qwen3", "qwen3.block_count": 36, "qwen3.context_length": 40_960}
PS = "GET /api/ps"
SHOW = "POST /api/show"
LM = "GET /api/v0/models"
CASES: list[tuple[str, dict[str, Answer], int | None]] = [
    (  # github.com/ollama/ollama/blob/main/docs/api.md, "List Running Models"
        "ollama, loaded",
        {PS: says(models=[{"name": "other:latest", "context_length": 1}, {"name": "qwen3", "context_length": 16_384}])},
        16_384,
    ),
    ("ollama, not loaded", {PS: says(models=[]), SHOW: says(model_info=INFO, **SHOWN)}, 4_096),
    (  # the same, "Show Model Information"; the Modelfile sets num_ctx
        "ollama, by its Modelfile",
        {PS: says(models=[]), SHOW: says(model_info=INFO, parameters="num_ctx                        24576\nseed 1")},
        24_576,
    ),
    (
        "ollama, more than it was made for",
        {PS: says(models=[]), SHOW: says(model_info=INFO, parameters="num_ctx 99999")},
        40_960,
    ),
    ("ollama, no word on the model", {PS: says(models=[]), SHOW: failed("404 Not Found")}, None),
    (  # lmstudio.ai/docs/developer/rest/endpoints
        "lm studio, loaded",
        {LM: says(data=[{"id": "qwen3", "type": "llm", "state": "loaded", "max_context_length": 131_072,
                         "loaded_context_length": 8_192}])},
        8_192,
    ),
    (
        "lm studio, not loaded",
        {LM: says(data=[{"id": "qwen3", "state": "not-loaded", "max_context_length": 131_072}])},
        4_096,
    ),
    (  # github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md, "GET /props"
        "llama.cpp",
        {"GET /props": says(default_generation_settings={"n_ctx": 6_000, "id": 0}, total_slots=1)},
        6_000,
    ),
    ("none of them", {}, None),
    ("one that says nothing at all", {PS: silent()}, None),
    ("no JSON", {PS: whole(b"{"), "GET /props": whole(b"[1]")}, None),
    (
        "no figure",
        {PS: says(models=[{"name": "qwen3", "context_length": -1}]), SHOW: says(model_info=3, parameters=3)},
        4_096,
    ),
]  # fmt: skip


async def test_each_server_is_asked_in_its_own_form(node: Node, upstream: ScriptedUpstream) -> None:
    for name, own, context in CASES:
        upstream.own = own
        node.models.upstreams.forget("own")
        assert await node.models.context(None) == Context(None, context), name
    assert upstream.heard == []


@pytest.mark.parametrize(
    ("row", "context"),
    [
        ({"context_length": 128_000}, 128_000),  # openrouter.ai/docs/api-reference/list-available-models
        ({"max_model_len": 8_192}, 8_192),  # vLLM, vllm/entrypoints/openai/protocol.py, ModelCard
        ({"meta": {"n_ctx": 4_096, "n_ctx_train": 32_768}}, 4_096),  # llama.cpp
        ({}, None),
    ],
)
async def test_a_list_of_models_may_say_it(
    node: Node, upstream: ScriptedUpstream, row: dict[str, Any], context: int | None
) -> None:
    rows = [{"id": "a", **row}]
    upstream.always = lambda _: whole(json.dumps({"object": "list", "data": rows}).encode())
    await node.models.add("listing", upstream.url.replace("/v1", "/other"), None, [], in_the_clear=False)
    assert (await node.models.context("listing/a")).said == context
    assert (await node.models.context("nowhere")) == Context()


async def test_the_user_says_it_over_what_the_server_says_and_takes_it_back(
    node: Node, upstream: ScriptedUpstream
) -> None:
    data = str(node.settings.data)
    felloe: Felloe = lambda *args: asyncio.to_thread(CliRunner().invoke, app, ["models", *args, "--data", data])  # noqa: E731
    upstream.own = {"GET /props": says(default_generation_settings={"n_ctx": 6_000})}
    assert "qwen3  reads 6,000 tokens" in (await felloe("list")).stdout
    await felloe("context", "own/qwen3", "16000")
    assert "qwen3  reads 16,000 tokens, as you say" in (await felloe("list")).stdout
    assert await node.models.context("qwen3") == Context(16_000)
    await felloe("context", "qwen3", "9000")
    assert await node.models.context("qwen3") == Context(16_000), "what is said of the one upstream's goes first"
    for model in ("own/qwen3", "qwen3"):
        assert "own/qwen3  reads 16,000 tokens, as you say" in (await felloe("context", model)).stdout
    for model in ("own/qwen3", "qwen3"):
        assert "reads what its server says" in (await felloe("context", model, "--reset")).stdout
    assert "Nobody has none" in str((await felloe("context", "none")).exception)
    assert await node.models.context("qwen3") == Context(None, 6_000)
    assert "no space" in str((await felloe("context", "a b", "2000")).exception)

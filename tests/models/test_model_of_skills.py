"""Code in the sandbox asks the device's model, as far as that was granted, and its use is counted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from chat_wire import DONE, finish, reply, text
from scripted_upstream import CUT, ScriptedUpstream, failed, streamed

from sandbox.image import ImageCache
from spoke.app import Node
from spoke.node.bodies.calls import ExecBody
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("image")]


@pytest.fixture(scope="session")
def image() -> None:
    ImageCache().ensure()


@pytest.fixture
async def upstream() -> AsyncIterator[ScriptedUpstream]:
    async with ScriptedUpstream.serving(models=["small", "large"]) as serving:
        yield serving


@pytest.fixture
async def node(upstream: ScriptedUpstream, tmp_path: Path) -> AsyncIterator[Node]:
    async with running(node_settings(tmp_path / "data", "laptop")) as node:
        await node.models.add("own", upstream.url, None, [], in_the_clear=False)
        yield node


async def ran(node: Node, code: str, *grants: str) -> Any:
    """What it gives, or the code of its error."""
    record = (await node.execute(ExecBody(code=f"from felloe import model\n{code}", grants=list(grants)))).record
    return record.error.code if record.error else record.result


async def test_code_asks_the_devices_model_as_far_as_it_may(node: Node, upstream: ScriptedUpstream) -> None:
    upstream.script(streamed(*reply("Ka", "rl")), streamed(*reply("ok")))
    assert await ran(node, "model.complete('A name?', max_tokens=9, temperature=0.5)", "model") == "Karl"
    assert await ran(node, "model.complete('A name?', model='large')", "model:large") == "ok"
    first, second = (heard.json() for heard in upstream.heard)
    assert (first["model"], first["max_tokens"], first["temperature"]) == ("small", 9, 0.5)
    assert first["messages"] == [{"role": "user", "content": "A name?"}]
    assert second["model"] == "large" and "temperature" not in second
    assert await ran(node, "model.complete('A name?', model='small')", "model:large") == "not_granted"
    assert await ran(node, "model.complete('A name?')") == "not_granted"
    assert len(upstream.heard) == 2
    (row,) = await node.models.uses.sums("purpose")
    assert (row.of, row.questions, row.completion) == ("code", 2, 3)


async def test_an_answer_that_is_none_is_an_error_with_a_code(node: Node, upstream: ScriptedUpstream) -> None:
    asking = "model.complete('A name?')"
    upstream.script(
        failed(),
        streamed(text("Ka"), CUT),
        streamed(text("Ka"), finish("content_filter"), DONE),
        streamed(text("Ka"), finish("length"), DONE),
    )
    found = [await ran(node, asking, "model") for _ in range(4)]
    assert found == ["model_failed", "answer_cut", "model_refused", "Ka"]
    await node.models.remove("own")
    assert await ran(node, asking, "model") == "no_model"

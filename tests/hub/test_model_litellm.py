"""LiteLLM's proxy with its mock model as an upstream: a third party's HTTP, events and errors. It takes a minute."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from asking import Asking
from hub_under_test import HubUnderTest

from shared.completions.accumulator import Accumulator, chunk_of
from shared.completions.event_stream import EventStream
from tests.bench.peers import installed

pytestmark = [pytest.mark.anyio, pytest.mark.soak]
KEY = "sk-plover-0123456789abcdef0123456789abcdef"
WORDS = "Grüße from a mock that says a little more than one word"


@contextlib.asynccontextmanager
async def litellm(folder: Path) -> AsyncIterator[str]:
    """Its address."""
    mock = {"model": "openai/any", "api_key": "none", "mock_response": WORDS}
    config = folder / "config.json"
    config.write_text(json.dumps({"model_list": [{"model_name": "mock", "litellm_params": mock}]}))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    argv = (str(installed.litellm()), "--config", str(config), "--host", "127.0.0.1", "--port", str(port))
    with (folder / "log").open("wb") as log:
        environment = {**os.environ, "LITELLM_MASTER_KEY": KEY}
        process = await asyncio.create_subprocess_exec(*argv, stdout=log, stderr=log, cwd=folder, env=environment)
    try:
        async with asyncio.timeout(300), httpx.AsyncClient(trust_env=False) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"http://127.0.0.1:{port}/health/liveliness")).is_success:
                        break
                assert process.returncode is None, (folder / "log").read_text()[-2000:]
                await asyncio.sleep(0.5)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def test_its_answers_pass_through_and_are_counted(hub: HubUnderTest, tmp_path: Path) -> None:
    try:
        installed.litellm()
    except installed.Missing as error:
        pytest.skip(str(error))
    async with litellm(tmp_path) as url:
        await hub.admin.ask("PUT", "/upstreams/litellm", {"url": url, "models": ["mock", "gone"], "key": KEY})
        try:
            asking = Asking(hub, await hub.device("laptop"))
            whole = await asking.ask(model="mock")
            assert whole.json()["choices"][0]["message"]["content"] == WORDS, whole.text
            joined, events = Accumulator(), EventStream()
            streamed = await asking.whole_stream(model="mock", stream_options={"include_usage": True})
            for payload in events.feed(streamed) + events.end():
                joined.add(chunk_of(payload))
            assert joined.message()["content"] == WORDS and joined.usage is not None
            refused = await asking.ask(model="gone")
            assert refused.status_code in (400, 404) and refused.json()["error"]["message"]
            rows = await asking.rows()
            assert [row["outcome"] for row in rows] == ["model_refused", "ok", "ok"]
            assert all(row["completion_tokens"] > 0 and not row["estimated"] for row in rows[1:])
            await hub.admin.ask("PUT", "/upstreams/litellm", {"url": url, "models": ["mock"], "key": "sk-wrong"})
            answer = await asking.ask(model="mock")
            assert answer.status_code in (400, 502), "without a database of its own it says 400 to a wrong key"
            assert "sk-wrong" not in answer.text
        finally:
            await hub.admin.ask("DELETE", "/upstreams/litellm")

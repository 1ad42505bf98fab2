"""Other people's programs against the hub's models, unchanged: the official `openai` library."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator

import openai
import pytest
from asking import upstream_of
from chat_wire import DONE, chunk, completion, finish, reply, text, tool_fragments, usage
from hub_under_test import HubUnderTest
from scripted_upstream import CUT, STALL, ScriptedUpstream, rate_limited, streamed, whole

pytestmark = pytest.mark.anyio
ASKED = [{"role": "user", "content": "hi"}]


@pytest.fixture
async def upstream(hub: HubUnderTest) -> AsyncIterator[ScriptedUpstream]:
    async with upstream_of(hub) as serving:
        yield serving


@pytest.fixture
async def client(hub: HubUnderTest) -> AsyncIterator[openai.AsyncOpenAI]:
    device = await hub.device("laptop")
    tls = ssl.create_default_context(cafile=hub.data / "hub.crt")
    http = openai.DefaultAsyncHttpxClient(verify=tls, trust_env=False)
    async with openai.AsyncOpenAI(base_url=f"{hub.url}/v1", api_key=await device.token(), http_client=http) as made:
        yield made


async def test_it_lists_models_and_gets_whole_answers(client: openai.AsyncOpenAI, upstream: ScriptedUpstream) -> None:
    assert [model.id async for model in client.models.list()] == ["scripted"]
    assert (await client.models.retrieve("scripted")).owned_by == "up"
    upstream.script(whole(completion("Hello there")))
    answer = await client.chat.completions.create(model="scripted", messages=ASKED)
    assert answer.choices[0].message.content == "Hello there"
    assert answer.usage is not None and answer.usage.completion_tokens == 2


async def test_it_streams_words_tool_calls_and_usage(client: openai.AsyncOpenAI, upstream: ScriptedUpstream) -> None:
    calls = tool_fragments("search", '{"q":', ' "ü"}')
    upstream.script(streamed(*reply("Hel", "lo ")[:-3], *calls, finish("tool_calls"), usage(7, 5), DONE))
    words, arguments, used = "", "", None
    options = {"stream_options": {"include_usage": True}, "tools": []}
    async for piece in await client.chat.completions.create(
        model="scripted", messages=ASKED, stream=True, extra_body=options
    ):
        used = piece.usage or used
        for choice in piece.choices:
            words += choice.delta.content or ""
            for call in choice.delta.tool_calls or ():
                arguments += call.function.arguments or "" if call.function else ""
    assert (words, arguments, used and used.completion_tokens) == ("Hello ", '{"q": "ü"}', 5)
    assert upstream.heard[0].json()["stream_options"] == {"include_usage": True}


async def test_it_raises_its_own_errors_for_ours(client: openai.AsyncOpenAI, upstream: ScriptedUpstream) -> None:
    with pytest.raises(openai.NotFoundError) as unknown:
        await client.chat.completions.create(model="nobody's", messages=ASKED)
    assert unknown.value.code == "model_not_found" and "nobody's" in str(unknown.value)
    with pytest.raises(openai.AuthenticationError):
        await client.with_options(api_key="wrong").chat.completions.create(model="scripted", messages=ASKED)
    with pytest.raises(openai.BadRequestError):
        await client.chat.completions.create(model="", messages=ASKED)
    upstream.script(*(rate_limited(0) for _ in range(3)))
    with pytest.raises(openai.RateLimitError) as limited:
        await client.with_options(max_retries=0).chat.completions.create(model="scripted", messages=ASKED)
    assert limited.value.code == "rate_limit_exceeded"


async def test_it_hears_why_a_stream_ended_early(client: openai.AsyncOpenAI, upstream: ScriptedUpstream) -> None:
    upstream.script(streamed(chunk({"role": "assistant"}), text("Hel"), CUT))
    with pytest.raises(openai.APIError, match="hung up before its answer was whole"):
        async for _ in await client.chat.completions.create(model="scripted", messages=ASKED, stream=True):
            pass


async def test_closing_its_stream_ends_it_at_the_upstream(
    client: openai.AsyncOpenAI, upstream: ScriptedUpstream
) -> None:
    upstream.script(streamed(text("Hel"), STALL))
    stream = await client.chat.completions.create(model="scripted", messages=ASKED, stream=True)
    assert (await anext(aiter(stream))).choices[0].delta.content == "Hel"
    await stream.close()
    async with asyncio.timeout(10):
        await upstream.heard[0].left.wait()

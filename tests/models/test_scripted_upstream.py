"""The scripted upstream does what its script says: what others conclude from it would be worth nothing otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from chat_wire import DONE, KEEP_ALIVE, completion, cut_inside, reply, text, tool_fragments, tool_whole
from scripted_upstream import (
    CUT,
    STALL,
    ScriptedUpstream,
    Until,
    echo,
    lying,
    rate_limited,
    raw,
    silent,
    streamed,
    whole,
)

pytestmark = pytest.mark.anyio
ASKED = {"model": "scripted", "messages": [{"role": "user", "content": "hi"}]}


@pytest.fixture
async def http(upstream: ScriptedUpstream) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=upstream.url, timeout=10) as client:
        yield client


async def _streamed(http: httpx.AsyncClient) -> list[bytes]:
    async with http.stream("POST", "/chat/completions", json=ASKED | {"stream": True}) as answer:
        return [piece async for piece in answer.aiter_raw()]


async def test_each_piece_arrives_as_it_was_written(upstream: ScriptedUpstream, http: httpx.AsyncClient) -> None:
    gate = asyncio.Event()
    pieces = (
        *tool_fragments("search", '{"q":', '"Grüße"}'),
        tool_whole("search", "no json", extra_content={"google": {"thought_signature": "s"}}),
        KEEP_ALIVE,
        DONE,
    )
    upstream.script(streamed(*cut_inside(pieces, "ü"), Until(gate), b"after"))
    async with http.stream("POST", "/chat/completions", json=ASKED) as answer:
        got = b""
        async for piece in answer.aiter_raw():
            got += piece
            if got == b"".join(pieces):
                gate.set()
    assert got == b"".join(pieces) + b"after"
    assert upstream.heard[0].json() == ASKED and not upstream.heard[0].left.is_set()


async def test_the_script_is_taken_in_turn_and_its_end_is_told(
    upstream: ScriptedUpstream, http: httpx.AsyncClient
) -> None:
    upstream.script(whole(completion("one two")), rate_limited(3))
    first, second, third = [await http.post("/chat/completions", json=ASKED) for _ in range(3)]
    assert first.json()["usage"]["completion_tokens"] == 2
    assert (second.status_code, second.headers["retry-after"]) == (429, "3")
    assert third.status_code == 500 and "no answer left" in third.text
    upstream.always = echo
    assert "hi" in (await http.post("/chat/completions", json=ASKED)).text
    assert upstream.connections == 1
    assert (await http.get("/models")).json()["data"][0]["id"] == "scripted" and len(upstream.heard) == 4


async def test_a_cut_a_lie_and_no_http_are_what_they_say(upstream: ScriptedUpstream, http: httpx.AsyncClient) -> None:
    upstream.script(streamed(text("Hel"), CUT), lying(b"{}", 10), raw(b"\x00garbage\r\n\r\n", CUT))
    for error in (httpx.ReadError, httpx.RemoteProtocolError, httpx.RemoteProtocolError):
        with pytest.raises(error):
            await _streamed(http)


@pytest.mark.parametrize("answer", [streamed(*reply("Hel"), STALL), silent()], ids=["in a stream", "at all"])
async def test_it_hears_a_client_that_leaves_a_stall(
    upstream: ScriptedUpstream, http: httpx.AsyncClient, answer: object
) -> None:
    upstream.script(answer)  # type: ignore[arg-type]
    asking = asyncio.create_task(_streamed(http))
    heard = await upstream.asked()
    asking.cancel()
    async with asyncio.timeout(10):
        await heard.left.wait()


async def test_a_key_is_asked_for_where_there_is_one(upstream: ScriptedUpstream, http: httpx.AsyncClient) -> None:
    upstream.key, upstream.always = "sk-1", echo
    assert (await http.post("/chat/completions", json=ASKED)).status_code == 401
    headers = {"Authorization": "Bearer sk-1"}
    assert (await http.post("/chat/completions", json=ASKED, headers=headers)).status_code == 200

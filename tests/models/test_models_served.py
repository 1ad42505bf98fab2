"""Other programs on this machine ask the node's models: through OpenAI's own library, and byte for byte."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from chat_wire import DONE, KEEP_ALIVE, completion, cut_inside, error_body, finish, reply, text, tool_fragments, usage
from free_port import free_port
from scripted_upstream import CUT, STALL, ScriptedUpstream, Until, echo, failed, rate_limited, streamed, whole
from typer.testing import CliRunner

from shared.errors import PortInUse
from shared.limits import LIMITS
from spoke.app import Node
from spoke.cli import app
from spoke.models.serving import Serving
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = pytest.mark.anyio
ASKED: dict[str, Any] = {"model": "scripted", "messages": [{"role": "user", "content": "hi"}], "stream": True}
Served = tuple[Node, ScriptedUpstream, httpx.AsyncClient]


@asynccontextmanager
async def client(node: Node, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    given = {"Authorization": f"Bearer {await node.models.token(new=False)}"} | headers
    async with httpx.AsyncClient(base_url=node.models.serving.url, headers=given, timeout=20) as http:
        yield http


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with ScriptedUpstream.serving() as upstream, running(node_settings(tmp_path / "data", "laptop")) as node:
        await node.models.add("own", upstream.url, "sk-upstream", [], in_the_clear=False)
        await node.models.start(stays=True)
        await node.models.serve(on=True, port=free_port())
        async with client(node) as http:
            yield node, upstream, http


async def _streamed(http: httpx.AsyncClient, asked: Any = ASKED) -> bytes:
    got = b""
    async with http.stream("POST", "/chat/completions", json=asked) as answer:
        async for piece in answer.aiter_raw():
            got += piece
    return got


async def test_openais_library_works_against_it(served: Served) -> None:
    node, upstream, _ = served
    token = await node.models.token(new=False)
    async with openai.AsyncOpenAI(base_url=node.models.serving.url, api_key=token) as library:
        assert [each.id async for each in library.models.list()] == ["default", "scripted"]
        assert (await library.models.retrieve("scripted")).owned_by == "own"
        upstream.script(
            streamed(*tool_fragments("search", '{"q":', '"x"}'), finish("tool_calls"), usage(7, 3), DONE),
            whole(completion("one two")),
            whole(error_body("No such tool.", "invalid_request_error", "bad_tool"), "400 Bad Request"),
        )
        stream = await library.chat.completions.create(**ASKED)
        chunks = [chunk async for chunk in stream]
        calls = [call for chunk in chunks for choice in chunk.choices for call in choice.delta.tool_calls or []]
        assert "".join(call.function.arguments or "" for call in calls if call.function) == '{"q":"x"}'
        whole_answer = await library.chat.completions.create(**ASKED | {"stream": False, "model": "default"})
        assert whole_answer.choices[0].message.content == "one two"
        with pytest.raises(openai.BadRequestError, match="No such tool"):
            await library.chat.completions.create(**ASKED)
        with pytest.raises(openai.NotFoundError, match="huge"):
            await library.chat.completions.create(**ASKED | {"model": "huge"})
    (row,) = await node.models.uses.sums("purpose")
    assert (row.of, row.questions, row.prompt, row.completion) == ("other programs", 2, 14, 5)


async def test_bytes_go_both_ways_as_they_are(served: Served) -> None:
    _, upstream, http = served
    pieces = cut_inside((KEEP_ALIVE, *reply("Grüße"), b": after\n\n"), "ü")
    upstream.script(streamed(*pieces))
    body = b'{ "model" : "scripted", "stream":true,"messages":[{"role":"user","content":"\\u00fc"}],"x":1.50}'
    async with http.stream("POST", "/chat/completions", content=body) as answer:
        assert await answer.aread() == b"".join(pieces)
        assert answer.headers["x-felloe-upstream"] == "own"
    assert upstream.heard[0].body == body
    assert upstream.heard[0].headers["authorization"] == "Bearer sk-upstream"
    upstream.script(streamed(*reply("a")))
    await _streamed(http, ASKED | {"model": "own/scripted"})
    assert upstream.heard[1].json() == ASKED


async def test_pieces_are_passed_on_as_they_come(served: Served) -> None:
    _, upstream, http = served
    gate = asyncio.Event()
    upstream.script(streamed(text("Hel"), Until(gate), text("lo"), finish(), DONE))
    async with http.stream("POST", "/chat/completions", json=ASKED) as answer:
        pieces = answer.aiter_raw()
        assert await anext(pieces) == text("Hel")
        gate.set()
        assert b"lo" in b"".join([piece async for piece in pieces])


async def test_whoever_hangs_up_ends_the_request(served: Served) -> None:
    _, upstream, http = served
    upstream.script(streamed(text("Hel"), STALL))
    async with http.stream("POST", "/chat/completions", json=ASKED) as answer:
        await anext(answer.aiter_raw())
    async with asyncio.timeout(10):
        await upstream.heard[0].left.wait()


async def test_a_cut_answer_does_not_look_whole_and_the_next_is_asked_only_before_it(served: Served) -> None:
    node, upstream, http = served
    async with ScriptedUpstream.serving(always=echo) as other:
        await node.models.add("other", other.url, None, [], in_the_clear=False)
        upstream.script(streamed(text("Hel"), CUT))
        with pytest.raises(httpx.RemoteProtocolError):
            await _streamed(http)
        assert not other.heard
        upstream.script(failed())
        assert b"hi" in await _streamed(http)
        assert len(other.heard) == 1


async def test_a_refusal_says_when_to_come_back(served: Served) -> None:
    _, upstream, http = served
    upstream.script(rate_limited(7))
    answer = await http.post("/chat/completions", json=ASKED)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert answer.json()["error"]["code"] == "rate_limited"


async def test_neither_strangers_nor_pages_in_a_browser_are_answered(served: Served) -> None:
    _, upstream, http = served
    for headers, status in (
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": ""}, 401),
        ({"Host": "felloe.attacker.example:1"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Origin": "https://attacker.example"}, 403),
        ({"Origin": "null"}, 403),
    ):
        for method, path in (("POST", "/chat/completions"), ("GET", "/models"), ("OPTIONS", "/models")):
            answer = await http.request(method, path, json=ASKED, headers=headers)
            assert answer.status_code == status and "error" in answer.json()
            assert "access-control-allow-origin" not in answer.headers
    assert not upstream.heard


async def test_what_is_no_question_is_refused(served: Served) -> None:
    _, upstream, http = served
    for body in (b"{", b"[]", b'{"messages":[]}', b'{"model":"a","stream":7}', b"\xff"):
        answer = await http.post("/chat/completions", content=body)
        assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")
    assert (await http.get("/nothing")).status_code == 404 and not upstream.heard


async def test_a_question_that_is_too_large_is_refused(served: Served) -> None:
    _, _, http = served
    answer = await http.post("/chat/completions", content=b" " * (LIMITS.model_request + 1))
    assert answer.status_code == 413 and answer.json()["error"]["code"] == "too_large"


async def test_it_is_off_until_it_is_wanted_and_its_token_can_be_changed(tmp_path: Path) -> None:
    data, port = str(tmp_path / "data"), str(free_port())

    async def felloe(*args: str) -> str:
        done = await asyncio.to_thread(CliRunner().invoke, app, ["models", "serve", *args, "--data", data])
        assert done.exit_code == 0, done.output
        return done.stdout

    async with running(node_settings(tmp_path / "data", "laptop")) as node:
        await node.models.start(stays=True)
        assert node.models.serving.url == ""
        assert f"http://127.0.0.1:{port}/v1" in await felloe("on", "--port", port)
        first = (await felloe("token")).strip()
        assert first and first == (await felloe("token")).strip()
        async with client(node) as http:
            assert (await http.get("/models")).status_code == 200
            await felloe("token", "--new")
            assert (await http.get("/models")).status_code == 401
        await felloe("off")
        with pytest.raises(httpx.ConnectError):
            await httpx.AsyncClient().get(f"http://127.0.0.1:{port}/v1/models")
        assert port in await felloe("on")
    async with running(node_settings(tmp_path / "data", "laptop")) as node:
        assert node.models.serving.url == ""  # a command's own node
        await node.models.start(stays=True)
        assert node.models.serving.url == f"http://127.0.0.1:{port}/v1"


async def test_a_port_that_is_taken_is_said_and_holds_up_no_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        async with running(node_settings(tmp_path / "data", "laptop")) as node:
            await node.models.start(stays=True)
            with pytest.raises(PortInUse):
                await node.models.serve(on=True, port=port)
            assert not node.models.choices.serving
            await node.models._change(serving=True, serving_port=port)
            await node.models.start(stays=True)
            assert isinstance(node.models.serving, Serving) and isinstance(node.models.serving.problem, PortInUse)

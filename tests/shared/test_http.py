"""The HTTP server's connections, byte by byte: what is asked one after another, what ends early, what is no request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from settled import all_others_wait

from shared.system import http_protocol
from shared.system.serve import serving
from shared.system.sockets import bind_tcp
from shared.timeouts import TIMEOUTS

pytestmark = pytest.mark.anyio


class App:
    """Answers with what it heard; `/wait` waits until it is left, `/early` reads nothing of what it is sent."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.left = asyncio.Event()
        self.port = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.heard.append(scope)
        body, more = b"", scope["path"] not in ("/early", "/empty")
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
            if message["type"] == "http.disconnect":
                self.left.set()
                return
        headers = [(b"content-type", b"text/plain")]
        if scope["path"] == "/wait":
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"begun", "more_body": True})
            assert (await receive())["type"] == "http.disconnect"
            self.left.set()
            return
        if scope["path"] == "/cut":
            headers.append((b"content-length", b"100"))
        if scope["path"] == "/header":
            headers.append((b"x", b"a\r\nSet-Cookie: b"))
        if scope["path"] == "/empty":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body or b"hi", "more_body": True})
        await send({"type": "http.response.body", "body": b"!"})

    async def ask(self, *parts: bytes) -> bytes:
        """What is said until the server hangs up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for part in parts:
            writer.write(part)
            await all_others_wait()
        try:
            async with asyncio.timeout(10):
                return await reader.read(-1)
        except ConnectionResetError:  # it hung up before it had read all
            return b"reset"
        finally:
            writer.close()


@pytest.fixture
async def app() -> AsyncIterator[App]:
    app, listener = App(), bind_tcp("127.0.0.1", 0)
    app.port = listener.getsockname()[1]
    async with serving(app, listener):
        yield app


def get(path: bytes, *headers: bytes, version: bytes = b"1.1") -> bytes:
    return b"\r\n".join((b"GET " + path + b" HTTP/" + version, b"Host: x", *headers, b"", b""))


LAST = b"Connection: close"
CHUNKED = b"Transfer-Encoding: chunked"


def bodies(said: bytes) -> list[bytes]:
    return [part.partition(b"\r\n\r\n")[2] for part in said.split(b"HTTP/1.1 ")[1:]]


async def test_requests_of_one_connection_are_answered_one_after_another(app: App) -> None:
    said = await app.ask(get(b"/1") + get(b"/2") + get(b"/%33?a=%20", LAST))
    assert bodies(said) == [b"2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n"] * 3
    assert [one["path"] for one in app.heard] == ["/1", "/2", "/3"] and app.heard[2]["query_string"] == b"a=%20"


async def test_one_that_waits_behind_another_ends_with_the_connection(app: App) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", app.port)
    writer.write(get(b"/wait") + get(b"/behind"))
    await reader.readuntil(b"begun\r\n")
    writer.transport.abort()
    async with asyncio.timeout(10):
        await app.left.wait()
    assert [one["path"] for one in app.heard] == ["/wait"]


async def test_few_wait_behind_another(app: App) -> None:
    assert (await app.ask(get(b"/wait") + get(b"/behind") * 17)).startswith(b"HTTP/1.1 400 ")
    assert "/behind" not in {one["path"] for one in app.heard}


async def test_whoever_hangs_up_is_known_to_be_gone(app: App) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", app.port)
    writer.write(get(b"/wait"))
    await reader.readuntil(b"begun\r\n")
    writer.transport.abort()
    async with asyncio.timeout(10):
        await app.left.wait()


async def test_old_clients_are_told_the_end_by_hanging_up(app: App) -> None:
    said = await app.ask(get(b"/", b"Connection: keep-alive", version=b"1.0"))
    head, _, body = said.partition(b"\r\n\r\n")
    assert body == b"hi!" and b"chunked" not in head and b"connection: close" in head


async def test_a_body_may_come_in_chunks_and_what_stands_behind_it_is_no_header(app: App) -> None:
    chunks = b"2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nAuthorization: Bearer x\r\n\r\n"
    said = await app.ask(get(b"/", LAST, CHUNKED, b"Expect: 100-continue").replace(b"GET", b"POST"), chunks)
    assert said.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200") and b"5\r\nabcde\r\n" in said
    assert [name for name, _ in app.heard[0]["headers"]].count(b"authorization") == 0


async def test_an_answer_before_the_body_was_read_leaves_the_connection_of_use(app: App) -> None:
    early = get(b"/early", b"Content-Length: 200000").replace(b"GET", b"PUT")
    said = await app.ask(early, b"a" * 100_000, b"a" * 100_000, get(b"/after", LAST))
    assert len(bodies(said)) == 2 and app.heard[1]["path"] == "/after"


async def test_what_has_no_body_has_none(app: App) -> None:
    said = await app.ask(get(b"/").replace(b"GET", b"HEAD"), get(b"/empty", LAST))
    assert bodies(said) == [b"", b""] and said.count(b"chunked") == 0


async def test_an_upgrade_that_nobody_here_speaks_is_passed_over(app: App) -> None:
    upgrade = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAA")
    said = await app.ask(get(b"/1", *upgrade) + get(b"/2", LAST))
    assert len(bodies(said)) == 2


async def test_an_answer_that_its_maker_got_wrong_does_not_look_whole(app: App) -> None:
    said = await app.ask(get(b"/cut"))
    assert b"content-length: 100\r\n" in said and said.endswith(b"\r\n\r\nhi")
    said = await app.ask(get(b"/header", LAST))
    assert b" 500 " in said and b"Set-Cookie" not in said


class Taken(asyncio.Protocol):
    """What a WebSocket's protocol is made like."""

    def __init__(self, **_: Any) -> None:
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


async def test_a_connection_that_was_handed_over_has_no_deadline(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[http_protocol.Http] = []
    hand_over = http_protocol.Http._hand_over
    monkeypatch.setattr(http_protocol.Http, "_hand_over", lambda self: (handed.append(self), hand_over(self)))
    listener = bind_tcp("127.0.0.1", 0)
    async with serving(app, listener, websocket=Taken):
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        asked = get(b"/channel", b"Connection: Upgrade", b"Upgrade: websocket")
        for said in (asked, b"anything"):
            writer.write(said)
            async with asyncio.timeout(10):
                assert (await reader.readexactly(len(said))).lower() == said.lower()
            assert handed[0]._timer is None and app.heard == []
        writer.close()
        await writer.wait_closed()


BAD = {
    "two hosts": get(b"/", b"Host: y"),
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "another version": get(b"/", version=b"2.0"),
    "no path": get(b"http://"),
    "a method that is none": get(b"/").replace(b"GET", b"GIT"),
    "length and chunks": get(b"/", b"Content-Length: 3", CHUNKED),
    "chunks, and then not": get(b"/", b"Transfer-Encoding: chunked, gzip"),
    "a head without end": get(b"/")[:-2] + b"X: a\r\n" * 12_000,
    "more empty headers than a head has room for": get(b"/", *[b"X:"] * 20_000),
    "a header without end": get(b"/")[:-2] + b"X: " + b"a" * 70_000,
    "an address without end": b"GET /" + b"a" * 70_000,
}


@pytest.mark.parametrize("kind", BAD)
async def test_what_is_no_request_is_refused_and_asked_of_nobody(app: App, kind: str) -> None:
    said = await app.ask(BAD[kind], b"")
    assert said.startswith(b"HTTP/1.1 400 ") and b'"code":"protocol_error"' in said and app.heard == []


@pytest.mark.parametrize("rest", [b"zz\r\n", b"1;" + b"a" * 300_000, b"0\r\nX: " + b"a" * 300_000])
async def test_a_body_that_is_none_ends_its_request(app: App, rest: bytes) -> None:
    said = await app.ask(get(b"/", CHUNKED).replace(b"GET", b"POST"), rest)
    assert (said == b"reset" or said.startswith(b"HTTP/1.1 400 ")) and len(app.heard) == 1
    async with asyncio.timeout(10):
        await app.left.wait()


async def test_a_connection_that_says_next_to_nothing_is_ended(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "TIMEOUTS", replace(TIMEOUTS, handshake=0.3))
    assert await app.ask(b"\r\n") == b""
    reader, writer = await asyncio.open_connection("127.0.0.1", app.port)
    writer.write(get(b"/"))
    await reader.readuntil(b"\r\n0\r\n\r\n")
    writer.write(b"\r\n")
    async with asyncio.timeout(10):
        assert await reader.read(-1) == b""
    writer.close()
    assert b" 504 " in await app.ask(b"GET / HTTP/1.1\r\n")

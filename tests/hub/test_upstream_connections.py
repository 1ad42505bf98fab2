"""Connections to upstreams, byte by byte: where an answer ends, and whether the connection may be asked again."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from hub.models import connection as connection_module
from hub.models.connection import NotHttp
from hub.models.connections import Connections, Unreachable
from hub.models.forwarding import Forwarding
from hub.models.offers import Offers
from hub.store.records import Upstream
from shared.errors import ModelStalled
from shared.timeouts import TIMEOUTS

pytestmark = pytest.mark.anyio
Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = OK + b"Content-Length: 2\r\n\r\nhi"


class Server:
    """Does for each request the next of `acts`; what it heard is in `heard`, each with its connection's number."""

    def __init__(self) -> None:
        self.acts: list[bytes | Act] = []
        self.heard: list[tuple[int, bytes]] = []
        self.url = ""
        self._count = 0
        self.tasks: list[asyncio.Task[None] | None] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._count += 1
        self.tasks.append(asyncio.current_task())
        number = self._count
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heard.append((number, head))
                act = self.acts.pop(0)
                if isinstance(act, bytes):
                    writer.write(act)
                    if b"bye" in act:
                        return
                else:
                    await act(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1/x"
    async with listening:
        yield server
        for task in filter(None, server.tasks):
            task.cancel()
        await asyncio.gather(*filter(None, server.tasks), return_exceptions=True)


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    connections = Connections(ssl.create_default_context(), 5.0)
    yield connections
    await connections.aclose()


async def asked(connections: Connections, server: Server, body: bytes = b"") -> bytes:
    connection = await connections.ask("POST", server.url, {"A": "b"}, body)
    try:
        parts = []
        while part := await connection.read(5.0):
            parts.append(part)
        return b"".join(parts)
    finally:
        connections.done(connection)


ENDS: dict[str, tuple[bytes, bytes, bool]] = {
    "a length": (LENGTH, b"hi", True),
    "chunks, and what stands behind them": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n1;a=b\r\nh\r\n1\r\ni\r\n0\r\nDate: x\r\n\r\n", b"hi", True,
    ),
    "a word before it": (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + LENGTH, b"hi", True),
    "no body": (b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
    "lines without CR": (LENGTH.replace(b"\r\n", b"\n"), b"hi", True),
    "until it hangs up": (OK + b"\r\nbye", b"bye", False),
    "it says that it hangs up": (OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nhi", b"hi", False),
    "an old server": (LENGTH.replace(b"1.1", b"1.0"), b"hi", False),
    "more than was asked for": (LENGTH + b"!", b"hi", False),
    "an answer to nothing behind it": (LENGTH + LENGTH, b"hi", False),
}  # fmt: skip


@pytest.mark.parametrize("how", ENDS)
async def test_where_an_answer_ends(server: Server, connections: Connections, how: str) -> None:
    answer, body, again = ENDS[how]
    server.acts = [answer, LENGTH]
    assert await asked(connections, server) == body
    assert await asked(connections, server) == b"hi"
    assert [number for number, _ in server.heard] == [1, 1 if again else 2]
    assert server.heard[0][1].startswith(b"POST /v1/x HTTP/1.1\r\nHost: 127.0.0.1:") and b"A: b" in server.heard[0][1]


BROKEN: dict[str, tuple[bytes, type[Exception]]] = {
    "less than it said": (OK + b"Content-Length: 9\r\n\r\nbye", OSError),
    "chunks without an end": (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nbye\r\n", OSError),
    "half of a head": (OK + b"bye", OSError),
    "another protocol": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", NotHttp),
    "no size": (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nbye\r\nzz\r\n", NotHttp),
    "a head without end": (OK + b"X: y\r\n" * 20_000, NotHttp),
    "words before it without end": (b"HTTP/1.1 103 Early\r\n\r\n" * 20_000, NotHttp),
    "a chunk's size without end": (OK + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 400_000, NotHttp),
    "two lengths": (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi", NotHttp),
}


@pytest.mark.parametrize("how", BROKEN)
async def test_what_is_no_whole_answer_is_said(server: Server, connections: Connections, how: str) -> None:
    answer, error = BROKEN[how]
    server.acts = [answer, LENGTH]
    with pytest.raises(error):
        await asked(connections, server)
    assert await asked(connections, server) == b"hi"
    assert [number for number, _ in server.heard] == [1, 2]


async def test_a_kept_connection_that_is_closed_meanwhile_costs_nobody_an_answer(
    server: Server, connections: Connections
) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    server.acts = [LENGTH, hang_up, LENGTH, hang_up]
    assert await asked(connections, server) == b"hi"
    assert await asked(connections, server) == b"hi"
    assert [number for number, _ in server.heard] == [1, 1, 2]
    await connections.aclose()
    with pytest.raises(ConnectionError):  # on a new one it is no accident
        await asked(connections, server)


async def test_whoever_refuses_a_large_request_need_not_read_it(server: Server, connections: Connections) -> None:
    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
        await asyncio.Event().wait()

    server.acts = [refuse]
    assert await asked(connections, server, b"a" * 20_000_000) == b"no"


async def test_a_large_request_arrives_as_it_is(server: Server, connections: Connections) -> None:
    body, got = bytes(range(256)) * 20_000, b""

    async def read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal got
        got = await reader.readexactly(len(body))
        writer.write(LENGTH)

    server.acts = [read]
    assert await asked(connections, server, body) == b"hi" and got == body


async def test_what_nobody_reads_is_left_at_the_upstream(server: Server, connections: Connections) -> None:
    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: 100000000\r\n\r\n")
        while True:
            writer.write(b"a" * 1_000_000)
            await writer.drain()

    server.acts = [flood]
    connection = await connections.ask("GET", server.url, {})
    first = await connection.read()
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(first) + len(await connection.read()) < 4 * connection_module._HELD
    connections.done(connection)


async def test_silence_is_told_only_to_who_waits(server: Server, connections: Connections) -> None:
    gate = asyncio.Event()

    async def slow(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: 4\r\n\r\nhi")
        await gate.wait()
        writer.write(b"ho")

    server.acts = [slow]
    connection = await connections.ask("GET", server.url, {})
    assert await connection.read(0.01) == b"hi"
    with pytest.raises(TimeoutError):
        await connection.read(0.01)
    gate.set()
    assert await connection.read(5.0) == b"ho"
    connections.done(connection)


async def test_an_upstream_that_does_not_list_its_models_in_time_is_said_to_be_silent(server: Server) -> None:
    async def never(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    server.acts = [never]
    forwarding = Forwarding(Offers(()), replace(TIMEOUTS, model_connect=0.05), "1")
    with pytest.raises(ModelStalled, match="cloud said nothing"):
        await forwarding.models(Upstream("cloud", server.url.removesuffix("/x"), {}))
    await forwarding.aclose()


async def test_a_name_that_is_none_is_not_reached(connections: Connections) -> None:
    for host in ("nobody.invalid", "a" * 70 + ".example"):
        with pytest.raises(Unreachable) as raised:
            await connections.ask("GET", f"http://{host}/v1", {})
        assert raised.value.kind == "connect"

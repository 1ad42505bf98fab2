"""A call over two hops, and one asked for over HTTP, each beside its floor, in one run.

The floor of the two hops is a bare relay of two WebSockets that copies text frames and knows nothing, and the commits
that the hub makes before it passes a call and its answer on: as many rows written to a bare SQLite file with
`synchronous=FULL`. That of HTTP is a FastAPI route that returns its body, asked by the same httpx client, and the same
commits. Each server runs in a process of its own, with TLS; the two devices are bare clients in this process.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import functools
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "hub"))

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol as BARE  # noqa: N814
from wire_device import WireChannel, WireDevice, a_call

from hub.admin.client import admin
from shared.api import CallInfo, CallRequest
from shared.call_states import CallState
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Ack, Call, Received, Result, decode_from_hub, encode
from shared.system.serve import serving
from shared.system.sockets import bind_tcp

WARM_UP = 200
COMMITS = 2
"""Of the hub for a call that somebody waits for: the question, and the answer."""
Ask = Callable[[], Awaitable[None]]


async def relay_process() -> None:
    """The floor: `/a` and `/b`, each frame of one goes to the other."""
    from hub import tls

    folder = Path(sys.argv[2])
    sockets: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await plain_http()(scope, receive, send)
            return
        me, other = scope["path"], {"/a": "/b", "/b": "/a"}[scope["path"]]
        await receive()
        await send({"type": "websocket.accept"})
        sockets[me] = send
        while (event := await receive())["type"] == "websocket.receive":
            await sockets[other]({"type": "websocket.send", "text": event["text"]})

    listener = bind_tcp("127.0.0.1", 0)
    async with serving(app, listener, certificate=tls.own(folder).files, websocket=BARE):
        print(json.dumps({"url": f"https://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)
        await asyncio.Event().wait()


@functools.cache
def plain_http() -> Any:
    """The floor of HTTP: the same body in, and one like the hub's out."""
    plain = FastAPI()

    @plain.post("/v1/calls")
    async def call(body: CallRequest) -> CallInfo:
        return CallInfo(id=new_id(), path=body.path, device="attic", state=CallState.DONE, result={"answer": 42})

    return plain


@contextlib.asynccontextmanager
async def child(*command: str | Path) -> AsyncIterator[str]:
    """A process that prints its address as JSON; ended after the block."""
    process = await asyncio.create_subprocess_exec(sys.executable, *map(str, command), stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield str(json.loads(await process.stdout.readline())["url"])
    finally:
        process.terminate()
        await process.wait()


@contextlib.asynccontextmanager
async def over_the_hub(folder: Path) -> AsyncIterator[tuple[Ask, Ask]]:
    async with child("-m", "hub", "serve", "--port", "0", "--data", folder, "--json") as url, admin(folder) as hub:
        await hub.ask("POST", "/users", {"name": "ann"})
        devices = [WireDevice(url, _trusting(folder)) for _ in range(2)]
        for device, name in zip(devices, ("laptop", "attic"), strict=True):
            made = await hub.ask("POST", "/users/ann/codes", {})
            await device.pair(made["pairing_string"], name)
        async with (
            devices[0].channel() as laptop,
            devices[1].channel() as attic,
            answering(attic),
            calling(laptop, confirms=True) as ask,
        ):
            token = await devices[0].token()
            async with over_http(url, folder, token) as ask_http:
                yield ask, ask_http
        for device in devices:
            await device.aclose()


@contextlib.asynccontextmanager
async def over_http(url: str, folder: Path, token: str) -> AsyncIterator[Ask]:
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    headers = {"Authorization": f"Bearer {token}"}
    body = {"path": "attic:notes.search", "args": {"q": "x"}}
    async with httpx.AsyncClient(
        base_url=url, verify=_trusting(folder), headers=headers, limits=limits, trust_env=False
    ) as http:

        async def ask() -> None:
            answer = await http.post("/v1/calls", json=body)
            assert answer.status_code == 200, answer.text
            assert answer.json()["result"] == {"answer": 42}

        yield ask


@contextlib.asynccontextmanager
async def over_the_relay(folder: Path) -> AsyncIterator[tuple[Ask, Ask]]:
    from websockets.asyncio.client import connect

    folder.mkdir()
    options: dict[str, Any] = {"compression": None, "ping_interval": None, "max_size": LIMITS.control_frame}
    async with child(__file__, "--relay", folder) as url:
        base, context = url.replace("http", "ws", 1), _trusting(folder)
        async with (
            connect(f"{base}/b", ssl=context, proxy=None, **options) as attic,
            connect(f"{base}/a", ssl=context, proxy=None, **options) as laptop,
            answering(WireChannel(attic)),
            calling(WireChannel(laptop)) as ask,
            over_http(url, folder, "none") as ask_http,
        ):
            yield ask, ask_http


@contextlib.asynccontextmanager
async def answering(channel: WireChannel) -> AsyncIterator[None]:
    """The callee: acknowledges and answers at once."""

    async def answer() -> None:
        async for frame in channel.socket:
            message = decode_from_hub(frame)
            if isinstance(message, Call):
                await channel.send(Ack(id=message.id))
                await channel.send(Result(id=message.id, result={"answer": 42}))

    task = asyncio.create_task(answer())
    yield
    task.cancel()


@contextlib.asynccontextmanager
async def calling(channel: WireChannel, *, confirms: bool = False) -> AsyncIterator[Ask]:
    waiting: dict[str, asyncio.Future[None]] = {}

    async def listen() -> None:
        async for frame in channel.socket:
            message = decode_from_hub(frame)
            if isinstance(message, Result):
                assert message.error is None, message.error
                waiting.pop(message.id).set_result(None)
                if confirms:
                    await channel.send(Received(id=message.id))

    async def ask() -> None:
        call = a_call("attic")
        waiting[call.id] = asyncio.get_running_loop().create_future()
        await channel.socket.send(encode(call))
        await waiting.get(call.id, _done())

    task = asyncio.create_task(listen())
    yield ask
    task.cancel()


def _done() -> asyncio.Future[None]:
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done


async def measured(ask: Ask, count: int, in_flight: int) -> dict[str, float]:
    """Milliseconds of each call, and calls a second, with so many in flight."""
    left, times = count, []

    async def one_after_another() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            started = time.perf_counter()
            await ask()
            times.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    whole = time.perf_counter() - started
    p99 = statistics.quantiles(times, n=100)[98]
    return {"p50 ms": statistics.median(times), "p99 ms": p99, "calls/s": count / whole}


def _trusting(folder: Path) -> Any:
    import ssl

    return ssl.create_default_context(cafile=folder / "hub.crt")


def commit_ms(path: Path, rows: int) -> float:
    """Milliseconds of one bare commit of so many rows like the hub's."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS one (id TEXT PRIMARY KEY, text TEXT)")
    times = []
    for _ in range(200):
        started = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO one VALUES (?, ?)", [(new_id(), "x" * 600) for _ in range(rows)])
        database.execute("COMMIT")
        times.append((time.perf_counter() - started) * 1000)
    database.close()
    return statistics.median(times)


async def main(count: int) -> None:
    rows: dict[tuple[str, int], dict[str, float]] = {}
    commits: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as temporary:
        # All stand at the same time and take turns, so that what else the machine does hits each of them.
        async with (
            over_the_hub(Path(temporary) / "hub") as (hub, hub_http),
            over_the_relay(Path(temporary) / "relay") as (relay, plain),
        ):
            asks = {"bare relay": relay, "hub": hub, "bare FastAPI": plain, "POST /v1/calls": hub_http}
            for ask in asks.values():
                await measured(ask, WARM_UP, 10)
            for in_flight in (1, 50):
                for name, ask in asks.items():
                    rows[name, in_flight] = await measured(ask, count, in_flight)
                commits[in_flight] = await asyncio.to_thread(commit_ms, Path(temporary) / "bare.db", in_flight)
    table = Table("path", "in flight", "p50 ms", "p99 ms", "calls/s", "p99/p50", box=None)
    for (name, in_flight), row in rows.items():
        figures = [f"{row[key]:.2f}" for key in ("p50 ms", "p99 ms", "calls/s")]
        table.add_row(name, str(in_flight), *figures, f"{row['p99 ms'] / row['p50 ms']:.1f}")
    for in_flight, commit in commits.items():
        table.add_row(f"a bare commit of {in_flight} rows", str(in_flight), f"{commit:.2f}")
        for name, floor in (("hub", "bare relay"), ("POST /v1/calls", "bare FastAPI")):
            one, bare = rows[name, in_flight]["p50 ms"], rows[floor, in_flight]["p50 ms"]
            table.add_row(f"{name} / {floor}", str(in_flight), f"{one / bare:.2f}x")
            with_commits = one / (bare + COMMITS * commit)
            table.add_row(f"{name} / ({floor} + {COMMITS} commits)", str(in_flight), f"{with_commits:.2f}x")
    Console().print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--relay"]:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(relay_process())
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--calls", type=int, default=3_000)
        asyncio.run(main(parser.parse_args().calls))

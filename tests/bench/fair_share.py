"""What a device that floods the hub costs others: another user's requests beside the flood, and alone in the same run.

The flood is prepared bytes that a process of its own writes as fast as the hub takes them, and what it is answered is
read by another thread. The requests are made here, over a connection that stands.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "hub"))

from wire_device import WireDevice, a_call, ok

from hub.admin.client import admin
from shared.ids import new_id
from shared.messages import STREAMS, Ack, Cancel, Check, Message, News, Ping, Pong, Result, encode

ALLOWED_MS = 50.0
"""Of the median request beside a flood, more than alone."""

Ask = Callable[[], Awaitable[None]]
KINDS: dict[str, Callable[[], Message]] = {
    "pings": lambda: Ping(n=1),
    "news": lambda: News(what="asks"),
    "acks of nothing": lambda: Ack(id=new_id()),
    "answers to nothing": lambda: Result(id=new_id(), result="x"),
    "questions after nothing": lambda: Check(id=new_id()),
    "cancels of nothing": lambda: Cancel(id=new_id()),
    "calls to nobody": lambda: a_call("nobody"),
    "nothing to do": lambda: Pong(n=1),
}
CONNECTIONS = 64
REQUESTS = {
    "GET /v1/devices, 64 at a time": (b"GET /v1/devices", b""),
    "POST /v1/calls to nobody, 64 at a time": (b"POST /v1/calls", b'{"path":"nobody:notes.search"}'),
    "chats with no model, 64 at a time": (b"POST /v1/chat/completions", b'{"model":"none","messages":[]}'),
}


def flood_process(given: str) -> None:
    """One device: says hello, waits for a line on stdin, and floods until it is ended; prints how much it wrote."""
    about = json.loads(given)
    if about["kind"] in REQUESTS:
        asyncio.run(_requests(about))
        return
    frames = b"".join(_masked(encode(KINDS[about["kind"]]())) for _ in range(2_000))
    context = ssl.create_default_context(cafile=about["ca"])
    bare = socket.create_connection(("127.0.0.1", about["port"]))
    with context.wrap_socket(bare, server_hostname="127.0.0.1") as connection:
        lines = [
            "GET /v1/channel HTTP/1.1", "Host: hub", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: felloe.v1", f"Authorization: Bearer {about['token']}", "", "",
        ]  # fmt: skip
        connection.sendall("\r\n".join(lines).encode())
        connection.recv(4096)
        connection.sendall(_masked(about["hello"]))
        connection.recv(4096)
        written = 0
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(print(written, flush=True)))
        threading.Thread(target=_read, args=(connection,), daemon=True).start()
        print("ready", flush=True)
        sys.stdin.readline()
        while True:
            connection.sendall(frames)
            written += 2_000


async def _requests(about: dict[str, Any]) -> None:
    """Over many connections, on each as soon as the last was answered."""
    line, body = REQUESTS[about["kind"]]
    head = f" HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {about['token']}\r\nContent-Type: application/json\r\n"
    request = line + head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body
    context, written = ssl.create_default_context(cafile=about["ca"]), 0

    async def one() -> None:
        nonlocal written
        reader, writer = await asyncio.open_connection("127.0.0.1", about["port"], ssl=context)
        while True:
            writer.write(request)
            written += 1
            answer = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(answer.split(b"content-length: ")[1].split(b"\r\n")[0]))

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: (print(written, flush=True), os._exit(0)))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))


def _read(connection: ssl.SSLSocket) -> None:
    while connection.recv(65_536):
        pass


def _masked(text: str) -> bytes:
    data = text.encode()
    size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + struct.pack(">H", len(data))
    return b"\x81" + size + b"\0\0\0\0" + data


@contextlib.asynccontextmanager
async def a_hub(folder: Path) -> AsyncIterator[str]:
    command = (sys.executable, "-m", "hub", "serve", "--port", "0", "--data", str(folder), "--json")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield str(json.loads(await process.stdout.readline())["url"])
    finally:
        process.terminate()
        await process.wait()


async def a_device(url: str, folder: Path, user: str, name: str) -> WireDevice:
    device = WireDevice(url, ssl.create_default_context(cafile=folder / "hub.crt"))
    async with admin(folder) as hub:
        made = await hub.ask("POST", f"/users/{user}/codes", {})
    await device.pair(made["pairing_string"], name)
    return device


@contextlib.asynccontextmanager
async def flooding(devices: list[WireDevice], kind: str, folder: Path) -> AsyncIterator[list[int]]:
    """`devices` flood within the block; what they wrote is in the list after it."""
    written: list[int] = []
    processes = []
    for device in devices:
        hello = encode(device.hello(features=[STREAMS]))
        about = {"kind": kind, "ca": str(folder / "hub.crt"), "port": int(device.url.rpartition(":")[2]),
                 "token": await device.token(), "hello": hello}  # fmt: skip
        command = [sys.executable, __file__, "--flood", json.dumps(about)]
        pipe = subprocess.PIPE
        processes.append(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe))
    try:
        for process in processes:
            assert process.stdout is not None and process.stdin is not None
            await process.stdout.readline()
        for process in processes:
            process.stdin.write(b"\n")  # type: ignore[union-attr]
        yield written
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            out, _ = await process.communicate()
            written.append(int(out or 0))


async def timed(ask: Ask, seconds: float) -> list[float]:
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        started = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(0.01)
    return times


@contextlib.asynccontextmanager
async def asking(url: str, folder: Path) -> AsyncIterator[dict[str, Ask]]:
    """What another user's device asks: what the hub knows, and a function of another device, in both ways."""
    laptop, attic = [await a_device(url, folder, "bob", name) for name in ("laptop", "attic")]
    async with laptop.channel() as at_laptop, attic.channel() as at_attic:

        async def answer() -> None:
            while True:
                await at_attic.answer_one("done")

        async def reads() -> None:
            ok(await laptop.ask("GET", "/v1/devices"))

        async def call() -> None:
            await at_laptop.send(a_call("attic"))
            assert (await at_laptop.expect(Result)).value() == "done"

        async def call_over_http() -> None:
            ok(await laptop.ask("POST", "/v1/calls", json={"path": "attic:notes.search", "args": {"q": "x"}}))

        answering = asyncio.create_task(answer())
        try:
            yield {"GET /v1/devices": reads, "call": call, "POST /v1/calls": call_over_http}
        finally:
            answering.cancel()


async def main(kinds: list[str], seconds: float, count: int) -> int:
    table = Table("flood", "what is asked", "p50 ms", "worst ms", "flood, a second", box=None)
    too_slow = False
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "hub"
        async with a_hub(folder) as url, contextlib.AsyncExitStack() as stack:
            async with admin(folder) as hub:
                for name in ("ann", "bob"):
                    await hub.ask("POST", "/users", {"name": name})
            floods = [await a_device(url, folder, "ann", f"flood {number}") for number in range(count)]
            asks = await stack.enter_async_context(asking(url, folder))
            alone = {name: await timed(ask, seconds) for name, ask in asks.items()}
            for name, times in alone.items():
                table.add_row("none", name, f"{statistics.median(times):.1f}", f"{max(times):.1f}")
            for kind in kinds:
                begun = time.perf_counter()
                async with flooding(floods, kind, folder) as written:
                    beside = {name: await timed(ask, seconds) for name, ask in asks.items()}
                rate = sum(written) / (time.perf_counter() - begun)
                for name, times in beside.items():
                    median = statistics.median(times)
                    too_slow |= median - statistics.median(alone[name]) > ALLOWED_MS
                    table.add_row(kind, name, f"{median:.1f}", f"{max(times):.1f}", f"{rate:,.0f}")
    Console().print(table)
    return int(too_slow)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--flood"]:
        flood_process(sys.argv[2])
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--kinds", nargs="*", default=[*KINDS, *REQUESTS])
        parser.add_argument("--seconds", type=float, default=2, help="for each sort of request")
        parser.add_argument("--devices", type=int, default=1, help="that flood")
        given = parser.parse_args()
        sys.exit(asyncio.run(main(given.kinds, given.seconds, given.devices)))

"""What an idle device costs the hub: memory for each connection, as the user runs it (`felloe-hub serve`, TLS on).

The devices are bare WebSockets with a heartbeat in processes of their own. Beside it, in the same run, the floor: the
same server without the hub, which holds such sockets and does nothing; with TLS and without.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import ssl
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "hub"))

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol as BARE  # noqa: N814

from shared.limits import KIB

A_USERS = 10
"""Devices of one user: each hears of the others."""
PROCESSES = 2
HEARTBEAT_S = 12
WARM_UP = 100


# --- the processes ---


async def floor_process(folder: Path, tls: bool) -> None:
    """Holds sockets, on the same server as the hub."""
    from hub import tls as certificates
    from shared.system.serve import serving
    from shared.system.sockets import bind_tcp

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": "felloe.v1"})
        await receive()  # its hello
        await send({"type": "websocket.send", "text": '{"type":"welcome"}'})
        while (await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": '{"type":"pong"}'})

    listener = bind_tcp("127.0.0.1", 0)
    async with serving(app, listener, certificate=certificates.own(folder).files if tls else None, websocket=BARE):
        scheme = "https" if tls else "http"
        print(json.dumps({"url": f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)
        await asyncio.Event().wait()


async def devices_process(url: str, folder: Path) -> None:
    """Connects as many devices as its parent says in each line, and says so."""
    from asyncio import sslproto

    sslproto.SSLProtocol.max_size = 16 * KIB  # 256 KiB for each of our own connections
    context = ssl.create_default_context(cafile=folder / "hub.crt") if url.startswith("https") else None
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as tasks:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            given = json.loads(line)
            slots = asyncio.Semaphore(20)
            ready = [loop.create_future() for _ in given]
            for device, done in zip(given, ready, strict=True):
                tasks.create_task(one_device(url, context, device, slots, done))
            await asyncio.gather(*ready)
            print(len(given), flush=True)


async def one_device(
    url: str, context: ssl.SSLContext | None, device: dict[str, str], slots: asyncio.Semaphore, done: Any
) -> None:
    from websockets.asyncio.client import connect

    from shared.ids import new_id
    from shared.messages import FEATURES, Hello, Ping, encode

    async with slots:
        socket = await connect(
            url.replace("http", "ws", 1) + "/v1/channel",
            ssl=context,
            subprotocols=["felloe.v1"],  # type: ignore[list-item]
            additional_headers={"Authorization": f"Bearer {device['token']}"},
            compression=None,
            ping_interval=None,
            proxy=None,
            max_size=16 * KIB,
        )
        hello = Hello(versions=[1], device_id=device["id"], boot_id=new_id(), platform="Bench", features=FEATURES)
        await socket.send(encode(hello))
        assert json.loads(await socket.recv())["type"] == "welcome"
    done.set_result(None)
    beat = asyncio.create_task(heartbeat(socket, encode(Ping(n=1))))
    async for _ in socket:
        pass
    beat.cancel()


async def heartbeat(socket: Any, frame: str) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_S)
        await socket.send(frame)


# --- the measurement ---


@contextlib.asynccontextmanager
async def child(*command: str | Path, stdin: bool = False) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *map(str, command), stdout=pipe, stdin=pipe if stdin else None
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def said(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout
    return json.loads(await process.stdout.readline())


async def prepare(folder: Path, count: int) -> list[dict[str, str]]:
    """Devices in the database of a hub that does not run yet, each with a token."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from hub.app import open_services
    from hub.store import devices
    from shared.base64url import unpadded
    from shared.ids import new_id
    from shared.system.folder import DataFolder

    made = []
    with DataFolder(folder, stays=True):
        async with open_services(folder) as services:
            for first in range(0, count, A_USERS):
                user = await services.users.add(f"user{first}", "user", None, "bench")
                for number in range(first, min(first + A_USERS, count)):
                    key = unpadded(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
                    made.append({"id": new_id(), "user": user.id, "handle": f"device_{number}", "key": key})

            def work(session: Any) -> None:
                for one in made:
                    devices.add(
                        session, one["id"], one["user"], handle=one["handle"], name=one["handle"], platform="Bench",
                        public_key=one["key"], now_ms=services.now_ms(),
                    )  # fmt: skip

            await services.store.write(work)
            for one in made:
                one["token"] = token_of(services, one)
    return made


def token_of(services: Any, device: dict[str, str]) -> str:
    from shared.ids import new_id

    now = int(time.time())
    claims = {
        "iss": services.hub_id, "aud": services.hub_id, "sub": device["id"], "type": "access", "name": device["handle"],
        "scope": "channel", "jti": new_id(), "iat": now, "exp": now + 3600,
    }  # fmt: skip
    return str(services.signing.sign(claims))


async def measure(server: asyncio.subprocess.Process, url: str, folder: Path, devices: list[Any], hold_s: float) -> Any:
    """KiB for each device, for the first and the second half of them, and how the whole grew while nothing happened."""
    process = psutil.Process(server.pid)
    async with contextlib.AsyncExitStack() as stack:
        command = (__file__, "--devices", url, folder)
        children = [await stack.enter_async_context(child(*command, stdin=True)) for _ in range(PROCESSES)]
        await connect_more(children, devices[:WARM_UP])
        middle = (len(devices) - WARM_UP) // 2
        sizes, counts = [process.memory_info().rss], [0]
        for part in (devices[WARM_UP : WARM_UP + middle], devices[WARM_UP + middle :]):
            await connect_more(children, part)
            await asyncio.sleep(2)
            sizes.append(process.memory_info().rss)
            counts.append(counts[-1] + len(part))
        await asyncio.sleep(hold_s)
        sizes.append(process.memory_info().rss)
        return {
            "KiB each": (sizes[2] - sizes[0]) / counts[2] / KIB,
            "2nd half": (sizes[2] - sizes[1]) / (counts[2] - counts[1]) / KIB,
            "later": (sizes[3] - sizes[0]) / counts[2] / KIB,
            "MiB in all": sizes[3] / KIB / KIB,
            "cpu %": process.cpu_percent(5),
        }


async def connect_more(children: list[asyncio.subprocess.Process], devices: list[Any]) -> None:
    for number, one in enumerate(children):
        assert one.stdin
        one.stdin.write(json.dumps(devices[number :: len(children)]).encode() + b"\n")
    for one in children:
        await said(one)


async def main(count: int, hold_s: float, only: str) -> None:
    table = Table("server", "KiB each", "2nd half", f"after {hold_s:g} s", "MiB in all", "cpu %", box=None)
    with tempfile.TemporaryDirectory() as temporary:
        hub_folder = Path(temporary) / "hub"
        devices = await prepare(hub_folder, count)
        servers: dict[str, tuple[Any, ...]] = {
            "plain": (__file__, "--floor", hub_folder, "plain"),
            "tls": (__file__, "--floor", hub_folder, "tls"),
            "hub": ("-m", "hub", "serve", "--port", "0", "--data", hub_folder, "--json"),
            "hub-plain": ("-m", "hub", "serve", "--port", "0", "--data", hub_folder, "--json", "--plain-http"),
        }
        for name, command in servers.items():
            if only and name not in only.split(","):
                continue
            if name == "plain" and not (hub_folder / "hub.crt").exists():
                from hub import tls

                tls.own(hub_folder)
            async with child(*command) as server:
                url = str((await said(server))["url"])
                row = await measure(server, url, hub_folder, devices, hold_s)
            table.add_row(name, *(f"{value:.1f}" for value in row.values()))
    Console().print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--floor"]:
        asyncio.run(floor_process(Path(sys.argv[2]), sys.argv[3] == "tls"))
    elif sys.argv[1:2] == ["--devices"]:
        asyncio.run(devices_process(sys.argv[2], Path(sys.argv[3])))
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--count", type=int, default=2000 + WARM_UP, help="devices in all")
        parser.add_argument("--hold", type=float, default=15, help="seconds to wait for growth at the end")
        parser.add_argument("--only", default="", help="of plain,tls,hub,hub-plain")
        arguments = parser.parse_args()
        asyncio.run(main(arguments.count, arguments.hold, arguments.only))

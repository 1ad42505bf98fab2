"""The hub's model proxy beside bare pass-throughs that do nothing else, and beside LiteLLM's proxy; in turns.

An upstream, the proxy that is measured and this process, which asks, are a process each, without TLS: with it the
proxies would differ less. What each passes on is compared with what the upstream sent (LiteLLM writes its own events).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

PEERS = Path(__file__).resolve().parent / "peers"
sys.path[:0] = [str(PEERS.parents[2]), str(PEERS)]

from model_upstream import stream  # noqa: E402

from hub.admin.client import admin  # noqa: E402
from tests.bench.peers import installed  # noqa: E402

ROUNDS, STREAMS = 3, {1: 40, 32: 160}
LITELLM_STREAMS = {1: 5, 32: 32}
LARGE, LARGE_IN_FLIGHT = 1_000, 8
ALLOWED = 1.3
KEY = "sk-bench-0123456789abcdef0123456789abcdef"
PASSWORD = "correct horse battery staple"
WORDS, MEGABYTE = b"".join(stream("word", 200)), b"".join(stream("word" * 200, 1000))
PROMPT = [{"role": "user", "content": "Tell me about felloes. " * 40}]


@dataclass
class Subject:
    name: str
    port: int
    pid: int
    token: str = "key"
    own_bytes: bool = False
    first_s: dict[int, list[float]] = field(default_factory=lambda: {1: [], 32: []})
    rate: dict[int, list[float]] = field(default_factory=lambda: {1: [], 32: []})
    cpu_s: dict[int, list[float]] = field(default_factory=lambda: {1: [], 32: []})


@contextlib.asynccontextmanager
async def process(*argv: str | Path, **environment: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, bytes]]:
    """Its first line of output is where it listens."""
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.DEVNULL}
    started = await asyncio.create_subprocess_exec(*map(str, argv), **pipes, env={**os.environ, **environment})
    assert started.stdout is not None
    try:
        yield started, await started.stdout.readline()
    finally:
        started.send_signal(signal.SIGTERM)
        await started.wait()


@contextlib.asynccontextmanager
async def hub(upstream: str, folder: Path) -> AsyncIterator[Subject]:
    async with admin(folder, make=True) as ask:
        await ask.ask("POST", "/users", {"name": "ann", "password": PASSWORD})
        body = {"url": upstream, "models": ["words", "large"], "key": "key"}
        await ask.ask("PUT", "/upstreams/bench", body)
    argv = [sys.executable, "-m", "hub", "serve", "--port", "0", "--plain-http", "--json", "--data", folder]
    async with process(*argv, PYTHONPATH=str(PEERS.parents[2])) as (started, said):
        url = json.loads(said)["url"]
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            signed_in = await http.post("/v1/sign-in", json={"name": "ann", "password": PASSWORD})
        yield Subject("hub", httpx.URL(url).port or 0, started.pid, signed_in.json()["access_token"])


@contextlib.asynccontextmanager
async def bare(name: str, upstream: str) -> AsyncIterator[Subject]:
    async with process(sys.executable, PEERS / f"pass_{name}.py", upstream) as (started, said):
        yield Subject(f"bare {name}", int(said), started.pid)


@contextlib.asynccontextmanager
async def litellm(upstream: str, folder: Path) -> AsyncIterator[Subject | None]:
    try:
        command = installed.litellm()
    except installed.Missing as error:
        print(f"LiteLLM is left out: {error}")
        yield None
        return
    model = {"model": "openai/words", "api_base": upstream, "api_key": "key"}
    config = folder / "litellm.json"
    config.write_text(json.dumps({"model_list": [{"model_name": "words", "litellm_params": model}]}))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    argv = (str(command), "--config", str(config), "--host", "127.0.0.1", "--port", str(port))
    environment = {**os.environ, "LITELLM_MASTER_KEY": KEY}
    started = await asyncio.create_subprocess_exec(*argv, **quiet, cwd=folder, env=environment)
    try:
        async with asyncio.timeout(180), httpx.AsyncClient(trust_env=False) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"http://127.0.0.1:{port}/health/liveliness")).is_success:
                        break
                await asyncio.sleep(0.5)
        yield Subject("LiteLLM", port, started.pid, KEY, own_bytes=True)
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.terminate()
        await started.wait()


class Asking:
    """One connection that asks again and again."""

    def __init__(self, subject: Subject, model: str) -> None:
        body = json.dumps({"model": model, "stream": True, "messages": PROMPT}).encode()
        head = f"Host: bench\r\nAuthorization: Bearer {subject.token}\r\nContent-Type: application/json\r\n"
        self._request = (
            f"POST /v1/chat/completions HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        self._subject = subject
        self._wanted = {"words": WORDS, "large": MEGABYTE}[model]

    async def run(self, count: int, first_s: list[float]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._subject.port, limit=1 << 21)
        for _ in range(count):
            begun = time.perf_counter()
            writer.write(self._request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head.partition(b"\r\n")[0], head
            got = await self._body(reader, first_s, begun)
            assert self._subject.own_bytes or got == self._wanted, f"{self._subject.name} changed bytes"
        writer.close()

    async def _body(self, reader: asyncio.StreamReader, first_s: list[float], begun: float) -> bytes:
        parts = []
        while size := int(await reader.readline(), 16):
            if not parts:
                first_s.append(time.perf_counter() - begun)
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readline()
        return b"".join(parts)


async def turn(subject: Subject, in_flight: int, total: int) -> None:
    process, begun = psutil.Process(subject.pid), time.perf_counter()
    before = sum(process.cpu_times()[:2])
    each = [Asking(subject, "words").run(total // in_flight, subject.first_s[in_flight]) for _ in range(in_flight)]
    await asyncio.gather(*each)
    subject.rate[in_flight].append(total / (time.perf_counter() - begun))
    subject.cpu_s[in_flight].append((sum(process.cpu_times()[:2]) - before) / total)


async def memory(subject: Subject) -> tuple[float, float, float]:
    """MiB before, at most while, and after a thousand streams of a megabyte."""
    process = psutil.Process(subject.pid)
    most = 0.0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, process.memory_info().rss / 2**20)
            await asyncio.sleep(0.1)

    await asyncio.gather(*(Asking(subject, "large").run(5, []) for _ in range(LARGE_IN_FLIGHT)))
    before, watching = process.memory_info().rss / 2**20, asyncio.create_task(watch())
    await asyncio.gather(*(Asking(subject, "large").run(LARGE // LARGE_IN_FLIGHT, []) for _ in range(LARGE_IN_FLIGHT)))
    watching.cancel()
    return before, most, process.memory_info().rss / 2**20


def show(subjects: list[Subject]) -> float:
    """The worst of the hub's two figures beside the better of the bare ones."""
    worst = 0.0
    print(f"{'':<14} {'in flight':>9} {'first byte, ms':>15} {'streams/s':>10} {'CPU ms each':>12}")
    for in_flight in (1, 32):
        first = {one.name: statistics.median(one.first_s[in_flight]) * 1e3 for one in subjects}
        rate = {one.name: statistics.median(one.rate[in_flight]) for one in subjects}
        for one in subjects:
            cpu = statistics.median(one.cpu_s[in_flight]) * 1e3
            print(f"{one.name:<14} {in_flight:>9} {first[one.name]:>15.2f} {rate[one.name]:>10.1f} {cpu:>12.2f}")
        floors = [one.name for one in subjects if one.name.startswith("bare")]
        later = first["hub"] / min(first[name] for name in floors)
        fewer = max(rate[name] for name in floors) / rate["hub"]
        print(f"{'':<14} {in_flight:>9} {later:>14.2f}x {fewer:>9.2f}x   beside the better bare one")
        if "LiteLLM" in rate:
            print(f"{'':<14} {in_flight:>9} {'':>15} {rate['hub'] / rate['LiteLLM']:>9.1f}x   LiteLLM's streams")
        worst = max(worst, later, fewer)
    return worst


async def main() -> int:
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _, port = await stack.enter_async_context(process(sys.executable, PEERS / "model_upstream.py"))
        upstream = f"http://127.0.0.1:{int(port)}/v1"
        ours = await stack.enter_async_context(hub(upstream, folder / "hub"))
        others = [await stack.enter_async_context(bare(name, upstream)) for name in ("httpx", "aiohttp")]
        peer = await stack.enter_async_context(litellm(upstream, folder))
        subjects = [ours, *others, *([peer] if peer else [])]
        for subject in subjects:
            await Asking(subject, "words").run(20 if subject is not peer else 2, [])
        for _ in range(ROUNDS):
            for in_flight, total in STREAMS.items():
                for subject in subjects:
                    await turn(subject, in_flight, LITELLM_STREAMS[in_flight] if subject is peer else total)
        worst = show(subjects)
        before, most, after = await memory(ours)
        size = len(MEGABYTE) / 2**20
        print(f"hub, {LARGE} streams of {size:.2f} MiB: {before:.0f} MiB, {most:.0f} at most, {after:.0f} after")
    return 0 if worst <= ALLOWED and most < before + 32 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""The hub's model proxy beside bare pass-throughs that do nothing else, with TLS and without, and LiteLLM's proxy.

An upstream, the proxy that is measured and this process, which asks, are a process each. All take short turns, many
times; what is told is the median of the ratios of each round, so that what else the machine does hardly changes it.
What each passes on is compared with what the upstream sent (LiteLLM writes its own events).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

PEERS = Path(__file__).resolve().parent / "peers"
sys.path[:0] = [str(PEERS.parents[2]), str(PEERS)]

from model_upstream import stream  # noqa: E402

from hub import tls  # noqa: E402
from tests.bench.peers.proxies import Proxy, Turn, bare, hub, litellm, process  # noqa: E402

STREAMS = {1: 40, 32: 160}
SLOW_STREAMS = {1: 8, 32: 32}
"""Of who takes many times as long."""
LARGE, LARGE_IN_FLIGHT = 1_000, 8
ALLOWED = 1.3
WORDS, MEGABYTE = b"".join(stream("word", 200)), b"".join(stream("word" * 200, 1000))
PROMPT = [{"role": "user", "content": "Tell me about felloes. " * 40}]
END = b"\r\n0\r\n\r\n"


class Asking:
    """One connection that asks again and again."""

    def __init__(self, proxy: Proxy, model: str) -> None:
        body = json.dumps({"model": model, "stream": True, "messages": PROMPT}).encode()
        head = f"Host: bench\r\nAuthorization: Bearer {proxy.token}\r\nContent-Type: application/json\r\n"
        self._request = (
            f"POST /v1/chat/completions HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        self._proxy = proxy
        self._wanted = {"words": WORDS, "large": MEGABYTE}[model]

    async def run(self, count: int, first_s: list[float]) -> None:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self._proxy.port, limit=1 << 21, ssl=self._proxy.tls
        )
        for _ in range(count):
            begun = time.perf_counter()
            writer.write(self._request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head.partition(b"\r\n")[0], head
            parts = [await reader.read(1 << 16)]
            first_s.append(time.perf_counter() - begun)
            while not parts[-1].endswith(END) and not (len(parts[-1]) < len(END) and b"".join(parts).endswith(END)):
                parts.append(await reader.read(1 << 16))
            assert self._proxy.own_bytes or whole(b"".join(parts)) == self._wanted, f"{self._proxy.name} changed bytes"
        writer.close()


def whole(chunks: bytes) -> bytes:
    parts, at = [], 0
    while True:
        begin = chunks.index(b"\r\n", at) + 2
        if not (size := int(chunks[at : begin - 2], 16)):
            return b"".join(parts)
        parts.append(chunks[begin : begin + size])
        at = begin + size + 2


async def turn(proxy: Proxy, in_flight: int, total: int) -> None:
    before, begun, first_s = processor_s(proxy.pid), time.perf_counter(), list[float]()
    await asyncio.gather(*(Asking(proxy, "words").run(total // in_flight, first_s) for _ in range(in_flight)))
    rate = total / (time.perf_counter() - begun)
    cpu_s = (processor_s(proxy.pid) - before) / total
    proxy.turns.setdefault(in_flight, []).append(Turn(statistics.median(first_s), rate, cpu_s))


def processor_s(pid: int) -> float:
    """Of all its threads; what psutil reads counts in hundredths of a second."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


async def memory(proxy: Proxy) -> tuple[float, float, float]:
    """MiB before, at most while, and after a thousand streams of a megabyte."""
    process = psutil.Process(proxy.pid)
    most = 0.0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, process.memory_info().rss / 2**20)
            await asyncio.sleep(0.1)

    await asyncio.gather(*(Asking(proxy, "large").run(5, []) for _ in range(LARGE_IN_FLIGHT)))
    before, watching = process.memory_info().rss / 2**20, asyncio.create_task(watch())
    await asyncio.gather(*(Asking(proxy, "large").run(LARGE // LARGE_IN_FLIGHT, []) for _ in range(LARGE_IN_FLIGHT)))
    watching.cancel()
    return before, most, process.memory_info().rss / 2**20


def show(title: str, proxies: list[Proxy]) -> float:
    """The worst of the first one's two figures beside the better of the bare ones."""
    worst = 0.0
    print(f"{title:<14} {'in flight':>9} {'first byte, ms':>15} {'streams/s':>10} {'CPU ms each':>12}")
    for in_flight in STREAMS:
        for one in proxies:
            first, rate, cpu = (_median(one, in_flight, what) for what in ("first_s", "rate", "cpu_s"))
            print(f"{one.name:<14} {in_flight:>9} {first * 1e3:>15.2f} {rate:>10.1f} {cpu * 1e3:>12.3f}")
        ours, *others = proxies
        for one in others:
            rounds = list(zip(ours.turns[in_flight], one.turns[in_flight], strict=True))
            later = statistics.median(mine.first_s / its.first_s for mine, its in rounds)
            fewer = statistics.median(its.rate / mine.rate for mine, its in rounds)
            more = statistics.median(mine.cpu_s / its.cpu_s for mine, its in rounds)
            print(f"{'':<14} {in_flight:>9} {later:>14.2f}x {fewer:>9.2f}x {more:>11.2f}x   beside {one.name}")
            if one.name == BETTER:
                worst = max(worst, later, fewer)
    return worst


BETTER = "bare aiohttp"
"""Of the two bare ones, in all figures of all runs until now."""


def _median(proxy: Proxy, in_flight: int, of: str) -> float:
    return statistics.median(getattr(turn, of) for turn in proxy.turns[in_flight])


async def in_turns(proxies: list[Proxy], rounds: int) -> None:
    for proxy in proxies:
        await Asking(proxy, "words").run(40 if proxy.name in ("hub", BETTER) else 2, [])
    for number in range(rounds):
        for in_flight, total in STREAMS.items():
            for proxy in proxies[:: -1 if number % 2 else 1]:
                await turn(proxy, in_flight, total if proxy.name in ("hub", BETTER) else SLOW_STREAMS[in_flight])


async def main(rounds: int, only: str | None) -> int:
    async with contextlib.AsyncExitStack() as stack:
        folder, enter = Path(stack.enter_context(tempfile.TemporaryDirectory())), stack.enter_async_context
        _, port = await enter(process(sys.executable, PEERS / "model_upstream.py"))
        upstream, certificate = f"http://127.0.0.1:{int(port)}/v1", tls.own(folder, {"127.0.0.1"})
        worst, most, before = 0.0, 0.0, 0.0
        for title, pair in {"plain": None, "TLS": certificate}.items():
            if only in (None, title):
                ours = await enter(hub(upstream, folder / f"hub {title}", pair))
                proxies = [ours, *[await enter(bare(name, upstream, pair)) for name in ("aiohttp", "httpx")]]
                await in_turns(proxies, rounds)
                worst = max(worst, show(title, proxies))
        if only in (None, "LiteLLM"):
            ours, peer = await enter(hub(upstream, folder / "hub beside")), await enter(litellm(upstream, folder))
            if peer:
                await in_turns([ours, peer], 3)
                show("beside LiteLLM", [ours, peer])
        if only in (None, "memory"):
            ours = await enter(hub(upstream, folder / "hub large"))
            before, most, after = await memory(ours)
            size = len(MEGABYTE) / 2**20
            print(f"hub, {LARGE} streams of {size:.2f} MiB: {before:.0f} MiB, {most:.0f} at most, {after:.0f} after")
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if worst <= ALLOWED and most <= before + 32 else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--only", choices=["plain", "TLS", "LiteLLM", "memory"])
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.rounds, given.only)))

"""A large stream on a slow link (10 Mbit/s, with a queue of a second before it) beside control messages.

The hub stands in a network namespace of its own behind it. Measured are the round trip of a control message alone,
beside a stream that goes up, and one that comes down; and the same with nothing but the socket to hold a sender back.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "load"))

import hub_process
import namespace
from hub_process import CHUNK, About
from namespace import SlowLink
from town import PingLink, a_hub, join, linked

RATE, QUEUE_MS = "10mbit", 1_000
SECONDS, SETTLED = 5.0, 3.0
Traffic = Callable[[PingLink], Awaitable[None]]


async def nothing(link: PingLink) -> None:
    pass


async def going_up(link: PingLink) -> None:
    stream = link.open("load.sink", About())
    while True:
        await stream.send(CHUNK)


async def coming_down(link: PingLink) -> None:
    async for _ in link.open("load.source", About(size=1 << 40)):
        pass


async def measured(link: PingLink, traffic: Traffic, way: SlowLink) -> tuple[float, float, float]:
    """p50 and p95 of a control message in ms, and Mbit/s on the way, once it has settled."""
    beside = asyncio.create_task(traffic(link))  # type: ignore[arg-type]
    try:
        await pinged(link, SETTLED)
        begun, before = time.perf_counter(), way.carried()
        times = await pinged(link, SECONDS)
        rate = 8 * (way.carried() - before) / (time.perf_counter() - begun) / 1e6
    finally:
        beside.cancel()
    return statistics.median(times), sorted(times)[int(0.95 * len(times))], rate


async def pinged(link: PingLink, seconds: float) -> list[float]:
    """Milliseconds of each."""
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        times.append(await link.ping() * 1e3)
        await asyncio.sleep(0.05)
    return times


async def rows(boundless: bool) -> list[tuple[str, float, float, float]]:
    found = []
    async with namespace.slow_link(RATE, QUEUE_MS) as way:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            async with a_hub(folder / "hub", way.address, where=way.inside, boundless=boundless) as hub:
                members = await join(hub.folder, 1, 1, folder)
                for name, traffic in (("alone", nothing), ("stream up", going_up), ("stream down", coming_down)):
                    async with linked(members) as (link,):
                        found.append((name, *await measured(link, traffic, way)))
    return found


async def main() -> None:
    table = Table("control message", "p50 ms", "p95 ms", "Mbit/s", "p50 without windows", "Mbit/s", "less", box=None)
    here = await rows(boundless=False)
    hub_process.boundless()
    there = await rows(boundless=True)
    for (name, p50, p95, rate), (_, bare, _, bare_rate) in zip(here, there, strict=True):
        figures = [f"{value:.1f}" for value in (p50, p95, rate, bare, bare_rate)]
        table.add_row(name, *figures, f"{bare / p50:.1f}x")
    Console(width=120).print(table)


if __name__ == "__main__":
    if not namespace.possible():
        print("Left out: it needs root and iproute2 (apt install iproute2), for network namespaces.")
        sys.exit(0)
    if not os.environ.get("FELLOE_LOG"):
        import structlog

        structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[])
    asyncio.run(main())

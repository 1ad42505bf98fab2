"""Streams through the hub: one alone, and a hundred at once, each both ways and through a relay to another device.

The hub is a process of its own; both devices are links in this one. What is said of the hundred: whether all bytes were
right, how far the last one was when the first was done, and what the hub held at most.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "load"))

from hub_process import About, echoing
from town import HubProcess, PingLink, a_hub, join, linked

from shared.limits import MIB
from shared.system.streams import Stream

SESSIONS = 100
SIZE = MIB


async def sent(stream: Stream, data: bytes) -> None:
    await stream.send(data)
    await stream.end()


async def session(link: PingLink, size: int, got: dict[int, int], number: int) -> bool:
    """Whether what came back is what was sent."""
    data = random.Random(number).randbytes(size)
    there, back = hashlib.sha256(data), hashlib.sha256()
    async with link.open("load.through", About(device="d1")) as stream, asyncio.TaskGroup() as tasks:
        tasks.create_task(sent(stream, data))
        async for chunk in stream:
            back.update(chunk)
            got[number] += len(chunk)
    return there.digest() == back.digest()


async def sessions(hub: HubProcess, link: PingLink, count: int, size: int) -> dict[str, float]:
    got = dict.fromkeys(range(count), 0)
    least, most = 0, hub.memory()
    begun = time.perf_counter()
    tasks = [asyncio.create_task(session(link, size, got, number)) for number in got]
    waiting = set(tasks)
    while waiting:
        done, waiting = await asyncio.wait(waiting, timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
        most = max(most, hub.memory())
        if done and not least:
            least = min(got.values())
    assert all(task.result() for task in tasks), "bytes were lost or changed"
    return {"seconds": time.perf_counter() - begun, "least": least / size, "memory": most}


async def main() -> None:
    table = Table("sessions", "MB each way", "MB/s", "the last when the first was done", "the hub holds", box=None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        async with a_hub(folder / "hub") as hub:
            members = await join(hub.folder, 1, 2, folder)
            async with linked(members, streams=echoing) as (link, _):
                await sessions(hub, link, 4, SIZE)  # warm
                at_rest = hub.memory()
                for count, size in ((1, 8 * SIZE), (SESSIONS, SIZE), (SESSIONS, SIZE)):
                    row = await sessions(hub, link, count, size)
                    table.add_row(
                        str(count), f"{size / MIB:g}", f"{2 * count * size / MIB / row['seconds']:.0f}",
                        f"{row['least']:.0%}", f"+{(row['memory'] - at_rest) / MIB:.1f} MB",
                    )  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    if not os.environ.get("FELLOE_LOG"):
        import structlog

        structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[])
    asyncio.run(main())

"""What the way through the sandbox adds to a request: guest code's `http.get` beside bare httpx, in turns; in ms.

Both keep their connection. The server is a process of its own, so that neither waits for the other's work.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRequest
from sandbox.services.local import local_services

ROUNDS, CALLS = 30, 20
ALLOWED_MS = 1.0
SERVER = """
import asyncio
pages = {path: b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % size + b"x" * size
         for path, size in ((b"/small", 200), (b"/large", 200_000))}
async def serve(reader, writer):
    while head := await reader.readuntil(b"\\r\\n\\r\\n"):
        writer.write(pages[head.split(b" ")[1]])
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
CODE = """
import time
from felloe import http
def timed():
    begun = time.perf_counter()
    http.get(url)
    return time.perf_counter() - begun
http.get(url)
[timed() for _ in range(calls)]
"""


@contextlib.asynccontextmanager
async def server() -> AsyncIterator[str]:
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.DEVNULL}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVER, **pipes)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.terminate()
        await process.wait()


async def bare(client: httpx.AsyncClient, url: str) -> list[float]:
    await client.get(url)
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        await client.get(url)
        taken.append(time.perf_counter() - begun)
    return taken


async def guest(pool: Pool, url: str) -> Any:
    gate = Gatekeeper.granting("bench", [Capability.parse(f"http:{url.split('/')[2]}")])
    request = RunRequest("bench", "exec", code=CODE, args={"url": url, "calls": CALLS})
    return (await pool.run(request, gate, local_services())).value()


async def compare(pool: Pool, url: str) -> float:
    """What a host call adds, at the median."""
    floor: list[float] = []
    ours: list[float] = []
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(ROUNDS):
            floor += await bare(client, url)
            ours += await guest(pool, url)
    medians = [statistics.median(taken) * 1e3 for taken in (floor, ours)]
    print(
        f"{url.rpartition('/')[2]:<8} {medians[0]:10.2f} {medians[1]:10.2f} {medians[1] - medians[0]:+10.2f}",
        flush=True,
    )
    return medians[1] - medians[0]


async def main() -> int:
    print(f"{'answer':<8} {'httpx':>10} {'guest':>10} {'adds':>10}")
    async with server() as base, Pool() as pool:
        await pool.prepare()
        added = await compare(pool, f"{base}/small")
        await compare(pool, f"{base}/large")
    return 0 if added <= ALLOWED_MS else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

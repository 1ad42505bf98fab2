"""What a run in the sandbox costs, beside its floor in this process and beside `python3 -I`; milliseconds."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import JsonValue

from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest

RUNS = 200
CODE = "sum(range(10))"
ONE_CALL = "import sys\nsys.modules['_felloe.host'].call('echo', {})"
TEN_CALLS = """
import asyncio
loop = asyncio.get_running_loop()
await asyncio.gather(*(loop.host_call("echo", {"sleep": 0.05}) for _ in range(10)))
"""
PEER = "import json, sys; request = json.loads(sys.stdin.readline()); print(json.dumps(eval(request['code'])))"


class Echo:
    name = "echo"

    def scope(self, args: Mapping[str, Any]) -> str:
        return ""

    async def serve(self, args: Mapping[str, Any]) -> JsonValue:
        if "sleep" in args:
            await asyncio.sleep(args["sleep"])
        return None


class Open(Gatekeeper):
    def check(self, service: str, scope: str) -> None:
        pass


def floor() -> tuple[list[float], list[float]]:
    """A prepared guest in this process: the run alone, and with preparing it."""
    from sandbox.engine.wasi import THREAD_STACK, WasiEngine
    from shared.limits import LIMITS

    alone: list[float] = []
    whole: list[float] = []

    def measure() -> None:
        engine = WasiEngine(ImageCache().ensure(), LIMITS.sandbox_memory)
        message = json.dumps({"kind": "exec", "code": CODE, "seed": 1})
        for _ in range(RUNS):
            begun = time.perf_counter()
            engine.prepare()
            ready = time.perf_counter()
            engine.run(message, 1.0, lambda text: "")
            alone.append(time.perf_counter() - ready)
            whole.append(time.perf_counter() - begun)

    threading.stack_size(THREAD_STACK)
    thread = threading.Thread(target=measure)
    thread.start()
    thread.join()
    return alone, whole


def processes(command: list[str], text: str = "", count: int = 15) -> list[float]:
    def once() -> float:
        begun = time.perf_counter()
        subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begun

    return [once() for _ in range(count)]


async def runs(pool: Pool, code: str, count: int, pause: float = 0.0) -> tuple[list[float], list[RunRecord]]:
    taken, records = [], []
    for _ in range(count):
        await asyncio.sleep(pause)
        begun = time.perf_counter()
        records.append(await pool.run(RunRequest("bench", "exec", code=code), Open("bench"), {"echo": Echo()}))
        taken.append(time.perf_counter() - begun)
        assert records[-1].ok, records[-1].error
    return taken, records


async def first_runs(count: int = 10) -> list[float]:
    """A new worker's first run, from nothing."""
    taken = []
    for _ in range(count):
        async with Pool(workers=1) as pool:
            await pool._image.path()  # its checksum is read once by a process, not for each worker
            taken += (await runs(pool, CODE, 1))[0]
    return taken


async def throughput(pool: Pool) -> float:
    begun = time.perf_counter()
    await asyncio.gather(*(runs(pool, CODE, RUNS) for _ in range(2)))
    return 2 * RUNS / (time.perf_counter() - begun)


def show(name: str, seconds: list[float], against: Callable[[float], str] = lambda median: "") -> float:
    median = statistics.median(seconds) * 1e3
    best = min(seconds) * 1e3
    print(f"{name:<46} {median:9.2f} {best:9.2f}   {against(median)}")
    return median


async def main() -> None:
    ImageCache().ensure(lambda stage, seconds: print(f"{stage}: {seconds or '…'}", file=sys.stderr))
    print(f"{'':<46} {'median':>9} {'best':>9}")
    alone, whole = await asyncio.to_thread(floor)
    base = show("prepared guest, in process (floor)", alone)
    show("  with preparing it", whole)
    async with Pool() as pool:
        await pool.prepare()
        warm, records = await runs(pool, CODE, RUNS, pause=0.02)
        show("whole path, fresh guest", warm, lambda median: f"{median / base:.1f} times the floor")
        show("  of it: guest", [record.guest_ms / 1e3 for record in records])
        show("whole path, one host call", (await runs(pool, ONE_CALL, RUNS, pause=0.02))[0])
        show("whole path, back to back", (await runs(pool, CODE, RUNS))[0])
        show("ten gathered host calls of 50 ms", (await runs(pool, TEN_CALLS, 10, pause=0.05))[0])
        print(f"{'two workers, runs a second':<46} {await throughput(pool):9.0f}")
    imports = show("import wasmtime, new process", processes([sys.executable, "-I", "-c", "import wasmtime"]))
    show("new worker, first run", await first_runs(), lambda median: f"{median / imports:.2f} times import wasmtime")
    show(
        "python3 -I, reads and answers JSON (peer)",
        processes([sys.executable, "-I", "-c", PEER], f'{{"code":"{CODE}"}}\n'),
    )


if __name__ == "__main__":
    asyncio.run(main())

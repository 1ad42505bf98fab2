"""What a run in the sandbox costs, beside its floor in this process and beside `python3 -I`; milliseconds."""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from pydantic import JsonValue

from sandbox import bridge
from sandbox.capability import Capability
from sandbox.engine.wasi import THREAD_STACK, WasiEngine
from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest, SkillFiles
from sandbox.services.service import Leave, Request
from sandbox.skills import load_skill
from shared.limits import LIMITS

RUNS = 200
CODE = "sum(range(10))"
MESSAGE = json.dumps({"kind": "exec", "code": CODE, "seed": 1})
ONE_CALL = "import sys\nsys.modules['_felloe.host'].call('echo', {})"
TEN_CALLS = """
import asyncio
loop = asyncio.get_running_loop()
await asyncio.gather(*(loop.host_call("echo", {"sleep": 0.05}) for _ in range(10)))
"""
PEER = "import json, sys; request = json.loads(sys.stdin.readline()); print(json.dumps(eval(request['code'])))"
DEPENDENT = """
from markdown_it import MarkdownIt
def render(text: str) -> str:
    return MarkdownIt().render(text)
"""


class EchoRequest(Request):
    sleep: float | None = None

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("echo"),)


class Echo:
    name = "echo"
    request = EchoRequest

    async def serve(self, request: EchoRequest, leave: Leave) -> JsonValue:
        if request.sleep is not None:
            await asyncio.sleep(request.sleep)
        return None


ANY = Gatekeeper.granting("bench", [Capability("echo")])


def floor() -> dict[str, list[float]]:
    """A prepared guest in this process, and what preparing it is made of."""
    taken: dict[str, list[float]] = {"run": [], "open": [], "touch": []}

    def measure() -> None:
        engine = WasiEngine(ImageCache().ensure(), LIMITS.sandbox_memory)
        for round_ in range(2 * RUNS):
            begun = time.perf_counter()
            engine.prepare(touch=round_ % 2 == 0)
            ready = time.perf_counter()
            engine.run(MESSAGE, 1.0, lambda text: "")
            if round_ < 2:
                continue  # the engine came with one
            taken["touch" if round_ % 2 == 0 else "open"].append(ready - begun)
            if round_ % 2 == 0:
                taken["run"].append(time.perf_counter() - ready)

    threading.stack_size(THREAD_STACK)
    thread = threading.Thread(target=measure)
    thread.start()
    thread.join()
    return taken


def processes(command: list[str], text: str = "", count: int = 15) -> list[float]:
    def once() -> float:
        begun = time.perf_counter()
        subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begun

    return [once() for _ in range(count)]


def bare_worker(pause: float) -> list[float]:
    """The round trip to a worker from a parent that does nothing else."""
    command = [sys.executable, "-I", "-m", "sandbox.worker", str(ImageCache().ensure()), str(LIMITS.sandbox_memory)]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdout.readline()
    run = bridge.Run(
        "bench", 2.0, LIMITS.sandbox_calls, LIMITS.sandbox_output, 0, MESSAGE, None, None, "00" * 32, False, []
    )
    line = bridge.encode(run)
    taken = []
    for _ in range(RUNS):
        time.sleep(pause)
        begun = time.perf_counter()
        worker.stdin.write(line)
        worker.stdin.flush()
        worker.stdout.readline()
        taken.append(time.perf_counter() - begun)
    worker.stdin.close()
    worker.wait()
    return taken


async def runs(
    pool: Pool, request: RunRequest, count: int = RUNS, pause: float = 0.0
) -> tuple[list[float], list[RunRecord]]:
    taken, records = [], []
    for _ in range(count):
        await asyncio.sleep(pause)
        begun = time.perf_counter()
        records.append(await pool.run(request, ANY, {"echo": Echo()}))
        taken.append(time.perf_counter() - begun)
        assert records[-1].ok, records[-1].error
    return taken, records


def code(text: str) -> RunRequest:
    return RunRequest("bench", "exec", code=text)


async def first_runs(count: int = 10) -> list[float]:
    """A new worker's first run, from nothing."""
    taken = []
    for _ in range(count):
        async with Pool(workers=1) as pool:
            await pool._image.path()  # its checksum is read once by a process, not for each worker
            taken += (await runs(pool, code(CODE), 1))[0]
    return taken


async def replacements(count: int = 10) -> list[float]:
    """From a run that lost its worker to the next worker that is ready."""
    taken = []
    async with Pool(workers=1) as pool:
        await pool.prepare()
        for _ in range(count):
            lost = RunRequest("bench", "exec", code="import time\ntime.sleep(9)", wall_s=0.05)
            assert not (await pool.run(lost, ANY, {})).ok
            begun = time.perf_counter()
            await pool.prepare()
            taken.append(time.perf_counter() - begun)
    return taken


async def throughput(pool: Pool) -> float:
    begun = time.perf_counter()
    await asyncio.gather(*(runs(pool, code(CODE)) for _ in range(2)))
    return 2 * RUNS / (time.perf_counter() - begun)


def megabytes(pids: list[int]) -> float:
    """What these processes take, a page that several map counted in parts; 0 where it is not known."""
    if sys.platform != "linux":
        return 0
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids]
    return sum(int(line.split()[1]) for text in rollups for line in text.splitlines() if line.startswith("Pss:")) / 1e3


async def second_worker() -> float:
    taken = []
    for workers in (1, 2):
        async with Pool(workers=workers) as pool:
            await pool.prepare()
            await asyncio.gather(*(runs(pool, code(CODE), 50) for _ in range(workers)))
            taken.append(megabytes(pool.pids))
    return taken[1] - taken[0]


def dependent_skill() -> SkillFiles | None:
    """A skill with two pure packages (70 files) in its vendor/ folder."""
    found = [find_spec(name) for name in ("markdown_it", "mdurl")]
    if None in found:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "render"
        (folder / "scripts").mkdir(parents=True)
        (folder / "SKILL.md").write_text("---\nname: render\ndescription: Renders Markdown.\n---\n")
        (folder / "scripts" / "skill.py").write_text(DEPENDENT)
        for spec in found:
            assert spec is not None
            source = Path(str(spec.origin)).parent
            ignore = shutil.ignore_patterns("__pycache__", "*.so")
            shutil.copytree(source, folder / "vendor" / source.name, ignore=ignore)
        return load_skill(folder).files


async def dependencies() -> None:
    skill = dependent_skill()
    if skill is None:
        return
    request = RunRequest("bench", "function", skill=skill, function="render", args={"text": "*x*"})
    async with Pool() as pool:
        await pool.prepare()
        pool._skill_images._failed.add(skill.digest)
        await runs(pool, request, 1)
        show("skill with two packages, compiled once", (await runs(pool, request, 30, pause=0.02))[0])
        pool._skill_images._failed.clear()
        await runs(pool, request, 2)
        await pool._skill_images.settled()
        await runs(pool, request, 1)
        show("  with an image of its own", (await runs(pool, request, 30, pause=0.02))[0])


def show(name: str, seconds: list[float], against: Callable[[float], str] = lambda median: "") -> float:
    median = statistics.median(seconds) * 1e3
    best = min(seconds) * 1e3
    print(f"{name:<46} {median:9.2f} {best:9.2f}   {against(median)}", flush=True)
    return median


async def main() -> None:
    ImageCache().ensure(lambda stage, seconds: print(f"{stage}: {seconds or '…'}", file=sys.stderr))
    print(f"{'':<46} {'median':>9} {'best':>9}")
    parts = await asyncio.to_thread(floor)
    base = show("prepared guest, in process (floor)", parts["run"])
    show("  a new guest, untouched", parts["open"])
    show("  a new guest, its memory touched", parts["touch"])
    async with Pool() as pool:
        await pool.prepare()
        for pause, when in ((0.005, "5 ms apart"), (0.05, "after 50 ms of rest")):
            warm, records = await runs(pool, code(CODE), pause=pause)
            show(f"whole path, {when}", warm, lambda median: f"{median / base:.1f} times the floor")
            show("  of it: in the guest", [record.guest_ms / 1e3 for record in records])
            show("  of it: to the worker and back, guest and all", await asyncio.to_thread(bare_worker, pause))
            show(f"whole path with one host call, {when}", (await runs(pool, code(ONE_CALL), pause=pause))[0])
        show("whole path, back to back", (await runs(pool, code(CODE)))[0])
        show("ten gathered host calls of 50 ms", (await runs(pool, code(TEN_CALLS), 10, pause=0.05))[0])
        print(f"{'two workers, runs a second':<46} {await throughput(pool):9.0f}")
    print(f"{'a second worker adds, MB':<46} {await second_worker():9.1f}")
    await dependencies()
    imports = show("import wasmtime, new process", processes([sys.executable, "-I", "-c", "import wasmtime"]))
    show("new worker, first run", await first_runs(), lambda median: f"{median / imports:.2f} times import wasmtime")
    show("a lost worker is replaced", await replacements())
    show(
        "python3 -I, reads and answers JSON (peer)",
        processes([sys.executable, "-I", "-c", PEER], f'{{"code":"{CODE}"}}\n'),
    )


if __name__ == "__main__":
    asyncio.run(main())

"""A fresh sandbox for one run, beside what others offer for it, in rounds of one run each: all meet the same noise.

The run reads its request as JSON, sums up ten numbers, makes no call or one back to its host and answers JSON.
Peers are installed on first use, see peers/installed.py; one that cannot be is said and left out. Milliseconds; the
last column is Felloe's median over the peer's: 0.1 means that Felloe takes a tenth of its time.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from peers.process import N, check
from peers.subjects import NEW, NO_CALL, ONE_CALL, ROUNDS, SLOW, Subject, peers
from pydantic import JsonValue

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.run_record import RunRequest
from sandbox.services.service import Leave, Request
from shared.limits import MIB

PAUSE_S = 0.03  # what somebody still does in the background ends first: the next sandbox, the compiler's later tiers
CODE = {
    False: 'result = {"sum": sum(range(n)), "reply": None}',
    True: 'from felloe import call\nresult = {"sum": sum(range(n)), "reply": call("any:bench.echo", n=n)}',
}


class CallRequest(Request):
    target: str
    skill: str
    function: str
    args: dict[str, int]

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("call"),)


class Call:
    name = "call"
    request = CallRequest

    async def serve(self, request: CallRequest, leave: Leave) -> JsonValue:
        return request.args["n"] + 1


ANY = Gatekeeper.granting("bench", [Capability("call", "*")])


async def run(pool: Pool, call: bool) -> float:
    begun = time.perf_counter()
    request = RunRequest("bench", "exec", code=CODE[call], args={"n": N})
    record = await pool.run(request, ANY, {"call": Call()})
    taken = time.perf_counter() - begun
    assert record.ok, record.error
    assert isinstance(record.result, dict)
    check(record.result, call)
    return taken


async def new_worker(image: ImageCache) -> float:
    async with Pool(image, workers=1) as pool:
        await pool._image.path()  # its checksum is read once by a process, not for each worker
        return await run(pool, True)


def felloe(pool: Pool, image: ImageCache) -> Iterator[Subject]:
    yield Subject("Felloe", (NO_CALL,), lambda: run(pool, False))
    yield Subject("Felloe", (ONE_CALL,), lambda: run(pool, True))
    yield Subject("Felloe, a new worker", (NEW,), lambda: new_worker(image), SLOW)


async def measure(subjects: Sequence[Subject]) -> None:
    for turn in range(ROUNDS):
        for subject in subjects:
            if subject.due(turn):
                subject.taken.append(await subject.sample())
                await asyncio.sleep(max(PAUSE_S, subject.taken[-1] / 2))


def show(subjects: Sequence[Subject]) -> None:
    for section in (NO_CALL, ONE_CALL, NEW):
        print(f"\n{section:<52} {'runs':>5} {'median':>9} {'best':>9} {'Felloe / it':>12}")
        ours, *others = [subject for subject in subjects if section in subject.sections]
        print(f"  {ours.name:<50} {figures(ours)}")
        for peer in others:
            ratio = statistics.median(ours.taken) / statistics.median(peer.taken)
            print(f"  {peer.name:<50} {figures(peer)} {ratio:12.3g}")


def figures(subject: Subject) -> str:
    median, best = statistics.median(subject.taken) * 1e3, min(subject.taken) * 1e3
    return f"{len(subject.taken):5} {median:9.2f} {best:9.2f}"


async def second_worker(image: ImageCache) -> None:
    """What one more worker adds, pages that they share counted once."""
    sizes = []
    for workers in (1, 2):
        async with Pool(image, workers=workers) as pool:
            await pool.prepare()
            await asyncio.gather(*(run(pool, True) for _ in range(workers)))
            await asyncio.sleep(PAUSE_S)
            sizes.append(sum(map(pss, pool.pids)) / MIB)
    one, two = sizes
    print(f"\nmemory (Pss), MiB: one worker {one:.1f}, two {two:.1f}; the second adds {two - one:.1f}")


def pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


async def main() -> None:
    image = ImageCache()
    image.ensure(lambda stage, seconds: print(f"{stage}: {seconds or '…'}", file=sys.stderr))
    with ExitStack() as stack:
        others = list(peers(stack))
        async with Pool(image) as pool:
            await pool.prepare()
            await run(pool, True)
            subjects = [*felloe(pool, image), *others]
            await measure(subjects)
    show(subjects)
    if sys.platform == "linux":
        await second_worker(image)


if __name__ == "__main__":
    asyncio.run(main())

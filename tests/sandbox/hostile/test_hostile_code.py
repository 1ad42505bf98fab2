"""What code that means harm tries. Each case ends as it may, tells nothing of the host, and the next run is right."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections import Counter
from collections.abc import AsyncIterator

import psutil
import pytest
from hostile.case import Case, Defence
from hostile.cases import CASES
from hostile.house import House
from hostile.verdict import wrongs

from sandbox.image import ImageCache
from sandbox.pool import Pool
from shared.limits import LIMITS, MIB

pytestmark = pytest.mark.anyio
WAITING = [case for case in CASES if case.ends == "limit/wall"]
LASTING = [case for case in CASES if case not in WAITING]
LARGE = [case for case in CASES if case.defence in (Defence.MESSAGE_SIZE, Defence.OUTPUT_CAP)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def _memory(process: psutil.Process) -> int:
    """Bytes in use: what the allocator keeps for later is no leak, and how much that is depends on the tests before."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    return int(process.memory_info().rss)


@pytest.fixture(scope="module")
async def pool(image: ImageCache, house: House) -> AsyncIterator[Pool]:
    """One worker, so that the next run meets the one that had the hostile guest. When it closes, nothing is left."""
    process = psutil.Process()
    async with Pool(image, workers=1) as pool:
        for case in LARGE:  # what the allocator keeps for large texts is no leak
            assert await wrongs(case, house, pool) == []
        before = _memory(process)
        others, files = _children() - set(pool.pids), process.num_fds()
        yield pool
        workers = pool.pids
        grown = _memory(process) - before
        assert _children() - set(workers) == others, "processes were left behind"
        assert process.num_fds() <= files, "files were left open"
        assert grown < 20 * MIB, f"{grown / MIB:.0f} MiB more memory"
    assert not any(psutil.pid_exists(pid) for pid in workers)


def by_name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", LASTING, ids=by_name)
async def test_hostile_code_ends_as_it_may_and_the_next_run_is_right(pool: Pool, house: House, case: Case) -> None:
    worker = pool.pids
    assert await wrongs(case, house, pool) == []
    assert pool.pids == worker


@pytest.mark.parametrize("case", WAITING, ids=by_name)
async def test_code_that_waits_loses_its_worker_and_the_next_run_is_right(
    image: ImageCache, house: House, case: Case
) -> None:
    async with Pool(image, workers=1) as pool:
        await pool.prepare()
        worker = pool.pids
        assert await wrongs(case, house, pool) == []
        assert pool.pids != worker


async def test_many_hostile_runs_at_once_do_not_disturb_each_other(image: ImageCache, house: House) -> None:
    mixed = [case for case in CASES if case.defence in (Defence.TRAP, Defence.MESSAGE_SIZE)]
    async with Pool(image) as pool:
        records = await asyncio.gather(*(house.run(pool, case) for case in mixed), *(house.probe(pool) for _ in mixed))
        assert all(record.ok for record in records[len(mixed) :])
        assert len(pool.pids) <= LIMITS.sandbox_workers


def test_the_cases_are_told_apart_and_every_defence_has_some_of_its_own() -> None:
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []
    assert {case.defence for case in CASES if not case.held_twice} == set(Defence)

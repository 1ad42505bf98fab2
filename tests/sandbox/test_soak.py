"""Good and hostile runs, mixed, for minutes: every good one is right, and nothing grows."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import time
from pathlib import Path

import psutil
import pytest
from hostile.case import Case
from hostile.cases import CASES
from hostile.house import House
from hostile.verdict import wrongs
from structlog.testing import capture_logs

from sandbox.pool import Pool
from shared.limits import LIMITS, MIB

pytestmark = [pytest.mark.anyio, pytest.mark.soak, pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")]

SECONDS = float(os.environ.get("FELLOE_SOAK_SECONDS", 24 * 60))
_SLACK = 20 * MIB
_WORKER = LIMITS.sandbox_memory + 64 * MIB
"""What a worker may hold of its own between runs: a guest's memory that is not yet given back, and itself."""


def _memory(pid: int) -> int:
    """Bytes that this process holds by itself: the image is mapped and shared."""
    info = psutil.Process(pid).memory_info()
    return int(info.rss - info.shared)


async def _figures(pool: Pool, files: int | None = None) -> tuple[int, int, int]:
    """This process's memory, its open files, the memory of the largest worker, once the last that was lost is replaced.

    Lost ones are buried in the background: so there is a moment to come to `files`.
    """
    await pool.prepare()
    gc.collect()
    process = psutil.Process()
    for _ in range(100):
        if files in (None, process.num_fds()):
            break
        await asyncio.sleep(0.1)
    return _memory(process.pid), process.num_fds(), max(_memory(pid) for pid in pool.pids)


def _rounds(seed: int) -> list[Case]:
    """All cases, in another order each time."""
    cases = list(CASES)
    random.Random(seed).shuffle(cases)
    return cases


async def _right(case: Case, house: House, pool: Pool) -> None:
    with capture_logs():  # a service that fails on purpose logs a page each time
        assert await wrongs(case, house, pool) == [], case.name


async def test_mixed_runs_leave_memory_and_files_flat(tmp_path: Path) -> None:
    print(f"seed of the order: {(seed := random.randrange(1 << 30))}")
    house = House(tmp_path)
    async with Pool() as pool:
        await pool.prepare()
        for case in CASES:  # once through everything: what is kept for ever is kept by now
            await _right(case, house, pool)
        memory, files, worker = await _figures(pool)
        rounds, end = 0, time.monotonic() + SECONDS
        while time.monotonic() < end:
            for case in _rounds(seed + rounds):
                await _right(case, house, pool)
                if time.monotonic() >= end:
                    break
            rounds += 1
        later = await _figures(pool, files)
    print(f"{len(CASES)} cases, {rounds} rounds; open files {files} -> {later[1]}")
    print(f"bytes here {memory} -> {later[0]}, in a worker {worker} -> {later[2]}")
    assert rounds
    assert later[0] < memory + _SLACK
    assert later[1] == files
    assert later[2] < min(worker + _SLACK, _WORKER)

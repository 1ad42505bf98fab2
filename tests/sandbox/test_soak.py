"""Good and hostile runs, mixed, for minutes: every good one is right, and nothing grows."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRequest
from shared.limits import MIB

pytestmark = [pytest.mark.anyio, pytest.mark.soak, pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")]

SECONDS = 240
HOSTILE = (
    "while True: pass",
    "x = []\nwhile True: x.append(bytearray(1 << 20))",
    "def f(): return f()\nf()",
    "print('x' * 10_000_000)",
    "import os; os._exit(1)",
    "open('/etc/passwd').read()",
    "'x' * (5 << 20)",
)


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def test_mixed_runs_leave_memory_and_files_flat() -> None:
    async with Pool() as pool:
        await pool.prepare()
        gate, number = Gatekeeper("soak"), 0
        files, memory = _open_files(), 0
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            number += 1
            good = await pool.run(RunRequest(f"good {number}", "exec", code=f"{number} * 2"), gate, {})
            assert good.value() == number * 2
            code = HOSTILE[number % len(HOSTILE)]
            await pool.run(RunRequest(f"bad {number}", "exec", code=code, cpu_s=0.3, wall_s=5), gate, {})
            if number == 2 * len(HOSTILE):
                memory = _resident()
        assert number > 10 * len(HOSTILE)
        assert _open_files() <= files + 4
        assert _resident() < memory + 20 * MIB

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from pydantic import JsonValue

from sandbox import execution
from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.services.service import Leave, Request
from sandbox.worker_process import WorkerProcess
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS

pytestmark = pytest.mark.anyio


class EchoRequest(Request):
    x: str = ""
    sleep: float = 0
    size: int = 0

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("echo"),)


class Echo:
    name = "echo"
    request = EchoRequest

    async def serve(self, request: EchoRequest, leave: Leave) -> JsonValue:
        await asyncio.sleep(request.sleep)
        return "x" * request.size


HOST = "import gc\nhost = __import__('sys').modules['_felloe.host']\n"
SERVICES = {"echo": Echo()}
ANY = Gatekeeper.granting("This code", [Capability("echo")])


def limit(record: Any) -> str:
    assert not record.ok
    assert record.error.code == "limit_exceeded", record.error
    return str(record.error.details["limit"])


async def test_computing_too_long_ends_the_run(execute: Any) -> None:
    record = await execute("print('before')\nwhile True: pass", cpu_s=0.1)
    assert limit(record) == "cpu"
    assert 90 <= record.guest_ms < 1_000
    assert (await execute("1")).result == 1


async def test_time_spent_waiting_for_the_host_is_not_guest_time(execute: Any) -> None:
    record = await execute(HOST + "host.call('echo', {'sleep': 0.3})\n1", SERVICES, ANY, cpu_s=0.15)
    assert record.ok, record.error
    assert record.elapsed_ms > 300
    assert record.guest_ms < 150


async def test_many_short_stretches_add_up(execute: Any) -> None:
    code = HOST + "while True:\n    sum(range(50_000))\n    host.call('echo', {})"
    assert limit(await execute(code, SERVICES, ANY, cpu_s=0.1)) == "cpu"


async def test_catching_everything_does_not_outlive_the_deadline(execute: Any) -> None:
    code = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    assert limit(await execute(code, cpu_s=0.1)) == "cpu"


async def test_a_worker_that_lets_its_guest_compute_for_ever_is_ended(
    own_execute: Any, own_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "TIMEOUTS", replace(TIMEOUTS, sandbox_stretch=0.0))
    monkeypatch.setattr(execution, "_STRETCH_GRACE", 0.3 - 30)
    await own_pool.prepare()
    before = own_pool.pids
    record = await own_execute("while True: pass", cpu_s=30, wall_s=60)
    assert limit(record) == "cpu"
    assert record.error.message == "The code ran 0.3 s without a pause and was stopped."
    await own_pool.prepare()
    assert before != own_pool.pids


async def test_waiting_too_long_ends_the_run_and_its_worker(own_execute: Any, own_pool: Pool) -> None:
    await own_execute("1")
    before = own_pool.pids
    record = await own_execute("import time\ntime.sleep(60)", wall_s=0.3)
    assert limit(record) == "wall"
    assert record.elapsed_ms < 30_000
    assert (await own_execute("1")).ok
    assert not set(before) & set(own_pool.pids)


async def test_the_start_of_a_first_worker_is_not_the_runs_time(
    own_execute: Any, own_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a device that wakes, or whose memory is full, it takes seconds."""
    start = WorkerProcess.start
    went: list[float] = []

    async def slowly(*args: Any) -> WorkerProcess:
        (clock,) = own_pool._clocks
        left = clock.left()
        await asyncio.sleep(0.05)
        went.append(left - clock.left())
        return await start(*args)

    monkeypatch.setattr(WorkerProcess, "start", slowly)
    assert (await own_execute("1")).ok
    assert went[0] == 0


async def test_a_wall_clock_ends_host_calls_too(own_execute: Any) -> None:
    record = await own_execute(HOST + "host.call('echo', {'sleep': 60})", SERVICES, ANY, wall_s=0.3)
    assert limit(record) == "wall"


async def test_too_much_memory_ends_the_run(execute: Any) -> None:
    assert limit(await execute("'a' * 200_000_000")) == "memory"
    assert limit(await execute("x = []\nwhile True: x.append(bytearray(1_000_000))")) == "memory"


async def test_printing_too_much_is_cut_not_refused(execute: Any) -> None:
    record = await execute("for n in range(1000): print('x' * 1000)\n1")
    assert (record.ok, record.truncated, len(record.stdout)) == (True, True, LIMITS.sandbox_output)


async def test_output_is_kept_where_the_run_failed(execute: Any) -> None:
    record = await execute("print('got here')\n1/0")
    assert record.stdout == "got here\n"


async def test_too_many_host_calls_end_the_run(execute: Any) -> None:
    code = HOST + "n = 0\nwhile True:\n    try:\n        host.call('echo', {})\n    except BaseException: pass"
    record = await execute(code, SERVICES, ANY)
    assert limit(record) == "calls"
    assert len(record.calls) == LIMITS.sandbox_calls


async def test_a_storm_of_sleeps_ends_the_run(execute: Any) -> None:
    assert limit(await execute("import time\nwhile True: time.sleep(0)", cpu_s=5)) == "calls"


async def test_a_message_that_is_too_long_ends_the_run(execute: Any) -> None:
    record = await execute(HOST + "host.call('echo', {'x': 'y' * 2_000_000})", SERVICES, ANY)
    assert limit(record) == "message"
    assert record.calls == []


async def test_a_result_that_is_too_long_is_refused(execute: Any) -> None:
    assert (await execute("'x' * 1_100_000")).error.code == "bad_result"
    assert limit(await execute("'x' * 3_000_000")) == "message"
    assert len((await execute("'x' * 1_000_000")).result) == 1_000_000


async def test_an_answer_of_the_host_that_is_too_long_is_an_error_for_the_code(execute: Any) -> None:
    code = HOST + "try:\n    host.call('echo', {'size': 2_000_000})\nexcept host.HostError as e: result = e.code"
    assert (await execute(code, SERVICES, ANY)).result == "too_large"


async def test_arguments_that_are_too_long_never_reach_a_worker(execute: Any) -> None:
    record = await execute("1", args={"x": "y" * 2_000_000})
    assert record.error.code == "invalid_argument"


async def test_endless_recursion_is_an_error_of_the_code(execute: Any) -> None:
    assert "RecursionError" in (await execute("def f(): return f()\nf()")).error.message


@pytest.mark.parametrize(
    ("last", "ends"),
    {
        "computing": ("while True: pass", "cpu"),
        "calls": ("while True: host.call('echo', {})", "calls"),
        "message": ("host.call('echo', {'x': 'y' * 2_000_000})", "message"),
        "wall": ("import time; time.sleep(60)", "wall"),
        "memory": ("'a' * 200_000_000", "memory"),
    }.values(),
)
async def test_what_was_printed_outlives_the_guest_that_was_stopped(own_execute: Any, last: str, ends: str) -> None:
    code = f"print('line')\nprint('x' * 5_000)\nprint('no end of line', end='')\n{HOST}{last}"
    few = {"cpu": {"cpu_s": 0.3}, "wall": {"wall_s": 2}}  # little only of what is to be used up
    record = await own_execute(code, SERVICES, ANY, **{"cpu_s": 5, "wall_s": 60, **few.get(ends, {})})
    assert limit(record) == ends
    assert record.stdout.startswith("line\nxxx")
    assert record.guest_ms > 0


async def test_a_host_call_that_was_cut_off_is_in_the_record(own_execute: Any) -> None:
    await own_execute("1")  # so that its worker's start is not of its time
    record = await own_execute(HOST + "host.call('echo', {'sleep': 60})", SERVICES, ANY, wall_s=1)
    assert [(row.service, row.verdict, row.error) for row in record.calls] == [("echo", "allowed", "cancelled")]


async def test_a_worker_that_claims_more_output_than_there_may_be_is_not_believed(execute: Any) -> None:
    code = "import sys\nsend = sys.modules['wit_world'].bridge\nimport json\n"
    storm = "for n in range(50): send(json.dumps({'op': 'print', 'text': 'x' * 10_000}))"
    record = await execute(code + storm)
    assert (len(record.stdout), record.truncated) == (LIMITS.sandbox_output, True)


@pytest.mark.parametrize("leave", ["exit()", "import sys; sys.exit(0)", "raise SystemExit", "import os; os._exit(0)"])
async def test_a_program_that_ends_itself_without_a_complaint_ended_well(execute: Any, leave: str) -> None:
    record = await execute(f"print('done')\n{leave}")
    assert (record.ok, record.result, record.stdout) == (True, None, "done\n")


@pytest.mark.parametrize(
    "code",
    ["import socket\nsocket.socket()", "import socket\nsocket.create_connection(('x', 1))", "import os\nos._exit(3)",
     "import threading\nthreading.Thread(target=print).start()", "import subprocess\nsubprocess.run(['id'])"],
)  # fmt: skip
async def test_what_the_sandbox_does_not_have_is_said_at_the_line_that_asked(execute: Any, code: str) -> None:
    record = await execute(code)
    assert record.error.code == "code_failed"
    assert record.error.details["line"] == 2


async def test_sizes_are_counted_in_bytes_so_that_no_text_is_too_long_for_a_line(execute: Any) -> None:
    """A character outside the basic plane is four bytes, and twelve when it is escaped."""
    assert limit(await execute("chr(0x1f600) * 900_000")) == "message"
    record = await execute(
        HOST + "host.call('echo', {'x': chr(0x1f600) * 80_000})\nchr(0x1f600) * 250_000", SERVICES, ANY
    )
    assert len(record.value()) == 250_000


def _busy() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "while True: pass"])


async def test_a_guest_is_not_stopped_for_the_time_that_others_took(execute: Any) -> None:
    """Its budget counts what it computed, not what passed while a busy machine ran something else."""
    busy = [_busy() for _ in range(4 * (os.cpu_count() or 1))]
    try:
        records = [await execute("sum(range(3_000_000))", cpu_s=0.8) for _ in range(2)]
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert [record.error for record in records] == [None] * 2

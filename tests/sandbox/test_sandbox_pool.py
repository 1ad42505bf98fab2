from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest
from pydantic import JsonValue

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest, SkillFiles
from sandbox.services.call import CallService, GuestCall
from shared.errors import InvalidArgument, SandboxUnavailable
from shared.limits import LIMITS, MIB

pytestmark = pytest.mark.anyio
ALL = Gatekeeper.granting("This code", [Capability.parse("call:*")])
CALL = "device.a.b()"


def request(code: str, **fields: Any) -> RunRequest:
    return RunRequest("run", "exec", code=code, **fields)


class Held:
    """A `call` service that holds its callers until it is told to answer."""

    def __init__(self) -> None:
        self.waiting = asyncio.Semaphore(0)
        self.answer = asyncio.Event()
        self.cancelled = 0

    def services(self) -> Mapping[str, Any]:
        return {"call": CallService(self._make)}

    async def _make(self, call: GuestCall) -> JsonValue:
        self.waiting.release()
        try:
            await self.answer.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return "answered"


async def test_cancelling_a_run_ends_its_worker_and_its_host_calls(own_pool: Pool) -> None:
    held = Held()
    run = asyncio.create_task(own_pool.run(request(CALL), ALL, held.services()))
    await held.waiting.acquire()
    before = own_pool.pids
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert held.cancelled == 1
    assert (await own_pool.run(request("1"), ALL, {})).ok
    assert not set(before) & set(own_pool.pids)


async def test_cancelling_a_run_that_computes_ends_it(own_pool: Pool) -> None:
    held = Held()
    code = f"import asyncio\nt = asyncio.ensure_future(device.aio.a.b())\nawait asyncio.sleep(0)\n{'while True: pass'}"
    run = asyncio.create_task(own_pool.run(request(code), ALL, held.services()))
    await held.waiting.acquire()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert held.cancelled == 1


async def test_a_lost_worker_fails_its_own_run_only(own_pool: Pool) -> None:
    held = Held()
    await own_pool.prepare()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(own_pool.run(request(CALL), ALL, held.services()))
        await held.waiting.acquire()
        first_pid = (set(own_pool.pids) - {worker.pid for worker in own_pool._workers._idle}).pop()
        second = group.create_task(own_pool.run(request(CALL), ALL, held.services()))
        await held.waiting.acquire()
        os.kill(first_pid, signal.SIGKILL)
        held.answer.set()
    assert first.result().error.code == "sandbox_unavailable"  # type: ignore[union-attr]
    assert first.result().error.retryable  # type: ignore[union-attr]
    assert second.result().result == "answered"
    assert (await own_pool.run(request("1"), ALL, {})).ok


async def test_a_run_that_waits_for_a_call_lets_others_run(own_pool: Pool) -> None:
    """With two turns and two runs that wait, a third still runs: the one that they wait for."""
    held = Held()
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(own_pool.run(request(CALL), ALL, held.services())) for _ in range(2)]
        for _ in waiting:
            await held.waiting.acquire()
        assert (await own_pool.run(request("42"), ALL, {})).result == 42
        held.answer.set()
    assert [task.result().result for task in waiting] == ["answered", "answered"]


async def test_a_chain_of_calls_on_one_device_runs(own_pool: Pool) -> None:
    async def make(call: GuestCall) -> JsonValue:
        left = call.args["left"]
        code = "left and device.a.b(left=left - 1) + 1"
        record = await own_pool.run(request(code, args={"left": left}), ALL, services)
        return record.value()

    services = {"call": CallService(make)}
    record = await own_pool.run(request("device.a.b(left=3)"), ALL, services)
    assert record.value() == 3


async def test_when_all_workers_wait_the_next_run_is_refused_at_once(own_pool: Pool) -> None:
    held = Held()
    async with asyncio.TaskGroup() as group:
        for _ in range(LIMITS.sandbox_workers_max):
            group.create_task(own_pool.run(request(CALL, wall_s=60), ALL, held.services()))
        for _ in range(LIMITS.sandbox_workers_max):
            await held.waiting.acquire()
        record = await own_pool.run(request("1"), ALL, {})
        held.answer.set()
    assert record.error is not None
    assert record.error.code == "sandbox_unavailable"
    assert "wait for calls" in record.error.message
    assert len(own_pool.pids) == LIMITS.sandbox_workers


async def test_runs_beyond_the_turns_wait_for_one(own_pool: Pool) -> None:
    records = await asyncio.gather(*(own_pool.run(request(f"{n}"), ALL, {}) for n in range(20)))
    assert [record.result for record in records] == list(range(20))
    assert len(own_pool.pids) <= LIMITS.sandbox_workers


async def test_a_run_that_got_no_turn_in_its_time_did_not_begin(image: ImageCache) -> None:
    async with Pool(image, workers=1) as pool:
        await pool.prepare()
        async with asyncio.TaskGroup() as group:
            group.create_task(pool.run(request("while True: pass", cpu_s=1), ALL, {}))
            late = group.create_task(pool.run(request("1", wall_s=0.1), ALL, {}))
        record = late.result()
    assert record.error is not None
    assert record.error.code == "deadline_exceeded"


async def test_leaving_the_pool_ends_every_worker(image: ImageCache) -> None:
    async with Pool(image) as pool:
        await pool.prepare()
        pids = pool.pids
        assert all(psutil.pid_exists(pid) for pid in pids)
    assert len(pids) == LIMITS.sandbox_workers
    assert not any(psutil.pid_exists(pid) for pid in pids)


async def test_leaving_the_pool_by_an_exception_ends_every_worker_too(image: ImageCache) -> None:
    with pytest.raises(RuntimeError):
        async with Pool(image) as pool:
            await pool.prepare()
            pids = pool.pids
            raise RuntimeError
    assert not any(psutil.pid_exists(pid) for pid in pids)


async def test_a_worker_has_no_environment_and_no_descriptors_but_its_own(pool: Pool) -> None:
    process = psutil.Process(pool.pids[0])
    environment = process.environ()
    assert not {"HOME", "PATH", "FELLOE_CACHE"} & environment.keys()
    names = {os.path.realpath(f"/proc/{process.pid}/fd/{fd}") for fd in range(3)}
    assert names == {"/dev/null"}


async def test_a_worker_ends_with_its_parent(image: ImageCache) -> None:
    """A worker whose lines end has nobody to work for."""
    from sandbox.worker_process import WorkerProcess

    worker = await WorkerProcess.start(image.ensure())
    worker._stdin.close()
    async with asyncio.timeout(30):
        assert await worker._process.wait() == 0


async def test_a_skills_files_are_sent_to_a_worker_once(pool: Pool) -> None:
    from sandbox.worker_process import SKILLS_KEPT

    async def run(number: int) -> RunRecord:
        files = {"scripts/skill.py": b"def f() -> int: return %d" % number}
        skill = SkillFiles("sample", str(number), files)
        return await pool.run(RunRequest("run", "function", skill=skill, function="f"), ALL, {})

    for number in [*range(2 * SKILLS_KEPT + 1), 0, 0, 1]:
        assert (await run(number)).result == number


async def test_without_an_image_or_the_tools_a_run_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(ImageCache):
        def ensure(self, progress: Any = None) -> Path:
            raise SandboxUnavailable("The sandbox needs wasmtime.")

    async with Pool(Broken(tmp_path)) as pool:
        record = await pool.run(request("1"), ALL, {})
    assert record.error is not None
    assert record.error.message == "The sandbox needs wasmtime."


@pytest.mark.skipif(sys.platform != "linux", reason="limits a process's memory by ulimit")
def test_a_machine_without_the_memory_says_so() -> None:
    code = (
        "import asyncio\nfrom sandbox.pool import Pool\nfrom sandbox.gatekeeper import Gatekeeper\n"
        "from sandbox.run_record import RunRequest\n"
        "async def main():\n    async with Pool() as pool:\n"
        "        record = await pool.run(RunRequest('run', 'exec', code='1'), Gatekeeper('This code'), {})\n"
        "        print(record.error.code, record.error.message)\nasyncio.run(main())"
    )
    command = ["bash", "-c", 'ulimit -v 2000000; exec "$0" -c "$1"', sys.executable, code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("sandbox_unavailable This machine could not give a sandbox worker the memory"), done


def test_memory_that_python_itself_would_not_fit_in_is_refused(image: ImageCache) -> None:
    with pytest.raises(InvalidArgument, match="at least 64 MB"):
        Pool(image, memory=63 * MIB)


async def test_an_image_that_does_not_load_says_what_to_do(tmp_path: Path) -> None:
    """Its sum is right, so it is what the build left; but this machine's engine does not take it."""

    class Foreign(ImageCache):
        def ensure(self, progress: Any = None) -> Path:
            path = tmp_path / "guest.cwasm"
            path.write_bytes(b"machine code of another machine")
            return path

    async with Pool(Foreign(tmp_path)) as pool:
        record = await pool.run(request("1"), ALL, {})
    assert record.error is not None
    assert "image build --force" in record.error.message


async def test_a_worker_lost_while_it_receives_a_skill_costs_nobody_a_run(image: ImageCache) -> None:
    files = {"scripts/skill.py": b"def f() -> int: return 1", "data": bytes(8 * MIB)}
    skill = SkillFiles("sample", "large", files)
    async with Pool(image, workers=1) as pool:
        await pool.prepare()
        (pid,) = pool.pids
        os.kill(pid, signal.SIGSTOP)
        run = asyncio.create_task(pool.run(RunRequest("run", "function", skill=skill, function="f"), ALL, {}))
        await asyncio.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
        assert (await run).result == 1, "it had not begun, so it ran on another"


async def test_closing_ends_runs_that_wait_for_the_host_or_for_a_turn_and_says_so(image: ImageCache) -> None:
    held = Held()
    async with Pool(image, workers=1) as pool:
        calling = asyncio.create_task(pool.run(request(CALL), ALL, held.services()))
        await held.waiting.acquire()
        computing = asyncio.create_task(pool.run(request("while True: pass", cpu_s=4), ALL, {}))
        waiting = asyncio.create_task(pool.run(request("1"), ALL, {}))
        await asyncio.sleep(0.2)
    records = await asyncio.gather(calling, computing, waiting, pool.run(request("1"), ALL, {}))
    assert [record.error and record.error.message.partition(".")[0] for record in records] == [
        "The sandbox is closed"
    ] * 4


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "excec"}, "no kind of run"),
        ({"kind": "function"}, "needs a skill"),
        ({"code": b"1"}, "must be a text"),
        ({"code": "'\ud800'"}, "surrogate"),
        ({"args": {"x": float("nan")}}, "must be JSON values"),
        ({"args": {"x": {1}}}, "must be JSON values"),
        ({"args": {"x": 1 << 70}}, "64 bits"),
        ({"args": {"x": ["\ud800"]}}, "surrogate"),
        ({"args": {"x": json.loads("[" * 200 + "]" * 200)}}, "nested"),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused_in_words(
    pool: Pool, fields: dict[str, Any], words: str
) -> None:
    record = await pool.run(RunRequest("run", **{"kind": "exec", **fields}), ALL, {})
    assert record.error is not None
    assert record.error.code == "invalid_argument"
    assert words in record.error.message


def test_a_sandbox_without_workers_is_refused(image: ImageCache) -> None:
    with pytest.raises(InvalidArgument, match="at least one worker"):
        Pool(image, workers=0)

"""What a device's user lets one run in the sandbox take."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from several import face

from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.journal import CallRow
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from shared.errors import InvalidArgument
from shared.limits import MIB
from shared.system.database import Database
from spoke.app import Node
from spoke.node.bodies.calls import ExecBody
from spoke.runs.limits import BOUNDS, Limits, RunLimits
from spoke.runtime import running
from spoke.settings import NodeSettings
from spoke.store import settings

pytestmark = pytest.mark.anyio


async def test_limits_are_set_read_and_taken_back_over_the_api(tmp_path: Path) -> None:
    async with running(NodeSettings(data=tmp_path, name="laptop")) as node, face(node) as client:
        assert [each for each in await client.limits() if each.set or each.value != each.default] == []
        await client.set_limits({"memory_mb": 256, "compute_s": 2.5})
        await client.set_limits({"calls": 10, "memory_mb": None})
        found = {each.name: (each.value, each.set) for each in await client.limits()}
        assert (found["memory_mb"], found["compute_s"], found["calls"]) == ((128, False), (2.5, True), (10, True))
        with pytest.raises(InvalidArgument, match="memory_mb is a whole number from 64 to 2,048, not 1"):
            await client.set_limits({"code_s": 20, "memory_mb": 1})
        assert next(each for each in await client.limits() if each.name == "code_s").set is False


async def test_limits_hold_after_a_start_and_what_makes_no_sense_any_more_does_not(database: Database) -> None:
    await Limits(database).set({"function_s": 20, "calls": 5})
    again = Limits(database)
    await again.load()
    assert (again.now.function_s, again.now.calls, again.now.memory_mb) == (20, 5, 128)
    odd: dict[str, Any] = {"calls": "many", "memory_mb": 9e9, "code_s": 30, "gone": 1, "output_chars": True}
    await database.write(lambda connection: settings.put(connection, "sandbox_limits", odd))
    await again.load()
    assert again.now == RunLimits(code_s=30)
    for none in (None, 5, "memory_mb"):
        await database.write(partial(settings.put, key="sandbox_limits", value=none))
        await again.load()
        assert again.now == RunLimits()


@pytest.mark.parametrize("name", BOUNDS)
async def test_each_bound_is_taken_and_what_lies_beyond_is_not(database: Database, name: Any) -> None:
    limits, bound = Limits(database), BOUNDS[name]
    for value in (bound.least, bound.most):
        await limits.set({name: value})
    for value in (bound.least - 0.1, bound.most + 1, float("nan"), float("inf")):
        with pytest.raises(InvalidArgument, match=f"{name} is a"):
            await limits.set({name: value})
    assert getattr(limits.now, name) == bound.most


CODE = {
    "memory_mb": "len(bytearray(90_000_000))",
    "compute_s": "while True: pass",
    "calls": "from felloe import store\nfor _ in range(9):\n    try: store.get('a')\n    except Exception: pass",
    "code_s": "import time\ntime.sleep(30)",
}


async def run(node: Node, code: str) -> RunRecord:
    return (await node.execute(ExecBody(code=code))).record


async def test_the_next_run_has_what_was_set_and_says_which_limit_ended_it(tmp_path: Path) -> None:
    async with running(NodeSettings(data=tmp_path, name="laptop")) as node:
        assert (await run(node, CODE["memory_mb"])).result == 90_000_000
        few: dict[Any, float] = {"memory_mb": 64, "compute_s": 0.1, "calls": 3, "code_s": 1, "output_chars": 1_000}
        for name, code in CODE.items():
            await node.limits.set({name: few[name]})  # the last is that of time, which a busy machine uses up
            error = (await run(node, code)).error
            assert error is not None, name
            assert (error.code, error.details["setting"]) == ("limit_exceeded", name)
            assert f"On this device: {name} = {few[name]:g}; `felloe limits set {name}=…`" in error.message
        await node.limits.set({"code_s": None, "output_chars": few["output_chars"]})
        record = await run(node, "print('x' * 5_000)")
        assert (len(record.stdout), record.truncated) == (1_000, True)
        asked = await node.execute(ExecBody(code="import time\ntime.sleep(30)", timeout_s=0.5))
        assert asked.record.error is not None
        assert "setting" not in asked.record.error.details, "who asked said how long"
        await node.limits.set(dict.fromkeys(BOUNDS))
        assert (await run(node, CODE["memory_mb"])).result == 90_000_000


LATER = """
from felloe import store
try: store.get("a")
except Exception: pass
len(bytearray(90_000_000))
"""


async def test_a_run_under_way_keeps_its_memory_and_the_one_after_it_has_the_new(image: ImageCache) -> None:
    async with Pool(image, workers=1) as pool:

        async def ran(told: Callable[[CallRow], None]) -> RunRecord:
            return await pool.run(RunRequest("run", "exec", code=LATER), Gatekeeper("This code"), {}, told=told)

        assert (await ran(lambda _: pool.set_memory(64 * MIB))).result == 90_000_000
        error = (await ran(lambda _: None)).error
        assert error is not None
        assert error.details == {"limit": "memory"}
        pool.set_memory(128 * MIB)
        await pool.prepare()
        assert (await ran(lambda _: None)).result == 90_000_000
        with pytest.raises(InvalidArgument, match="at least 64 MB"):
            pool.set_memory(1)
        assert (pool.memory, len(pool.pids)) == (128 * MIB, 1)

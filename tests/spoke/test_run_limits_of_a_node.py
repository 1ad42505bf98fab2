"""What a device's user lets one run in the sandbox take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from several import face

from shared.errors import InvalidArgument
from shared.system.database import Database
from spoke.app import running
from spoke.runs.limits import BOUNDS, Limits, RunLimits
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


@pytest.mark.parametrize("name", BOUNDS)
async def test_each_bound_is_taken_and_what_lies_beyond_is_not(database: Database, name: Any) -> None:
    limits, bound = Limits(database), BOUNDS[name]
    for value in (bound.least, bound.most):
        await limits.set({name: value})
    for value in (bound.least - 0.1, bound.most + 1, float("nan"), float("inf")):
        with pytest.raises(InvalidArgument, match=f"{name} is a"):
            await limits.set({name: value})
    assert getattr(limits.now, name) == bound.most

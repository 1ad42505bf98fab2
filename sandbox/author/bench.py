"""How long a function takes, and where the time goes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import Kind, RunRecord, RunRequest
from sandbox.services.service import ServicesOf
from sandbox.skills import Skill
from shared.ids import new_id

_LOADS = 5


async def measured(
    skill: Skill, function: str, args: Mapping[str, Any], gate: Gatekeeper, services: ServicesOf, count: int
) -> dict[str, Any]:
    """Figures of `count` runs, in milliseconds and bytes; raises the error of the first run that failed.

    `cold_ms` is the very first run: a new worker process, the skill compiled or read from the cache.
    """
    begun = time.perf_counter()
    async with Pool(workers=1) as pool:

        async def run(kind: Kind) -> RunRecord:
            request = RunRequest(new_id(), kind, skill=skill.files, function=function, args=args)
            async with services(gate.principal, skill.name) as served:
                record = await pool.run(request, gate, served)
            record.value()
            return record

        first = await run("function")
        cold = (time.perf_counter() - begun) * 1e3
        records = [await run("function") for _ in range(count)]
        loads = [float(str((await run("load")).result)) for _ in range(_LOADS)]
    return {
        "runs": count,
        "cold_ms": round(cold, 3),
        "whole_ms": _spread([record.elapsed_ms for record in records]),
        "guest_ms": _spread([record.guest_ms for record in records]),
        "load_ms": round(statistics.median(loads), 3),
        "host_calls": len(records[0].calls),
        "host_call_ms": _spread([sum(row.elapsed_ms for row in record.calls) for record in records]),
        "services": _services(records),
        "peak_memory_bytes": max((r.peak_memory_bytes or 0 for r in [first, *records]), default=0) or None,
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    last = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return {"median": round(statistics.median(ordered), 3), "p95": round(last, 3), "max": round(ordered[-1], 3)}


def _services(records: Sequence[RunRecord]) -> dict[str, Any]:
    """The median of one host call, by service."""
    times: dict[str, list[float]] = {}
    for record in records:
        for row in record.calls:
            times.setdefault(row.service, []).append(row.elapsed_ms)
    return {name: {"calls": len(each), **_spread(each)} for name, each in sorted(times.items())}

"""What one run in this node's sandbox may take: as it comes, or as the device's user says.

A run has what holds when it begins. On another device that device's limits hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from shared.error_body import ErrorBody
from shared.errors import InvalidArgument
from shared.limits import LIMITS, MIB
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.calls.work import Work
from spoke.node.bodies.limits import Limit, LimitName
from spoke.store import settings

_KEY = "sandbox_limits"


@dataclass(frozen=True, slots=True)
class Bound:
    default: float
    least: float
    most: float
    whole: bool = True


BOUNDS: Final[Mapping[LimitName, Bound]] = {
    "memory_mb": Bound(LIMITS.sandbox_memory // MIB, 64, 2_048),
    "compute_s": Bound(TIMEOUTS.sandbox_cpu, 0.1, 60, whole=False),
    "function_s": Bound(TIMEOUTS.local_call, 1, 300, whole=False),
    "code_s": Bound(TIMEOUTS.exec_wall, 1, 300, whole=False),
    "calls": Bound(LIMITS.sandbox_calls, 1, 100_000),
    "output_chars": Bound(LIMITS.sandbox_output, 1_000, 4 * LIMITS.sandbox_output),
}
"""Memory: a guest cannot begin with less, and cannot address more than twice that. Output: it goes to faces and other
devices in one answer."""

SCRIPT_COMPUTES = round(TIMEOUTS.script_cpu / TIMEOUTS.sandbox_cpu)
SCRIPT_CALLS = LIMITS.script_calls // LIMITS.sandbox_calls
"""How much more a script has: programs convert whole documents."""


_NAMES: Final[Mapping[str, LimitName]] = {"memory": "memory_mb", "cpu": "compute_s", "calls": "calls"}
"""By what the sandbox calls them."""


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What is in force."""

    memory_mb: int = int(BOUNDS["memory_mb"].default)
    compute_s: float = BOUNDS["compute_s"].default
    function_s: float = BOUNDS["function_s"].default
    code_s: float = BOUNDS["code_s"].default
    calls: int = int(BOUNDS["calls"].default)
    output_chars: int = int(BOUNDS["output_chars"].default)

    def named(self, error: ErrorBody, work: Work) -> ErrorBody:
        """With which limit of this device that was, and how it is changed, where a run ended at one."""
        limit = error.details.get("limit")
        name = _NAMES.get(limit) if isinstance(limit, str) else None
        if limit == "wall":
            wall: LimitName = "function_s" if work.function else "code_s"
            name = wall if work.wall_s == getattr(self, wall) else None  # else who asked said how long it may take
        if name is None:
            return error
        times = {"compute_s": SCRIPT_COMPUTES, "calls": SCRIPT_CALLS}.get(name, 1) if work.script else 1
        value = f"{name} = {getattr(self, name):,g}{f', {times} times that for a script' if times > 1 else ''}"
        said = f"{error.message} On this device: {value}; `felloe limits set {name}=…` changes it."
        return error.model_copy(update={"message": said, "details": {**error.details, "setting": name}})


class Limits:
    """`apply` hears of what is in force, as soon as it is."""

    def __init__(self, database: Database, apply: Callable[[RunLimits], None] = lambda _: None) -> None:
        self._database = database
        self._apply = apply
        self._changing = asyncio.Lock()
        self._set: dict[LimitName, float] = {}
        self.now = RunLimits()

    async def load(self) -> None:
        """What another version set counts as far as it is within today's bounds."""
        found = await self._database.read(lambda connection: settings.get(connection, _KEY, {}))
        found = found if isinstance(found, dict) else {}
        self._take({name: found[name] for name, bound in BOUNDS.items() if name in found and _fits(bound, found[name])})

    async def set(self, wanted: Mapping[LimitName, float | None]) -> None:
        """None: as it comes. For runs that begin from now on. Raises `InvalidArgument`; then nothing changed."""
        for name, value in wanted.items():
            if value is not None and not _fits(BOUNDS[name], value):
                raise InvalidArgument(f"{name} is {_words(BOUNDS[name])}, not {value:g}.")
        async with self._changing:
            given = {name: value for name, value in {**self._set, **wanted}.items() if value is not None}
            await self._database.write(lambda connection: _keep(connection, given))
            self._take(given)

    def shown(self) -> list[Limit]:
        return [
            Limit(
                name=name, value=self._set.get(name, bound.default), default=bound.default, least=bound.least,
                most=bound.most, whole=bound.whole, set=name in self._set,
            )
            for name, bound in BOUNDS.items()
        ]  # fmt: skip

    def _take(self, given: dict[LimitName, float]) -> None:
        self._set = given
        typed: dict[str, Any] = {name: int(value) if BOUNDS[name].whole else value for name, value in given.items()}
        self.now = RunLimits(**typed)
        self._apply(self.now)


def _keep(connection: Connection, given: Mapping[LimitName, float]) -> None:
    settings.put(connection, _KEY, given)


def _fits(bound: Bound, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bound.least <= value <= bound.most and (not bound.whole or value == int(value))


def _words(bound: Bound) -> str:
    return f"a {'whole ' if bound.whole else ''}number from {bound.least:,g} to {bound.most:,g}"

"""`call` without devices: the functions of skill folders, each run in the sandbox with only what was granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.services.call import ANY_DEVICE, THIS_DEVICE, CallService, GuestCall
from sandbox.services.service import ServicesOf
from sandbox.skills import Skill
from shared.errors import LimitExceeded, NotFound
from shared.ids import new_id
from shared.limits import LIMITS
from shared.schemas import check_arguments
from shared.timeouts import TIMEOUTS


@dataclass(frozen=True, slots=True)
class Offered:
    """A skill, and what `describe` says of each of its functions."""

    skill: Skill
    functions: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class InnerRun:
    """A function that code or another function called."""

    path: str
    depth: int
    record: RunRecord

    def as_json(self) -> dict[str, Any]:
        error = {"error": self.record.error.model_dump(mode="json")} if self.record.error else {}
        return {"call": self.path, "depth": self.depth, "ok": self.record.ok, **error, "run": self.record.figures()}


@dataclass(slots=True)
class LocalCalls:
    """Makes calls of functions in folders. `services` gives what a run has beside `call`."""

    pool: Pool
    offered: Mapping[str, Offered]
    grants: Sequence[Capability]
    services: ServicesOf
    inner: list[InnerRun] = field(default_factory=list)
    """What was called on the way, in the order in which it ended."""

    def service(self, depth: int) -> CallService:
        """`call` for a run that is itself the `depth`th of a chain of calls; loose code is no call."""

        async def make(call: GuestCall) -> Any:
            record = await self.run(call.path.skill, call.path.function, call.args, depth + 1, call.target)
            return record.value()

        return CallService(make)

    async def run(
        self, skill: str, function: str, args: Mapping[str, Any], depth: int = 1, target: str = THIS_DEVICE
    ) -> RunRecord:
        """The run of a function; raises where it could not begin."""
        found, description = self._found(skill, function, target)
        check_arguments(description["parameters"], args)
        if depth > LIMITS.call_depth:
            raise LimitExceeded(
                f"Calls may go {LIMITS.call_depth} deep; {skill}.{function} was not called.", limit="depth"
            )
        request = RunRequest(
            new_id(), "function", skill=found.skill.files, function=function, args=args, wall_s=TIMEOUTS.local_call
        )
        record = await self._run(request, Gatekeeper.granting(found.skill.manifest.name, self.grants), depth)
        self.inner.append(InnerRun(f"{skill}.{function}", depth, record))
        return record

    async def code(self, code: str) -> RunRecord:
        """Loose code, as a model writes it: it may call every function that is offered."""
        mine = [Capability("call", f"{skill}.*") for skill in self.offered]
        gate = Gatekeeper.granting("This code", [*self.grants, *mine])
        request = RunRequest(new_id(), "exec", code=code, wall_s=TIMEOUTS.exec_wall)
        return await self._run(request, gate, 0)

    async def _run(self, request: RunRequest, gate: Gatekeeper, depth: int) -> RunRecord:
        async with self.services(gate.principal, request.skill.name if request.skill else None) as services:
            return await self.pool.run(request, gate, {**services, "call": self.service(depth)})

    def _found(self, skill: str, function: str, target: str) -> tuple[Offered, Mapping[str, Any]]:
        if target not in (THIS_DEVICE, ANY_DEVICE):
            raise NotFound(f"There is no device '{target}' here: felloe-skill has only this one, `device`.")
        found = self.offered.get(skill)
        if found is None:
            raise NotFound(f"There is no skill '{skill}'. {_has(self.offered)}")
        if function not in found.functions:
            raise NotFound(f"{skill} has no function '{function}'. {_has(found.functions)}")
        return found, found.functions[function]


def _has(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"There is {listed}." if listed else "There is none."

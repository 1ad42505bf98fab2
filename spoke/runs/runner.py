"""Runs functions of skills, and code, in the sandbox; each run has a gatekeeper of its own."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, ValidationError

from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRequest, SkillFiles
from sandbox.services.service import Services
from shared.api import Effect, FunctionInfo
from shared.errors import BadSkill
from shared.ids import new_id
from shared.messages import Call
from shared.schemas import check_schema
from shared.system.clock import now_ms
from spoke.node.models import RunInfo
from spoke.skills.registry import Installed


class _Function(BaseModel):
    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)
    doc: str = Field(max_length=4_000)
    parameters: dict[str, Any]
    returns: dict[str, Any] | None = None
    effects: Effect

    def info(self, skill: SkillFiles) -> FunctionInfo:
        check_schema(self.parameters)
        return FunctionInfo(
            skill=skill.name,
            function=self.name,
            description=self.doc,
            parameters=self.parameters,
            returns=self.returns,
            effect=self.effects,
            digest=skill.digest,
        )


class _Description(BaseModel):
    functions: list[_Function] = Field(max_length=200)


class Runner:
    """Nothing here waits for anything but the pool: cancelling a run stops it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def function(self, function: Installed, call: Call, wall_s: float) -> RunInfo:
        """Run a function of an installed skill. It holds no grants, so nothing but its own files is in its reach.

        The caller has checked the arguments.
        """
        skill = function.info.skill
        request = RunRequest(
            call.id, "function", skill=function.files, function=call.function, args=call.args, wall_s=wall_s
        )
        return await self._run(request, Gatekeeper(skill), {}, f"{skill}.{call.function}", _asker(call))

    async def code(
        self,
        code: str,
        gate: Gatekeeper,
        services: Services,
        wall_s: float,
        run_id: str,
    ) -> RunInfo:
        """Run loose code of a person behind `gate`, with `services` in its reach."""
        request = RunRequest(run_id, "exec", code=code, wall_s=wall_s)
        title = next((line.strip() for line in code.splitlines() if line.strip()), "")[:100]
        return await self._run(request, gate, services, title, "person")

    async def describe(self, skill: SkillFiles) -> list[FunctionInfo]:
        """The functions of a skill, read inside the sandbox. What untrusted code says of itself is checked here."""
        request = RunRequest(new_id(), "describe", skill=skill)
        record = await self._pool.run(request, Gatekeeper(skill.name), {})
        try:
            found = _Description.model_validate(record.value())
            return [function.info(skill) for function in found.functions]
        except ValidationError:
            raise BadSkill(f"The skill '{skill.name}' describes its functions in a form that is not allowed.") from None

    async def _run(
        self, request: RunRequest, gate: Gatekeeper, services: Services, title: str, principal: str
    ) -> RunInfo:
        started = now_ms()
        record = await self._pool.run(request, gate, services)
        return RunInfo(
            id=record.id,
            started_ms=started,
            title=title,
            principal=principal,
            ok=record.ok,
            record=record,
        )


def _asker(call: Call) -> str:
    """Who asked, for people: `person`, `assistant:SESSION`, and `@laptop` where another device did."""
    principal = f"{call.principal.kind}:{call.principal.id}" if call.principal.id else call.principal.kind
    return f"{principal}@{call.caller.handle}" if call.caller else principal

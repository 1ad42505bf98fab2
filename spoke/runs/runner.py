"""Runs functions of skills, and code, in the sandbox; each run has a gatekeeper of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from sandbox.approval import Approver
from sandbox.gatekeeper import Gatekeeper
from sandbox.journal import CallRow, Journal
from sandbox.pool import Pool
from sandbox.run_record import RunRequest, SkillFiles
from sandbox.services.service import Services
from shared.api import Effect, FunctionInfo
from shared.errors import BadSkill
from shared.ids import new_id
from shared.schemas import check_schema
from shared.system.clock import now_ms
from spoke.calls.work import Work
from spoke.node.models import RunInfo


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

    async def run(
        self,
        work: Work,
        files: SkillFiles | None,
        gate: Gatekeeper,
        services: Services,
        *,
        approver: Approver | None = None,
        journal: Journal | None = None,
        told: Callable[[CallRow], None] | None = None,
    ) -> RunInfo:
        """Run a function of the skill in `files`, or code. The caller has checked the arguments.

        The record has a `journal` where the run was put aside; given again with the same work, it goes on.
        """
        if files is None:
            request = RunRequest(work.id, "exec", code=work.code, wall_s=work.wall_s)
        else:
            request = RunRequest(
                work.id, "function", skill=files, function=work.function, args=work.args, wall_s=work.wall_s
            )
        started = now_ms()
        record = await self._pool.run(request, gate, services, approver=approver, journal=journal, told=told)
        return RunInfo(
            id=record.id, started_ms=started, title=work.title, principal=work.asker, ok=record.ok, record=record
        )

    async def describe(self, skill: SkillFiles) -> list[FunctionInfo]:
        """The functions of a skill, read inside the sandbox. What untrusted code says of itself is checked here."""
        request = RunRequest(new_id(), "describe", skill=skill)
        record = await self._pool.run(request, Gatekeeper(skill.name), {})
        try:
            found = _Description.model_validate(record.value())
            return [function.info(skill) for function in found.functions]
        except ValidationError:
            raise BadSkill(f"The skill '{skill.name}' describes its functions in a form that is not allowed.") from None

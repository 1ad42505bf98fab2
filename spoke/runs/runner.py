"""Runs functions of skills, and code, in the sandbox; each run has a gatekeeper of its own."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.approval import Approver
from sandbox.description import Description, checked
from sandbox.gatekeeper import Gatekeeper
from sandbox.journal import CallRow, Journal
from sandbox.pool import Pool
from sandbox.run_record import RunRequest, SkillFiles
from sandbox.services.service import Services
from sandbox.skills import Skill
from sandbox.yields import Deltas
from shared.ids import new_id
from shared.system.clock import now_ms
from spoke.calls.work import Work
from spoke.host_skills.host_skill import HostSkill
from spoke.node.bodies.runs import RunInfo


class Runner:
    """Nothing here waits for anything but the pool: cancelling a run stops it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def run(
        self,
        work: Work,
        files: SkillFiles | HostSkill | None,
        gate: Gatekeeper,
        services: Services,
        *,
        approver: Approver | None = None,
        journal: Journal | None = None,
        told: Callable[[CallRow], None] | None = None,
        deltas: Deltas | None = None,
    ) -> RunInfo:
        """Run a function of the skill in `files`, or code. The caller has checked the arguments.

        One of a host skill runs in that skill's process, as the device's owner, and has no services. `deltas` takes
        what it yields, value by value.
        The record has a `journal` where the run was put aside; given again with the same work, it goes on.
        """
        started = now_ms()
        if isinstance(files, HostSkill):
            record = await files.run(work.id, work.function, work.args, work.wall_s, deltas)
        else:
            request = _request(work, files)
            record = await self._pool.run(
                request, gate, services, approver=approver, journal=journal, told=told, deltas=deltas
            )
        return RunInfo(
            id=record.id, started_ms=started, title=work.title, principal=work.asker, ok=record.ok, record=record
        )

    async def describe(self, skill: Skill) -> Description:
        """What a skill says of its functions, read inside the sandbox and checked here."""
        request = RunRequest(new_id(), "describe", skill=skill.files)
        record = await self._pool.run(request, Gatekeeper(skill.name), {})
        return checked(record.value(), skill.name)


def _request(work: Work, files: SkillFiles | None) -> RunRequest:
    if files is None:
        return RunRequest(work.id, "exec", code=work.code, wall_s=work.wall_s)
    return RunRequest(work.id, "function", skill=files, function=work.function, args=work.args, wall_s=work.wall_s)

"""Runs functions of skills, and code, in the sandbox; each run has a gatekeeper of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from sandbox.approval import Approver
from sandbox.description import Description, checked
from sandbox.gatekeeper import Gatekeeper
from sandbox.journal import CallRow, Journal
from sandbox.pool import Pool
from sandbox.run_record import GUEST_TEMP, Program, RunRequest, SkillFiles
from sandbox.services.granted_folders import folders_of
from sandbox.services.service import Services
from sandbox.skills import Skill
from sandbox.yields import Deltas
from shared.ids import new_id
from shared.system.clock import now_ms
from spoke.calls.work import Work
from spoke.host_skills.host_skill import HostSkill
from spoke.node.bodies.runs import RunInfo
from spoke.runs.limits import SCRIPT_CALLS, SCRIPT_COMPUTES, RunLimits
from spoke.skills.scripts import check_stdin, script_of


class Runner:
    """Nothing here waits for anything but the pool: cancelling a run stops it."""

    def __init__(self, pool: Pool, limits: Callable[[], RunLimits] = RunLimits) -> None:
        self._pool = pool
        self._limits = limits

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
        """Run a function or a script of the skill in `files`, or code. The caller has checked the arguments.

        One of a host skill runs in that skill's process, as the device's owner, and has no services. `deltas` takes
        what it yields, value by value.
        The record has a `journal` where the run was put aside; given again with the same work, it goes on.
        """
        started = now_ms()
        if isinstance(files, HostSkill):
            record = await files.run(work.id, work.function, work.args, work.wall_s, deltas)
        else:
            limits = self._limits()
            request = _request(work, files, _folders(gate, journal), limits)
            record = await self._pool.run(
                request, gate, services, approver=approver, journal=journal, told=told, deltas=deltas
            )
            if record.error is not None:
                record = record.model_copy(update={"error": limits.named(record.error, work)})
        return RunInfo(
            id=record.id, started_ms=started, title=work.title, principal=work.asker, ok=record.ok, chat=work.chat,
            record=record,
        )  # fmt: skip

    async def describe(self, skill: Skill) -> Description:
        """What a skill says of its functions, read inside the sandbox and checked here."""
        request = RunRequest(new_id(), "describe", skill=skill.files)
        record = await self._pool.run(request, Gatekeeper(skill.name), {})
        return checked(record.value(), skill.name)


def _request(work: Work, files: SkillFiles | None, folders: Mapping[str, bool], limits: RunLimits) -> RunRequest:
    script = bool(work.script)
    bounded = RunRequest(
        work.id, "exec", code=work.code, wall_s=work.wall_s, output=limits.output_chars,
        cpu_s=limits.compute_s * (SCRIPT_COMPUTES if script else 1),
        most_calls=limits.calls * (SCRIPT_CALLS if script else 1),
    )  # fmt: skip
    if files is None:
        return bounded
    if script:
        return replace(bounded, kind="script", skill=files, program=_program(work, files, folders))
    return replace(bounded, kind="function", skill=files, function=work.function, args=work.args)


def _program(work: Work, files: SkillFiles, folders: Mapping[str, bool]) -> Program:
    """It begins in the folder that was granted, where there is one; else in its own."""
    argv, stdin = work.args.get("argv") or [], work.args.get("stdin") or ""
    assert isinstance(argv, list), "the caller has checked the arguments"
    cwd = next(iter(folders)) if len(folders) == 1 else GUEST_TEMP
    return Program(script_of(files, work.script), [str(each) for each in argv], check_stdin(str(stdin)), cwd)


def _folders(gate: Gatekeeper, journal: Journal | None) -> Mapping[str, bool]:
    """Those that were granted when it began, so that a run which is continued goes the same way."""
    found = journal.granted if journal is not None and journal.steps else folders_of(gate)
    return {path: changed for path, changed in found.items() if Path(path).is_dir()}

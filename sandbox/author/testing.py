"""Runs a skill's own tests, each in a fresh guest, behind a gatekeeper."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from sandbox.author.check import Checked
from sandbox.author.fakes import Recording, TestGate, with_fakes
from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.services.local import parse_grant
from sandbox.services.service import ServicesOf
from sandbox.skills import Skill
from shared.errors import FelloeError, InvalidArgument
from shared.ids import new_id

RECORDED = "tests/recorded"


@dataclass(frozen=True, slots=True)
class SkillTest:
    path: str
    name: str
    line: int

    @property
    def recording(self) -> str:
        """Path of its recording in the skill."""
        return f"{RECORDED}/{PurePosixPath(self.path).stem}.{self.name}.json"


@dataclass(frozen=True, slots=True)
class Tested:
    test: SkillTest
    record: RunRecord
    replayed: bool = False
    problem: str = field(default="")
    """Why its recording could not be read or kept."""

    @property
    def ok(self) -> bool:
        return self.record.ok and not self.problem

    def as_json(self) -> dict[str, Any]:
        error = {"error": self.record.error.model_dump(mode="json")} if self.record.error else {}
        return {
            "path": self.test.path,
            "line": self.test.line,
            "name": self.test.name,
            "ok": self.ok,
            "replayed": self.replayed,
            **({"problem": self.problem} if self.problem else error),
            "run": self.record.figures(),
        }


def selected(checked: Checked, word: str | None) -> list[SkillTest]:
    """Its tests in the order of their files, those with `word` in their names."""
    tests = [
        SkillTest(path, found["name"], found["line"])
        for path, named in checked.tests.items()
        for found in named
        if found["name"].isidentifier()
    ]
    chosen = [test for test in tests if not word or word in f"{test.path}::{test.name}"]
    if tests and not chosen:
        raise InvalidArgument(f"No test has '{word}' in its name. There are: {', '.join(t.name for t in tests)[:500]}.")
    return chosen


class TestRuns:
    """What the tests of one skill have in common."""

    __test__ = False

    def __init__(
        self, pool: Pool, skill: Skill, services: ServicesOf, grants: Sequence[Capability], folder: Path | None
    ) -> None:
        """`folder` is the skill's own where real answers are to be recorded."""
        self._pool = pool
        self._skill = skill
        self._services = services
        self._grants = grants
        self._folder = folder

    async def of(self, tests: Sequence[SkillTest]) -> AsyncIterator[Tested]:
        for test in tests:
            yield await self._one(test)

    async def _one(self, test: SkillTest) -> Tested:
        kept = None if self._folder else self._skill.files.files.get(test.recording)
        try:
            if kept is not None:
                recording = Recording.read(test.recording, kept)
                granted = [Capability.parse(text) for text in recording.granted]
                return Tested(test, await self._run(test, granted, recording, replay=True), replayed=True)
            recording = Recording([str(grant) for grant in self._grants])
            record = await self._run(test, self._grants, recording if self._folder else None)
            if record.ok:
                self._keep(test, recording)
            return Tested(test, record)
        except FelloeError as error:
            return Tested(
                test, RunRecord(id=new_id(), ok=False, error=error.body(), elapsed_ms=0), problem=error.message
            )

    async def _run(
        self, test: SkillTest, grants: Sequence[Capability], recording: Recording | None, replay: bool = False
    ) -> RunRecord:
        name = self._skill.manifest.name
        rules = Gatekeeper.granting(name, grants).rules
        gate = TestGate(name, rules, declared=tuple(_declared(self._skill)))
        request = RunRequest(new_id(), "test", skill=self._skill.files, function=test.name, args={"file": test.path})
        async with self._services(name, self._skill.name) as services:
            return await self._pool.run(request, gate, with_fakes(services, recording, replay))

    def _keep(self, test: SkillTest, recording: Recording) -> None:
        if self._folder is None:
            return
        file = self._folder / test.recording
        if recording:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(recording.text(), encoding="utf-8")
        else:
            file.unlink(missing_ok=True)


def _declared(skill: Skill) -> list[Capability]:
    """What SKILL.md asks for, as far as it is written rightly; `check` says the rest."""
    found = []
    for text in skill.manifest.capabilities:
        try:
            found.append(parse_grant(text))
        except InvalidArgument:
            continue
    return found


def totals(done: Sequence[Tested]) -> Mapping[str, Any]:
    return {
        "passed": sum(tested.ok for tested in done),
        "failed": sum(not tested.ok for tested in done),
        "elapsed_ms": round(sum(tested.record.elapsed_ms for tested in done), 3),
    }

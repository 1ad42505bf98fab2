"""A real node: whichever step of an answer kills it, the answer goes on or says why not, and nothing is done twice."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jobs import Jobs, jobs_of

from shared.names import SkillPath
from spoke.runtime import running
from spoke.settings import node_settings

MOST_STEPS = 150
SKILL = """---
name: diary
description: Writes in a diary.
metadata:
  felloe-capabilities: files.write:{declared}
---
"""
FUNCTIONS = '''
from pathlib import Path

def write(path: str) -> str:
    """Write a line."""
    with open(path, "a") as diary:
        diary.write("line\\n")
    {after}
    return "written"
'''


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    with jobs_of("killed_answer.py") as jobs:
        yield jobs


async def furnish(folder: Path, *, asks: bool) -> None:
    """A node with a chat and the skill, which may write the diary; `asks`: and must ask for something after that."""
    skill = folder / "diary"
    (skill / "scripts").mkdir(parents=True)
    for name in ("declared", "granted"):
        (folder / name).mkdir()
    (skill / "SKILL.md").write_text(SKILL.format(declared=folder / "declared"))
    after = f"Path({str(folder / 'declared' / 'asked')!r}).write_text('asked')" if asks else ""
    (skill / "scripts" / "skill.py").write_text(FUNCTIONS.format(after=after))
    async with running(node_settings(folder / "data")) as node:
        await node.installing.install(str(skill))
        await node.approvals.grant("diary", f"files.write:{folder / 'granted'}", "allow")
        if not asks:
            await node.registry.expose(SkillPath.parse("diary.write"), "allow")
        await node.sessions.create("Diary")


def kill_everywhere(jobs: Jobs, folder: Path, every: int = 1) -> dict[str, int]:
    """How often the call ended in which state."""
    seen: dict[str, int] = {}
    for step in range(1, MOST_STEPS, every):
        data, diary = folder / f"data{step}", folder / "granted" / f"diary{step}"
        shutil.copytree(folder / "data", data)
        killed = jobs.run(data=data, diary=diary, ask=True, kill_at=step)
        if killed:
            jobs.run(data=data, diary=diary, ask=False)
        lines = diary.read_text().split() if diary.exists() else []
        answers = json.loads((data / "ended").read_text())
        assert len(lines) <= 1, (step, answers)
        assert len(answers) == 1 or (killed and not answers and not lines), (step, answers)
        for answer in answers:
            assert answer["reason"] == "answered", (step, answer)
            assert answer["states"] in (["done"], ["unknown"]), (step, answer)
            assert ("done" in answer["states"]) <= (len(lines) == 1), (step, answer)
            assert ("unknown" in answer["states"]) <= (killed and "outcome_unknown" in answer["text"]), (step, answer)
            state = answer["states"][0]
            told = '"written"' if state == "done" else '{"error": '
            assert answer["text"].startswith(f"Writing. {told}"), (step, answer)
            assert answer["text"].count(told) == answer["text"].count("Writing") == 1, (step, answer)
            seen[state] = seen.get(state, 0) + 1
        if not killed:
            return seen
    pytest.fail(f"the answer did not end within {MOST_STEPS} steps")


@pytest.mark.timeout(300)
def test_a_node_killed_at_any_step_of_an_answer_goes_on_and_does_nothing_twice(jobs: Jobs, tmp_path: Path) -> None:
    """Steps are counted, not picked: before and after each commit and each host call. Every second is enough here,
    since after one is mostly before the next."""
    asyncio.run(furnish(tmp_path, asks=False))
    seen = kill_everywhere(jobs, tmp_path, every=2)
    assert seen["done"] > 2, seen
    assert seen["unknown"] > 1, seen


@pytest.mark.soak
def test_a_node_killed_at_each_single_step_of_an_answer_does_nothing_twice(jobs: Jobs, tmp_path: Path) -> None:
    asyncio.run(furnish(tmp_path, asks=False))
    seen = kill_everywhere(jobs, tmp_path)
    assert seen["done"] > 5, seen
    assert seen["unknown"] > 2, seen


@pytest.mark.soak
def test_a_node_killed_at_any_step_of_an_answer_that_waits_does_nothing_twice(jobs: Jobs, tmp_path: Path) -> None:
    asyncio.run(furnish(tmp_path, asks=True))
    seen = kill_everywhere(jobs, tmp_path)
    assert seen["done"] > 5, seen
    assert seen["unknown"] > 2, seen

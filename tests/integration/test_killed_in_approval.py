"""A real node: whichever step of a call that waits for its user kills it, nothing that the call does is done twice."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jobs import Jobs, jobs_of

from spoke.runtime import running
from spoke.settings import node_settings

MOST_STEPS = 120
SKILL = """---
name: diary
description: Writes in a diary, in two places.
metadata:
  felloe-capabilities: files.write:{declared}
---
"""
FUNCTIONS = '''
from pathlib import Path

def write(path: str) -> str:
    """Write a line before and a line after something that is asked."""
    with open(path, "a") as diary:
        diary.write("before\\n")
    Path({asked!r}).write_text("asked")
    with open(path, "a") as diary:
        diary.write("after\\n")
    return "written"
'''


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    with jobs_of("killed_approval.py") as jobs:
        yield jobs


async def furnish(folder: Path) -> None:
    """A node with the skill, which may write the diary and must ask for the rest."""
    skill = folder / "diary"
    (skill / "scripts").mkdir(parents=True)
    (folder / "declared").mkdir()
    (skill / "SKILL.md").write_text(SKILL.format(declared=folder / "declared"))
    asked = str(folder / "declared" / "asked")
    (skill / "scripts" / "skill.py").write_text(FUNCTIONS.format(asked=asked))
    async with running(node_settings(folder / "data")) as node:
        await node.installing.install(str(skill))
        await node.approvals.grant("diary", f"files.write:{folder / 'granted'}", "allow")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("every", [2, pytest.param(1, marks=pytest.mark.soak)])
def test_a_node_killed_at_any_step_of_a_call_that_waits_does_nothing_twice(
    jobs: Jobs, tmp_path: Path, every: int
) -> None:
    """Steps are counted, not picked: before and after each commit and each host call. Every second is enough here,
    since after one is mostly before the next."""
    asyncio.run(furnish(tmp_path))
    seen: dict[str, int] = {}
    (tmp_path / "granted").mkdir()
    for step in range(1, MOST_STEPS, every):
        data, diary = tmp_path / f"data{step}", tmp_path / "granted" / f"diary{step}"
        shutil.copytree(tmp_path / "data", data)
        killed = jobs.run(data=data, diary=diary, call=True, kill_at=step)
        if killed:
            jobs.run(data=data, diary=diary, call=False)
        lines = diary.read_text().split() if diary.exists() else []
        ended = (data / "ended").read_text() if (data / "ended").exists() else "never put aside"
        assert lines in ([], ["before"], ["before", "after"]), (step, ended, lines)
        assert (ended == "ok") <= (lines == ["before", "after"]), (step, ended, lines)
        assert ended in ("ok", "outcome_unknown", "never put aside"), (step, ended)
        assert (ended == "outcome_unknown") <= killed
        seen[ended] = seen.get(ended, 0) + 1
        if not killed:
            break
    else:
        pytest.fail(f"the call did not end within {MOST_STEPS} steps")
    assert seen["ok"] > 1, seen
    assert seen["outcome_unknown"] > 1, seen

"""Whichever step of an install kills the node, the version before it works and nothing is left lying about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jobs import Jobs, jobs_of

from sandbox.skills import load_skill
from shared.system.database import Database
from spoke.skills.registry import Registry
from spoke.store.tables import SCHEMA

pytestmark = pytest.mark.anyio
MOST_STEPS = 60


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    with jobs_of("killed_install.py") as jobs:
        yield jobs


def _skill(folder: Path, body: str) -> Path:
    folder.mkdir()
    (folder / "SKILL.md").write_text(f"---\nname: sample\ndescription: A sample.\n---\n{body}\n")
    return folder


async def _restarted(data: Path) -> tuple[str, set[str], set[str]]:
    """After a start: the body of the version in use, the versions, and what lies in the folder."""
    database = Database.open(data / "node.db", SCHEMA)
    registry = Registry(database, data / "skills", lambda: None)
    await registry.start()
    (skill,) = await registry.skills()
    body = (await registry.files("sample")).manifest.body
    await database.close()
    return body, {each.digest for each in skill.versions}, {path.name for path in (data / "skills").iterdir()}


async def test_an_install_is_done_or_not_whichever_step_kills_it(jobs: Jobs, tmp_path: Path) -> None:
    old, new = _skill(tmp_path / "old", "Old."), _skill(tmp_path / "new", "New.")
    digests = {"Old.": {load_skill(old).digest}, "New.": {load_skill(old).digest, load_skill(new).digest}}
    seen = []
    for kill_at in range(1, MOST_STEPS):
        data = tmp_path / str(kill_at)
        data.mkdir()
        jobs.run(data=data, skill=old)
        killed = jobs.run(data=data, skill=new, kill_at=kill_at)
        body, versions, files = await _restarted(data)
        assert versions == digests[body], kill_at
        assert files == {f"{digest}.zip" for digest in versions}, kill_at
        seen.append(body)
        if not killed:
            break
    assert not killed
    assert seen == sorted(seen, reverse=True)  # the old one up to one step, and from there the new one
    assert {"Old.", "New."} == set(seen)
    assert len(seen) > 10

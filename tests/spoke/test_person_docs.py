"""What the documents say of stores, faces and host skills is what the code does."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from shared.limits import LIMITS
from shared.system.database import Database
from shared.timeouts import TIMEOUTS
from spoke.host_skills.host_skills import HostSkills

pytestmark = pytest.mark.anyio
DOCS = Path(__file__).parents[2] / "docs"
USER, SKILLS = (" ".join((DOCS / name).read_text().split()) for name in ("user.md", "skills.md"))


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("A key has up to {} characters", "store_key"),
        ("a value {} bytes", "store_value"),
        ("a store {} keys", "store_entries"),
        ("keys and {} bytes", "store_bytes"),
        ("a title of up to {} characters", "notification_title"),
        ("a text of up to {};", "notification_text"),
        ("a skill may show {} in a minute", "notifications"),
    ],
)
def test_a_limit_in_the_document_is_that_of_the_code(words: str, limit: str) -> None:
    assert words.format(f"{asdict(LIMITS)[limit]:,}") in SKILLS


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("does not answer within {:g} s", TIMEOUTS.face_answer),
        ("takes too long ({:g} s, or", TIMEOUTS.local_call),
        ("after {:g} s SIGKILL", TIMEOUTS.host_skill_stop),
    ],
)
def test_a_time_in_the_document_is_that_of_the_code(words: str, time: float) -> None:
    assert words.format(time) in USER


async def test_the_host_skill_in_the_document_works(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [source] = [
        block for block in re.findall(r"```python\n(.*?)```", (DOCS / "user.md").read_text(), re.DOTALL)
        if "host_skills/lamp.py" in block
    ]  # fmt: skip
    folder = tmp_path / "host_skills"
    folder.mkdir(mode=0o700)
    (folder / "lamp.py").write_text(source)
    (folder / "lamp.py").chmod(0o600)
    (tmp_path / "lampctl").write_text('#!/bin/sh\necho "the lamp is $1"\n')
    (tmp_path / "lampctl").chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    host = HostSkills(database, folder, lambda: None)
    try:
        (lamp,) = await host.skills()
        record = await lamp.run("run", "light", {"on": True}, 10)
    finally:
        await host.close()
    assert record.value() == "the lamp is on\n"

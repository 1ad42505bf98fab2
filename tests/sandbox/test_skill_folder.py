from __future__ import annotations

import os
from pathlib import Path

import pytest

from sandbox.skills import digest_of, load_skill
from shared.errors import BadSkill
from shared.limits import LIMITS

MANIFEST = "---\nname: sample-skill\ndescription: A sample.\n---\nBody.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sample-skill"
    (folder / "scripts").mkdir(parents=True)
    (folder / "SKILL.md").write_text(MANIFEST)
    (folder / "scripts" / "skill.py").write_text("def f() -> int: return 1\n")
    return folder


def test_a_folder_is_read_whole(folder: Path) -> None:
    (folder / "scripts" / "__pycache__").mkdir()
    (folder / "scripts" / "__pycache__" / "x.pyc").write_bytes(b"x")
    skill = load_skill(folder)
    assert set(skill.files.files) == {"SKILL.md", "scripts/skill.py"}
    assert (skill.name, skill.manifest.name, skill.has_functions) == ("sample_skill", "sample-skill", True)


def test_a_skill_without_python_is_instructions_only(folder: Path) -> None:
    (folder / "scripts" / "skill.py").unlink()
    assert not load_skill(folder).has_functions


def test_the_digest_follows_every_name_and_byte(folder: Path) -> None:
    first = load_skill(folder).digest
    assert load_skill(folder).digest == first
    (folder / "SKILL.md").write_text(MANIFEST + " ")
    second = load_skill(folder).digest
    (folder / "scripts" / "skill.py").rename(folder / "scripts" / "skil.py")
    assert len({first, second, load_skill(folder).digest}) == 3


def test_the_digest_does_not_depend_on_the_order_of_files() -> None:
    assert digest_of({"a": b"1", "b": b"2"}) == digest_of({"b": b"2", "a": b"1"})
    assert digest_of({"a": b"1", "b": b"2"}) != digest_of({"a": b"2", "b": b"1"})


def test_what_is_not_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSkill, match="is not a folder"):
        load_skill(tmp_path / "nothing")
    with pytest.raises(BadSkill, match=r"no SKILL\.md"):
        load_skill(tmp_path)


def test_a_folder_that_goes_on_and_on_is_refused_in_words(folder: Path) -> None:
    deep = folder
    for _ in range(200):
        deep = deep / "d"
    deep.mkdir(parents=True)
    with pytest.raises(BadSkill, match="32 folders deep"):
        load_skill(folder)


@pytest.mark.parametrize("target", ["/etc/passwd", "SKILL.md", "../outside", "nowhere"])
def test_a_link_is_refused_wherever_it_leads(folder: Path, target: str) -> None:
    (folder / "assets").symlink_to(target)
    with pytest.raises(BadSkill, match="is a link"):
        load_skill(folder)


def test_a_fifo_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(BadSkill, match="not a regular file"):
        load_skill(folder)


def test_a_skill_that_is_too_large_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        file.truncate(LIMITS.skill_bytes + 1)
    with pytest.raises(BadSkill, match="too large"):
        load_skill(folder)


def test_a_manifest_that_is_not_text_is_refused(folder: Path) -> None:
    (folder / "SKILL.md").write_bytes(b"---\nname: \xff")
    with pytest.raises(BadSkill, match="not UTF-8"):
        load_skill(folder)

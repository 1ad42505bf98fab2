from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import skill_folder
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


def test_one_file_too_many_is_refused(folder: Path) -> None:
    for number in range(LIMITS.skill_files - 2):
        (folder / str(number)).touch()
    load_skill(folder)
    (folder / "one more").touch()
    with pytest.raises(BadSkill, match="at most 2000 files"):
        load_skill(folder)


@pytest.mark.parametrize("name", ["skill.md", "Skill.md"])
def test_a_manifest_may_be_in_another_case(folder: Path, name: str) -> None:
    (folder / "SKILL.md").rename(folder / name)
    assert load_skill(folder).manifest.name == "sample-skill"


@pytest.mark.parametrize("names", [("README.md", "readme.md"), ("\u00e9", "e\u0301"), ("SKILL.md", "skill.md")])
def test_names_that_are_one_on_some_devices_are_refused(folder: Path, names: tuple[str, str]) -> None:
    for name in names:
        (folder / name).write_text(MANIFEST)
    with pytest.raises(BadSkill, match="one name on some devices"):
        load_skill(folder)


@pytest.mark.parametrize("name", ["a\\b", "a\nb", "c:x"])
def test_a_name_that_is_none_on_some_devices_is_refused(folder: Path, name: str) -> None:
    (folder / name).touch()
    with pytest.raises(BadSkill, match="no name of a file on every device"):
        load_skill(folder)


def test_files_that_are_not_text_and_skills_in_a_skill_are_part_of_it(folder: Path) -> None:
    (folder / "assets").mkdir()
    (folder / "assets" / "x.bin").write_bytes(b"\xff\x00")
    (folder / "inner").mkdir()
    (folder / "inner" / "SKILL.md").write_text("---\n")
    assert {"assets/x.bin", "inner/SKILL.md"} < set(load_skill(folder).files.files)


Change = Callable[[Path], object]


def _write_over(folder: Path) -> None:
    (folder / "SKILL.md").write_text(MANIFEST.replace("Body", "Bode"))


CHANGES: dict[str, Change] = {
    "a file is written": lambda folder: (folder / "scripts/skill.py").write_text("def f() -> int: return 2\n"),
    "a file grows": lambda folder: os.truncate(folder / "scripts/skill.py", 1000),
    "a file is written after it was read": _write_over,
    "a file is put in place of another": lambda folder: (folder / "SKILL.md").rename(folder / "scripts/skill.py"),
    "a file comes": lambda folder: (folder / "new").touch(),
    "a file becomes a link": lambda folder: _become(folder / "scripts/skill.py", os.symlink, "/etc/passwd"),
    "a file becomes a fifo": lambda folder: _become(folder / "scripts/skill.py", os.mkfifo),
    "a file goes": lambda folder: (folder / "scripts/skill.py").unlink(),
    "a folder becomes a link": lambda folder: _become_link(folder / "scripts"),
}


def _become(path: Path, make: Callable[..., None], *args: str) -> None:
    path.unlink()
    make(*args, path)


def _become_link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_folder_that_changes_while_it_is_read_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    """The change comes between the reading of SKILL.md and of the files after it."""
    real = skill_folder._read
    waiting = [change]

    def read(path: Path, listed: skill_folder.Sign) -> bytes:
        data = real(path, listed)
        if waiting:
            waiting.pop()(folder)
        return data

    monkeypatch.setattr(skill_folder, "_read", read)
    with pytest.raises(BadSkill, match=r"changed while it was read|cannot be read|is a link"):
        load_skill(folder)

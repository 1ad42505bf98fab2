"""Finding skills at a path: a folder, a zip, a git checkout, of one skill or several."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox.shelf import Shelf
from shared.errors import BadSkill, NotFound

MANIFEST = "---\nname: {}\ndescription: A sample.\n---\nBody.\n"


def skill(folder: Path, name: str | None = None) -> Path:
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(MANIFEST.format(name or folder.name))
    return folder


@pytest.fixture
def several(tmp_path: Path) -> Path:
    for name in ("one", "two", "two/inner", "deep/er/three"):
        skill(tmp_path / "several" / name, name.rpartition("/")[2])
    skill(tmp_path / "several" / "four", "named-otherwise")
    return tmp_path / "several"


def zip_of(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder), "zip", folder))


def git(folder: Path, *words: str) -> str:
    author = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *author, "-C", folder, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def committed(folder: Path) -> str:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "All")
    return git(folder, "rev-parse", "HEAD")


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_path_of_one_skill_is_that_skill(tmp_path: Path, kind: str) -> None:
    folder = skill(tmp_path / "sample")
    path = folder if kind == "folder" else zip_of(folder)
    found = Shelf(path).one()
    assert (found.skill.manifest.name, found.skill.files.files) == (
        "sample",
        {"SKILL.md": b"%b" % MANIFEST.format("sample").encode()},
    )
    assert (found.source.kind, found.source.path, found.source.inner) == (kind, str(path), "")


def test_a_skill_is_the_same_from_a_folder_and_a_zip(several: Path) -> None:
    for name in ("one", "three", "named-otherwise"):
        assert Shelf(several).one(name).skill == Shelf(zip_of(several)).one(name).skill


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_path_of_several_lists_them_and_gives_one_by_name(several: Path, kind: str) -> None:
    shelf = Shelf(several if kind == "folder" else zip_of(several))
    with pytest.raises(BadSkill, match=r"holds 4 skills: four, one, two, three\. Pick one with --skill NAME"):
        shelf.one()
    assert shelf.one("three").source.inner == "deep/er/three"
    assert shelf.one("inner").source.inner == "two/inner"
    assert shelf.one("named_otherwise").source.inner == "four"
    assert shelf.every() == ["four", "one", "two", "deep/er/three"]
    with pytest.raises(NotFound, match="no skill 'five'; it has"):
        shelf.one("five")


def test_two_of_one_name_are_not_chosen_between(several: Path) -> None:
    skill(several / "other" / "one")
    with pytest.raises(BadSkill, match="several skills 'one': one, other/one"):
        Shelf(several).one("one")


def test_a_single_skill_below_a_folder_is_found(tmp_path: Path) -> None:
    skill(tmp_path / "repository" / "skills" / "only")
    for path in (tmp_path / "repository", zip_of(tmp_path / "repository")):
        assert Shelf(path).one().skill.manifest.name == "only"


def test_a_skill_with_skills_in_it_is_one(several: Path) -> None:
    assert set(Shelf(several / "two").one().skill.files.files) == {"SKILL.md", "inner/SKILL.md"}


def test_a_path_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSkill, match=r"has no SKILL\.md"):
        Shelf(tmp_path).one()
    with pytest.raises(BadSkill, match="neither a folder nor a zip"):
        Shelf(tmp_path / "nothing")
    (tmp_path / "text.zip").write_text("text")
    with pytest.raises(BadSkill, match="is not a zip"):
        Shelf(tmp_path / "text.zip")


def test_of_a_checkout_what_git_ignores_stays_out_and_the_commit_is_told(several: Path) -> None:
    (several / ".gitignore").write_text("*.log\n/four\n")
    commit = committed(several)
    (several / "one" / "run.log").write_text("x")
    (several / "one" / "new.md").write_text("not added yet")
    shelf = Shelf(several)
    found = shelf.one("one")
    assert set(found.skill.files.files) == {"SKILL.md", "new.md"}
    assert (found.source.kind, found.source.commit, "four" in shelf.every()) == ("git", commit, False)
    assert set(Shelf(several / "one").one().skill.files.files) == {"SKILL.md", "new.md"}


def test_a_skill_that_a_checkout_around_it_ignores_is_a_plain_folder(several: Path) -> None:
    (several / ".gitignore").write_text("/one\n")
    committed(several)
    assert Shelf(several / "one").one().source.kind == "folder"


def test_a_checkout_cannot_have_its_own_programs_run(several: Path, tmp_path: Path) -> None:
    committed(several)
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.sshCommand",
        "filter.x.clean",
        "filter.x.process",
        "core.pager",
        "diff.external",
    ):
        git(several, "config", key, str(program))
    (several / ".gitattributes").write_text("* filter=x\n")
    for hook in ("post-index-change", "fsmonitor-watchman"):
        shutil.copy(program, several / ".git" / "hooks" / hook)
    (several / "one" / "SKILL.md").touch()
    assert Shelf(several).one("one").source.kind == "git"
    assert not ran.exists()


def test_without_git_all_but_its_own_folder_is_taken(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed(several / "one")
    monkeypatch.setenv("PATH", "/nowhere")
    found = Shelf(several / "one").one()
    assert (found.source.kind, set(found.skill.files.files)) == ("folder", {"SKILL.md"})

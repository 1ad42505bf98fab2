"""`felloe-skill new`, `describe`, `pack`, `bench` and `watch`."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from author_skill import PROGRAM, folder, typed
from typer.testing import CliRunner

from sandbox.archive import packed
from sandbox.author import watching
from sandbox.cli import app

pytestmark = pytest.mark.usefixtures("image")
GOOD = '''def f(n: int, kind: str = "a") -> int:
    """Double it.

    Effects: none
    """
    return 2 * n
'''


@pytest.mark.parametrize("name", ["climate", "a-1", "x" * 64])
def test_a_new_skill_has_nothing_to_be_said_of_it(tmp_path: Path, name: str) -> None:
    assert typed("new", name, "--in", tmp_path).returncode == 0
    done = typed("check", tmp_path / name, "--strict")
    assert (done.returncode, done.stdout) == (0, f"{name} is a skill: 1 function, 4 files.\n")


@pytest.mark.parametrize("name", ["Climate", "a--b", "-a", "a_b", "a/b", "..", "x" * 65, "é", ""])
def test_a_name_that_no_skill_may_have_is_refused(tmp_path: Path, name: str) -> None:
    done = typed("new", "--in", tmp_path, "--", name)
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    assert "is not a skill's name" in done.stderr


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert "is there already" in typed("new", "mine", "--in", tmp_path).stderr
    assert list((tmp_path / "mine").iterdir()) == []
    assert "There is no folder" in typed("new", "mine", "--in", tmp_path / "none").stderr


def test_describe_shows_what_a_model_sees(tmp_path: Path) -> None:
    skill = folder(tmp_path, {"scripts/skill.py": GOOD})
    said = typed("describe", skill).stdout
    assert "# In its catalogue\nsample: A skill of the tests.\n" in said
    assert 'def device.sample.f(n: int, kind: str = "a") -> int:\n    """Double it.' in said
    document = json.loads(typed("describe", skill, "--json").stdout)
    assert document["catalogue"] == "sample: A skill of the tests."
    assert document["body"] == "# sample"
    assert document["functions"][0]["stub"] in said


def test_the_same_skill_is_packed_into_the_same_bytes(tmp_path: Path) -> None:
    skill = folder(tmp_path, {"scripts/skill.py": GOOD, "references/a.md": "a"})
    first = json.loads(typed("pack", skill, "--json", cwd=tmp_path).stdout)
    (skill / "__pycache__").mkdir()
    (skill / "__pycache__" / "x.pyc").write_bytes(b"x")
    (skill / "SKILL.md").chmod(0o600)
    (skill / "scripts" / "skill.py").touch()
    second = json.loads(typed("pack", skill, "--json", "--out", tmp_path / "again.zip").stdout)
    assert first["digest"] == second["digest"]
    assert (tmp_path / "sample.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "sample.zip") as archive:
        assert archive.namelist() == ["sample/SKILL.md", "sample/references/a.md", "sample/scripts/skill.py"]
        assert archive.testzip() is None


def test_the_order_in_which_files_were_found_does_not_matter() -> None:
    assert packed({"x": b"1", "b": b"2"}, "a") == packed({"b": b"2", "x": b"1"}, "a")


def test_what_check_refuses_is_not_packed(tmp_path: Path) -> None:
    done = typed("pack", folder(tmp_path, {"scripts/skill.py": "def f(:\n"}), cwd=tmp_path)
    assert done.returncode == 1
    assert "has 1 error; the first: scripts/skill.py:1: invalid syntax." in done.stderr
    assert not (tmp_path / "sample.zip").exists()


def test_an_archive_is_not_put_into_the_skill_itself(tmp_path: Path) -> None:
    skill = folder(tmp_path, {"scripts/skill.py": GOOD})
    done = typed("pack", skill, "--out", skill / "sample.zip")
    assert (done.returncode, (skill / "sample.zip").exists()) == (1, False)
    assert "Choose another place." in done.stderr


def test_an_archive_goes_into_a_folder_by_its_own_name(tmp_path: Path) -> None:
    skill = folder(tmp_path, {"scripts/skill.py": GOOD})
    done = typed("pack", skill, "--out", ".", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "sample.zip").is_file()) == (0, True), done.stderr


def test_an_archive_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    skill = folder(tmp_path, {"scripts/skill.py": GOOD})
    done = typed("pack", skill, "--out", tmp_path / "none" / "a.zip")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_bench_says_how_long_and_where(tmp_path: Path) -> None:
    source = "from pathlib import Path\ndef f(path: str) -> str:\n    return Path(path).read_text()\n"
    (tmp_path / "a.txt").write_text("a")
    skill = folder(tmp_path, {"scripts/skill.py": source})
    argv = ["bench", str(skill), "f", f"path={tmp_path}/a.txt", "-n", "3", "--grant", f"files.read:{tmp_path}"]
    figures = json.loads(typed(*argv, "--json").stdout)
    assert (figures["function"], figures["runs"], figures["host_calls"]) == ("sample.f", 3, 1)
    assert figures["services"]["files.read"]["calls"] == 3
    for key in ("whole_ms", "guest_ms", "host_call_ms"):
        assert 0 < figures[key]["median"] <= figures[key]["p95"] <= figures[key]["max"]
    assert figures["whole_ms"]["median"] > figures["guest_ms"]["median"]
    assert figures["cold_ms"] > figures["whole_ms"]["median"]
    said = typed(*argv).stdout
    assert said.startswith("sample.f, 3 runs in one warm worker, in ms:\n")
    assert "  one files.read " in said


def test_a_function_that_fails_is_not_measured(tmp_path: Path) -> None:
    skill = folder(tmp_path, {"scripts/skill.py": "def f(n: int) -> int:\n    raise ValueError('no')\n"})
    done = typed("bench", skill, "f", "n=1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "ValueError: no (scripts/skill.py, line 2)\n"


def test_watch_tests_again_after_each_save_also_when_the_file_was_away(tmp_path: Path) -> None:
    tests = "def test_it():\n    assert WORD == 'RIGHT'\n"
    skill = folder(tmp_path, {"scripts/skill.py": GOOD, "tests/test_it.py": tests.replace("WORD", "'right'")})
    file = skill / "tests" / "test_it.py"
    command = [PROGRAM, "watch", skill]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        said: list[str] = []

        def until_waiting() -> str:
            said.clear()
            for line in process.stdout or []:
                said.append(line)
                if line.startswith("Waiting"):
                    break
            return "".join(said)

        assert "'right' == 'RIGHT'" in until_waiting()
        file.unlink()
        assert "sample is a skill" in until_waiting()
        part = file.with_name("part")
        part.write_text(tests.replace("WORD", "'RIGHT'"))
        part.replace(file)
        assert "1 passed" in until_waiting()
        file.write_text("def test_it(:\n")
        assert "tests/test_it.py:1: invalid syntax." in until_waiting()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@pytest.mark.anyio
async def test_a_folder_that_was_away_is_seen_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    skill, away = folder(tmp_path, {"scripts/skill.py": GOOD}), tmp_path / "away"
    loop, looked, look = asyncio.get_running_loop(), asyncio.Event(), watching._state

    def seen(path: Path) -> Any:
        if (state := look(path)) is None:
            loop.call_soon_threadsafe(looked.set)
        return state

    monkeypatch.setattr(watching, "_state", seen)
    monkeypatch.setattr(watching, "INTERVAL_S", 0.001)
    changed = watching.changes(skill)
    await anext(changed)
    skill.rename(away)
    told = asyncio.ensure_future(anext(changed))
    async with asyncio.timeout(20):
        await looked.wait()
    (away / "scripts" / "skill.py").write_text(GOOD + "# more\n")
    away.rename(skill)
    await told
    await changed.aclose()


COMMANDS = ["new", "check", "describe", "run", "exec", "test", "watch", "play", "bench", "pack"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example(command: str) -> None:
    said = CliRunner().invoke(app, [command, "--help"]).stdout
    assert f"felloe-skill {command} " in said.partition("Example: ")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_without_its_arguments_is_wrong_usage(command: str) -> None:
    assert CliRunner().invoke(app, [command]).exit_code == 2

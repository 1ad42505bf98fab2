"""`felloe-skill` as a person types it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from author_skill import PROGRAM, folder, typed
from typer.testing import CliRunner

from sandbox.cli import app
from sandbox.image import ImageCache

CLIMATE = str(Path(__file__).parents[2] / "resources" / "skills" / "climate")
pytestmark = pytest.mark.usefixtures("image")


def test_run_prints_what_is_yielded_as_it_comes_and_then_only_what_is_new(tmp_path: Path) -> None:
    source = """
from collections.abc import Generator, Iterator
from pathlib import Path
def lines(n: int) -> Iterator[int]:
    yield from range(n)
def work(n: int) -> Generator[int, None, str]:
    yield from range(n)
    return "all"
def stops(n: int) -> Iterator[int]:
    yield n
    raise ValueError("no more")
"""
    made = folder(tmp_path, {"scripts/skill.py": source})
    shown = {name: typed("run", str(made), name, "n=2") for name in ("lines", "work", "stops")}
    assert {name: done.stdout for name, done in shown.items()} == {
        "lines": "0\n1\n", "work": '0\n1\n"all"\n', "stops": "2\n",
    }  # fmt: skip
    assert (shown["stops"].returncode, "ValueError: no more" in shown["stops"].stderr) == (1, True)
    assert typed("run", str(made), "lines", "n=0").stdout == "[]\n"
    answer = json.loads(typed("run", str(made), "lines", "n=2", "--json").stdout)
    assert (answer["result"], answer["run"]["streamed"]) == ([0, 1], 2)


def test_a_value_is_printed_before_the_next_is_made(tmp_path: Path) -> None:
    source = "from collections.abc import Iterator\ndef f() -> Iterator[int]:\n    yield 1\n    while True: pass\n"
    made = folder(tmp_path, {"scripts/skill.py": source})
    with subprocess.Popen([PROGRAM, "run", made, "f"], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline() == "1\n"
        assert running.poll() is None
        running.terminate()


def test_run_prints_the_result_and_figures_as_json() -> None:
    done = typed("run", CLIMATE, "summary", "sensor=attic", "hours=48", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["ok"], answer["result"]["readings"]) == (0, True, 48)
    assert set(answer["run"]) == {
        "id", "digest", "streamed", "elapsed_ms", "guest_ms", "peak_memory_bytes", "memory_limit_bytes",
        "stdout", "stderr", "truncated",
        "calls",
    }  # fmt: skip


def test_run_takes_arguments_as_one_object_and_pairs_win() -> None:
    done = typed("run", CLIMATE, "summary", "hours=2", "--args", '{"sensor": "cellar", "hours": 5}')
    assert json.loads(done.stdout)["readings"] == 2


def test_arguments_that_do_not_fit_are_named() -> None:
    done = typed("run", CLIMATE, "summary", "sensor=roof")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'The argument \'sensor\' does not fit: it must be one of "attic", "cellar".\n'


def test_a_function_that_is_not_there_is_an_error_in_json_too() -> None:
    done = typed("run", CLIMATE, "sumary", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["ok"], answer["error"]["code"]) == (1, False, "not_found")
    assert answer["run"]["calls"] == []


def test_an_exception_shows_the_skills_own_lines() -> None:
    done = typed("run", CLIMATE, "calibrate", "sensor=attic", "offset=9")
    assert done.returncode == 1
    assert done.stderr.startswith('  File "/skill/climate/scripts/skill.py", line ')
    assert done.stderr.endswith("ValueError: An offset of 9 °C means a broken sensor; replace it.\n")


def test_exec_reads_code_from_standard_input() -> None:
    done = typed("exec", "-", stdin="print('hi')\nsum(range(10))")
    assert (done.returncode, done.stdout) == (0, "hi\n45\n")


def test_exec_reads_only_what_was_granted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    code = tmp_path / "code.py"
    code.write_text(f"open({str(tmp_path / 'a.txt')!r}).read()")
    denied = typed("exec", str(code), "--json")
    answer = json.loads(denied.stdout)
    assert (denied.returncode, answer["error"]["code"]) == (1, "not_granted")
    assert answer["run"]["calls"][0]["verdict"] == "denied"
    granted = typed("exec", str(code), "--grant", f"files.read:{tmp_path}", "--json")
    assert json.loads(granted.stdout)["result"] == "hello"


def test_a_timeout_is_kept() -> None:
    done = typed("exec", "-", "--timeout", "0.5", "--json", stdin="import time\ntime.sleep(50)")
    assert json.loads(done.stdout)["error"]["details"] == {"limit": "wall"}


def test_check_and_describe_say_what_a_skill_offers() -> None:
    assert typed("check", CLIMATE).stdout == "climate is a skill: 3 functions, 3 files.\n"
    described = json.loads(typed("describe", CLIMATE, "--json").stdout)
    assert {one["name"]: one["effects"] for one in described["functions"]} == {
        "sensors": "none", "summary": "none", "calibrate": "effect",
    }  # fmt: skip


@pytest.mark.parametrize(
    "args", [["check", "/nothing"], ["exec", "/nothing"], ["run", CLIMATE, "summary", "--args", "["]]
)
def test_bad_input_is_one_sentence_and_exit_1(args: list[str]) -> None:
    done = typed(*args)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_wrong_usage_is_exit_2() -> None:
    assert typed("run").returncode == 2


def test_image_info_says_where_it_is(image: ImageCache) -> None:
    assert json.loads(typed("image", "info", "--json").stdout)["path"] == str(image.info().path)


@pytest.mark.parametrize("command", [["check"], ["describe"], ["run"], ["exec"], ["image", "build"], ["image", "info"]])
def test_help_has_an_example(command: list[str]) -> None:
    assert "Example: " in CliRunner().invoke(app, [*command, "--help"]).stdout


ESCAPES = r"""
import sys
print("\x1b]0;owned\x07\x1b[2J")
try: open("/x\x1b[2J\r\nallowed: nothing")
except Exception: pass
raise ValueError("\x1b[31mred")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_no_text_of_foreign_code_tells_a_terminal_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(ESCAPES)
    ours, theirs = os.openpty()
    running = subprocess.Popen([PROGRAM, "exec", tmp_path / "code.py"], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # the other end was closed
        while part := os.read(ours, 65_536):
            said += part
    os.close(ours)
    assert running.wait() == 1
    assert b"ValueError" in said
    assert b"\x1b" not in said
    assert b"\nallowed: nothing" not in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xef\xbb\xbf6 * 7", "42"),
        (b"\xff\xfe", "cannot be read as UTF-8"),
        (b"x = = 1", "line 1"),
        ("€".encode() * 400_000, "is too long"),
        (None, "is a folder"),
    ],
)
def test_files_that_are_odd_are_read_or_refused_in_words(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "code.py"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    done = typed("exec", str(path))
    assert words in done.stdout + done.stderr
    assert "should not" not in done.stderr


COUNTER = '''
from felloe import notify, store

def count() -> int:
    """Count its calls."""
    notify("Counted\\x1b[2J")
    return store.update("n", lambda n: n + 1, 0)
'''


def test_a_skills_store_lasts_for_a_run_or_in_the_file_that_is_named(tmp_path: Path) -> None:
    skill = folder(tmp_path, {"scripts/skill.py": COUNTER}, "counter")
    count = ("run", str(skill), "count", "--grant", "store", "--grant", "notify")
    assert [typed(*count).stdout.strip() for _ in range(2)] == ["1", "1"]
    kept = [typed(*count, "--store", str(tmp_path / "kept.db")) for _ in range(2)]
    assert [done.stdout.strip() for done in kept] == ["1", "2"]
    assert "Notification (counter): Counted[2J\n" in kept[0].stderr


def test_text_that_looks_like_a_number_is_text_where_the_function_wants_text(tmp_path: Path) -> None:
    skill = folder(
        tmp_path, {"scripts/skill.py": "def say(title: str, times: int) -> str:\n    return title * times\n"}
    )
    assert json.loads(typed("run", str(skill), "say", "title=2024", "times=2").stdout) == "20242024"
    assert "must be integer" in typed("run", str(skill), "say", "title=2024", "times=often").stderr


def test_felloes_own_data_is_out_of_reach_whatever_is_granted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "secrets.json").write_text("hidden")
    monkeypatch.setenv("FELLOE_DATA", str(tmp_path / "own"))
    code = f"open({str(tmp_path / 'own' / 'secrets.json')!r}).read()"
    done = typed("exec", "-", "--grant", f"files.read:{tmp_path}", "--json", stdin=code)
    assert json.loads(done.stdout)["error"]["code"] == "forbidden"


def test_what_serves_a_run_loads_a_database_only_where_something_is_kept() -> None:
    code = "import sys, sandbox.cli, sandbox.commands.terminal_services; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"

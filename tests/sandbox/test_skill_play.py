"""`felloe-skill play`: what a model can do with skills, at a prompt and line by line."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from author_skill import PROGRAM, folder, typed

from shared.limits import LIMITS

pytestmark = pytest.mark.usefixtures("image")

NOTES = '''\
"""Notes."""
from pathlib import Path

def count(text: str) -> int:
    """Count the words of a text.

    Effects: none
    """
    return len(text.split())

def read(path: str) -> str:
    """Read a note."""
    return Path(path).read_text()
'''
REPORT = '''\
from felloe import call, device

def report(text: str) -> str:
    """Say how long a text is."""
    return f"{device.notes.count(text=text)} words"

def again(n: int) -> int:
    """Call itself."""
    return device.report.again(n=n + 1)
'''


@pytest.fixture
def skills(tmp_path: Path) -> list[str]:
    notes = folder(tmp_path, {"scripts/skill.py": NOTES}, "notes")
    return [str(notes), str(folder(tmp_path, {"scripts/skill.py": REPORT}, "report"))]


def lines(skills: list[str], *operations: Any, grants: list[str] | None = None) -> list[dict[str, Any]]:
    stdin = "".join((op if isinstance(op, str) else json.dumps(op)) + "\n" for op in operations)
    done = typed("play", *skills, "--json", *[f"--grant={grant}" for grant in grants or []], stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_function_is_found_described_and_called(skills: list[str]) -> None:
    found, described, called = lines(
        skills,
        {"op": "search", "query": "count words"},
        {"op": "describe", "function": "notes.count"},
        {"op": "call", "function": "notes.count", "args": {"text": "a b c"}},
    )
    assert found["result"][0]["function"] == "notes.count"
    assert described["result"]["stub"].startswith('def device.notes.count(text: str) -> int:\n    """Count the words')
    assert described["result"]["parameters"]["required"] == ["text"]
    assert (called["ok"], called["result"], called["calls"]) == (True, 3, [])


def test_code_calls_functions_and_each_inner_run_is_told(skills: list[str]) -> None:
    code = "sum(device.notes.count(text=text) for text in ('a b', 'c'))"
    [answer] = lines(skills, {"op": "run", "code": code})
    assert answer["result"] == 3
    assert [(inner["call"], inner["ok"]) for inner in answer["calls"]] == [("notes.count", True)] * 2
    assert [row["target"] for row in answer["run"]["calls"]] == ["device:notes.count"] * 2


def test_a_skill_calls_another_only_where_that_was_granted(skills: list[str]) -> None:
    call = {"op": "call", "function": "report.report", "args": {"text": "a b"}}
    [refused] = lines(skills, call)
    assert refused["error"]["code"] == "not_granted"
    [allowed] = lines(skills, call, grants=["call:notes.count"])
    assert allowed["result"] == "2 words"
    assert [inner["call"] for inner in allowed["calls"]] == ["notes.count"]


def test_a_function_reads_only_what_was_granted(skills: list[str], tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    code = {"op": "run", "code": f"device.notes.read(path='{tmp_path}/note.txt')"}
    [refused] = lines(skills, code)
    assert refused["calls"][0]["error"]["code"] == "not_granted"
    assert lines(skills, code, grants=[f"files.read:{tmp_path}"])[0]["result"] == "hello"


def test_what_a_skill_keeps_lives_as_long_as_the_play(tmp_path: Path) -> None:
    source = (
        "from felloe import store\ndef count() -> int:\n    store['n'] = store.get('n', 0) + 1\n    return store['n']\n"
    )
    skill = str(folder(tmp_path, {"scripts/skill.py": source}, "counter"))
    call = {"op": "call", "function": "counter.count"}
    assert [answer["result"] for answer in lines([skill], call, call, grants=["store"])] == [1, 2]
    assert lines([skill], call, grants=["store"])[0]["result"] == 1


def test_a_chain_of_calls_ends_at_its_depth(skills: list[str]) -> None:
    [answer] = lines(skills, {"op": "run", "code": "device.report.again(n=0)"}, grants=["call:*"])
    assert answer["error"]["details"]["limit"] == "depth"
    assert max(inner["depth"] for inner in answer["calls"]) == LIMITS.call_depth


BAD = [
    ("nonsense", "not JSON"),
    ("[" * 300 + "]" * 300, "nested"),
    ("[]", "A line must be an object"),
    ({"op": "fly"}, '"op": "search"'),
    ({"op": "run"}, "'code' does not fit"),
    ({"op": "search", "query": 3}, "'query' does not fit"),
    ({"op": "search", "extra": 1}, "'extra' does not fit"),
    ({"op": "describe", "function": "a"}, "not a skill path"),
    ({"op": "describe", "function": "a.b"}, "There is no function 'a.b'"),
    ({"op": "call", "function": "notes.count"}, "'text' is missing"),
    ({"op": "call", "function": "notes.none"}, "There is count, read."),
    ({"op": "run", "code": "devices.attic.notes.count(text='')"}, "There is no device 'attic'"),
    ('{"op": "run", "code": "' + "x" * (2 * LIMITS.sandbox_message) + '"}', "may hold"),
]


def test_a_bad_line_is_answered_and_the_next_one_is_heard(skills: list[str]) -> None:
    answers = lines(skills, *[line for line, _ in BAD], {"op": "run", "code": "6 * 7"}, grants=["call:*"])
    for (line, words), answer in zip(BAD, answers, strict=False):
        assert words in answer["error"]["message"], (str(line)[:100], answer)
    assert (len(answers), answers[-1]["result"]) == (len(BAD) + 1, 42)


def test_the_prompt_takes_words(skills: list[str]) -> None:
    said = typed(
        "play", *skills,
        stdin="help\nsearch count\nsearch zebra\ndescribe notes.count\ncall notes.count text='a b c'\n"
        "run\nx = 20\nx + 1\n\nrun open('/etc/hostname')\nfly\ncall notes.count 'x\nquit\nrun 5\n",
    ).stdout  # fmt: skip
    assert said.startswith("notes: A skill of the tests.\nreport: A skill of the tests.\nType help")
    for words in [
        "notes.count: Count the words of a text.\n", "No function has these words.\n", "def device.notes.count(",
        "\n3\n", "\n21\n", "denied: files.read /etc/hostname (", "add: --grant files.read:/etc/hostname\n",
        "'fly' is not a command.", "A quotation mark is not closed.",
    ]:  # fmt: skip
        assert words in said
    assert "\n5\n" not in said, "nothing is heard after quit"


@pytest.mark.parametrize("code", ["1", "print('on'); import time; time.sleep(50)"])
def test_ctrl_c_ends_it_at_the_prompt_and_in_a_run(skills: list[str], code: str) -> None:
    command = [PROGRAM, "play", *skills, "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"op": "run", "code": "1"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"] == 1
        if code != "1":
            process.stdin.write(json.dumps({"op": "run", "code": code}).encode() + b"\n")
            process.stdin.flush()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == b""


def test_two_skills_of_one_name_are_refused(skills: list[str]) -> None:
    done = typed("play", skills[0], skills[0])
    assert (done.returncode, done.stderr) == (1, "Two of the folders hold a skill 'notes'.\n")

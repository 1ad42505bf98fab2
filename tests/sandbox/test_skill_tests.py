"""`felloe-skill test`: a skill's tests in the sandbox, with fakes, recordings and grants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from author_skill import folder, typed
from typer.testing import CliRunner

from sandbox.cli import app

pytestmark = pytest.mark.usefixtures("image")

SKILL = """\
import asyncio
from pathlib import Path
from felloe import device

async def titles(urls: list[str]) -> list[str]:
    loop = asyncio.get_running_loop()
    calls = [loop.host_call("http", {"method": "GET", "url": url}) for url in urls]
    return [answer["text"] for answer in await asyncio.gather(*calls)]

def title(url: str) -> str:
    return asyncio.run(titles([url]))[0]

def found(word: str) -> list[str]:
    return device.notes.search(word=word)["found"]

def first(path: str) -> str:
    return Path(path).read_text()
"""
HEAD = "from felloe import NotGranted\nfrom felloe.testing import calls, fake, raises\nfrom skill import *\n"
URL = "https://example.org/a"


def outcomes(parent: Path, tests: str, *args: str, capabilities: str = "http:example.org") -> dict[str, Any]:
    skill = folder(parent, {"scripts/skill.py": SKILL, "tests/test_it.py": HEAD + tests}, capabilities=capabilities)
    done = CliRunner().invoke(app, ["test", str(skill), "--json", *args])
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == (0 if answer["ok"] else 1)
    return answer


def one(parent: Path, body: str, *args: str, **more: Any) -> dict[str, Any]:
    [test] = outcomes(parent, f"def test_it():\n    {body}\n", *args, **more)["tests"]
    return dict(test)


def rows(test: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["verdict"], f"{row['service']} {row['target']}") for row in test["run"]["calls"]]


def test_a_new_skill_passes_its_tests(tmp_path: Path) -> None:
    assert typed("new", "brand-new", cwd=tmp_path).returncode == 0
    done = typed("test", "brand-new", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("3 passed in ")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("assert 1 + 1 == 3", ["assert 1 + 1 == 3", "1 + 1 = 2"]),
        ("x = [1]; assert x == [2], 'why'", ["AssertionError: why", "x = [1]"]),
        ("x = 5; assert 1 < x < 4", ["x = 5"]),
        ("x = ''; assert x or not len('a')", ["x = ''"]),
        ("assert sorted([2, 1]) == [2, 1] and 1", ["sorted([2, 1]) = [1, 2]"]),
        ("assert 'x' * 9_000 == ''", ["…"]),
        ("assert [n for n in (1, 2) if n > 2]", ["[n for n in (1, 2) if n > 2] = []"]),
        ("assert isinstance(abs(-3), str)", ["abs(-3) = 3"]),
    ],
)
def test_an_assert_that_fails_says_what_it_compared(tmp_path: Path, body: str, words: list[str]) -> None:
    test = one(tmp_path, body)
    assert not test["ok"]
    assert test["error"]["details"]["file"] == "tests/test_it.py"
    assert test["error"]["details"]["line"] == 5
    for word in words:
        assert word in test["error"]["message"]


def test_an_operand_is_evaluated_once(tmp_path: Path) -> None:
    body = "seen = []\n    assert seen.append(1) is None and len(seen) == 1"
    assert one(tmp_path, body)["ok"]


def test_a_failure_in_the_skill_shows_the_skills_own_line(tmp_path: Path) -> None:
    test = one(tmp_path, "fake('call', {})\n    found('milk')", capabilities="call:notes.search")
    assert test["error"]["message"] == "KeyError: 'found'"
    assert (test["error"]["details"]["file"], test["error"]["details"]["line"]) == ("scripts/skill.py", 14)


def test_each_test_has_a_guest_of_its_own(tmp_path: Path) -> None:
    tests = "import skill\ndef test_a():\n    skill.left = 1\ndef test_b():\n    assert not hasattr(skill, 'left')\n"
    assert [test["ok"] for test in outcomes(tmp_path, tests)["tests"]] == [True, True]


def test_async_tests_are_awaited(tmp_path: Path) -> None:
    tests = "async def test_a():\n    await asyncio.sleep(0)\n    assert 0 == 1\n"
    [test] = outcomes(tmp_path, tests)["tests"]
    assert "assert 0 == 1" in test["error"]["message"]


@pytest.mark.parametrize("answer", ["{'text': 'hello'}", "lambda args: {'text': 'hello'}"])
def test_a_fake_answers_what_the_skill_declares_and_is_told_as_one(tmp_path: Path, answer: str) -> None:
    body = f"fake('http', {answer})\n    assert title('{URL}') == 'hello'\n    assert len(calls('http')) == 1"
    test = one(tmp_path, body)
    assert test["ok"], test
    assert rows(test) == [("allowed", "fake.http GET@example.org")]


@pytest.mark.parametrize("answer", ["{'json': {'a': 1}}", "{'content': b'{\"a\": 1}', 'headers': {'A': 'b'}}"])
def test_a_fake_of_a_server_answers_as_a_server_would(tmp_path: Path, answer: str) -> None:
    tests = f"""
import base64, json
async def test_it():
    fake('http', {answer})
    found = await asyncio.get_running_loop().host_call('http', {{'url': '{URL}'}})
    assert json.loads(base64.b64decode(found['data'])) == {{'a': 1}}
    assert (found['status'], found['url'], found['size']) == (200, '{URL}', 8)
    assert found['headers'] in ([], [['A', 'b']])
"""
    assert outcomes(tmp_path, tests)["ok"]


def test_a_fake_answers_the_requests_of_the_http_module(tmp_path: Path) -> None:
    tests = f"""
from felloe import http
def test_it():
    fake('http', {{'status': 404, 'json': {{'a': 1}}, 'headers': {{'A': 'b'}}}})
    found = http.get('{URL}')
    assert (found.status, found.json(), found.headers['a'], found.ok) == (404, {{'a': 1}}, 'b', False)
"""
    assert outcomes(tmp_path, tests)["ok"]


def test_a_fake_answers_gathered_calls_too(tmp_path: Path) -> None:
    tests = f"async def test_a():\n    fake('http', {{'text': 'x'}})\n    assert await titles(['{URL}']) == ['x']\n"
    assert outcomes(tmp_path, tests)["ok"]


def test_a_fake_that_is_an_error_is_raised(tmp_path: Path) -> None:
    assert one(tmp_path, f"fake('http', NotGranted('no'))\n    with raises(NotGranted, 'no'): title('{URL}')")["ok"]


def test_a_fake_does_not_answer_what_the_skill_does_not_ask_for(tmp_path: Path) -> None:
    test = one(tmp_path, f"fake('http', {{'text': ''}})\n    title('{URL}')", capabilities="http:other.org")
    assert rows(test) == [("denied", "fake.http GET@example.org")]
    assert "SKILL.md does not ask for http:example.org" in test["error"]["message"]


def test_a_fakes_arguments_must_be_ones_that_the_service_takes(tmp_path: Path) -> None:
    test = one(tmp_path, "fake('http', {'text': ''})\n    title('nowhere')")
    assert test["error"]["code"] == "invalid_argument"


def test_what_the_skill_asks_for_is_not_granted_to_its_tests(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hi")
    test = one(tmp_path, f"first('{tmp_path}/notes.txt')", capabilities=f"files.read:{tmp_path}")
    assert test["error"]["code"] == "not_granted"


def test_a_grant_reaches_the_real_thing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hi")
    test = one(tmp_path, f"assert first('{tmp_path}/notes.txt') == 'hi'", "--grant", f"files.read:{tmp_path}")
    assert test["ok"]
    assert rows(test)[0][0] == "allowed"


def test_a_recording_answers_when_the_real_thing_is_gone_and_only_what_was_recorded(tmp_path: Path) -> None:
    notes, grant = tmp_path / "notes.txt", ("--grant", f"files.read:{tmp_path}")
    notes.write_text("hi")
    body = f"assert first('{notes}') == 'hi'"
    assert one(tmp_path, body, "--record", *grant)["ok"]
    notes.unlink()
    replayed = one(tmp_path, body)
    assert (replayed["ok"], replayed["replayed"]) == (True, True)
    missing = one(tmp_path, body + f"\n    first('{tmp_path}/other.txt')")
    assert "was recorded. Record the test again with --record." in missing["error"]["message"]
    outside = one(tmp_path, body + "\n    first('/etc/hostname')")
    assert outside["error"]["code"] == "not_granted"


def test_only_a_test_that_passed_leaves_a_recording(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hi")
    body, grant = f"assert first('{tmp_path}/notes.txt') == 'ho'", ("--grant", f"files.read:{tmp_path}")
    assert not one(tmp_path, body, "--record", *grant)["ok"]
    assert not (tmp_path / "sample" / "tests" / "recorded").exists()


def test_a_broken_recording_is_a_clear_failure(tmp_path: Path) -> None:
    recording = tmp_path / "sample" / "tests" / "recorded" / "test_it.test_it.json"
    recording.parent.mkdir(parents=True)
    recording.write_text("{")
    assert one(tmp_path, "pass")["problem"].startswith("tests/recorded/test_it.test_it.json is not a recording.")


def test_only_tests_with_the_word_are_run(tmp_path: Path) -> None:
    tests = "def test_one(): pass\ndef test_two(): pass\n"
    assert [test["name"] for test in outcomes(tmp_path, tests, "-k", "two")["tests"]] == ["test_two"]
    done = typed("test", tmp_path / "sample", "-k", "three")
    assert (done.returncode, done.stderr) == (1, "No test has 'three' in its name. There are: test_one, test_two.\n")


def test_a_test_that_never_ends_fails_and_the_next_one_runs(tmp_path: Path) -> None:
    tests = "def test_a():\n    while True: pass\ndef test_b(): pass\n"
    first, second = outcomes(tmp_path, tests)["tests"]
    assert (first["error"]["code"], second["ok"]) == ("limit_exceeded", True)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"scripts/skill.py": SKILL}, "has no tests. Write functions"),
        ({"scripts/skill.py": SKILL, "tests/test_it.py": "def test_it(:\n"}, "tests/test_it.py:1: invalid syntax."),
        ({"SKILL.md": "nothing"}, "must begin with a line '---'"),
    ],
)
def test_what_keeps_tests_from_beginning_is_said(tmp_path: Path, files: dict[str, str | bytes], words: str) -> None:
    done = typed("test", folder(tmp_path, files))
    assert done.returncode == 1
    assert words in done.stderr


def test_what_a_person_sees_of_a_failure_says_what_to_grant(tmp_path: Path) -> None:
    body = "def test_it():\n    print('before')\n    first('/etc/hostname')\n"
    done = typed("test", folder(tmp_path, {"scripts/skill.py": SKILL, "tests/test_it.py": HEAD + body}))
    said = [line.strip() for line in done.stdout.splitlines()]
    assert said[0].startswith("FAILED tests/test_it.py:4 test_it (")
    assert said[1].startswith("denied: files.read /etc/hostname (")
    assert "| before" in said
    assert "To allow it, add: --grant files.read:/etc/hostname" in said
    assert said[-1].startswith("0 passed, 1 failed in ")

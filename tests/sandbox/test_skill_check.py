"""`felloe-skill check`: everything that is wrong, each with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from author_skill import folder, typed

from sandbox.author.check import Checked, check_folder
from sandbox.author.manifest_check import _fields, check_manifest
from sandbox.author.problem import Problem
from sandbox.pool import Pool

GOOD = "def f(n: int) -> int:\n    return n\n"


def problems(text: str, *files: str, name: str = "sample") -> list[tuple[int, bool, str]]:
    return [(one.line, one.warning, one.message) for one in check_manifest(text, name, ["SKILL.md", *files])]


def manifest(*lines: str, body: str = "") -> str:
    return "\n".join(["---", "name: sample", "description: Does it.", *lines, "---", body])


# --- SKILL.md ----------------------------------------------------------------------------------------------------


def test_nothing_is_said_of_a_manifest_as_it_should_be() -> None:
    assert problems(manifest("license: MIT", "metadata:", "  author: Ana", body="[a](references/a.md#part)"),
                    "references/a.md") == []  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "warning", "words"),
    [
        ("no frontmatter", 1, False, "must begin with a line '---'"),
        ("---\nname: [a\ndescription: x\n---\n", 3, False, "is not YAML"),
        ("---\nname: other\ndescription: x\n---\n", 2, False, "is not that of the folder"),
        ("---\nname: Sample\ndescription: x\n---\n", 2, False, "is not a skill's name"),
        ("---\ndescription: x\n---\n", 1, False, "There is no name"),
        ("---\nname: sample\ndescription:\n---\n", 3, False, "There is no description"),
        (manifest("colour: red"), 4, True, "'colour' is not in the specification"),
        (manifest("metadata:", "  felloe-entri: a.py"), 5, True, "no field that Felloe knows"),
        (manifest("metadata:", "  felloe-entry: a.py"), 5, False, "no file here"),
        (manifest("metadata:", "  felloe-capabilities: http:a.org files.read:notes"), 5, False, "not a whole path"),
        (manifest("metadata: none"), 4, True, "not a mapping"),
        (manifest(f"compatibility: {'x' * 501}"), 4, True, "501 characters"),
        (f"---\nname: sample\ndescription: {'x' * 1025}\n---\n", 3, True, "1025 characters"),
        (manifest(body="\nSee [it](references/it.md)."), 6, False, "There is no file 'references/it.md'"),
        (manifest(body="x\n" * 501), 1, True, "501 lines"),
        (manifest(body="x" * 20_004), 1, True, "about 5001 tokens"),
    ],
)
def test_what_is_wrong_in_a_manifest_has_its_line(text: str, line: int, warning: bool, words: str) -> None:
    [(found_line, found_warning, message)] = problems(text)
    assert words in message
    assert (found_line, found_warning) == (line, warning)


@pytest.mark.parametrize("value", ["[" * 40 + "]" * 40, "- " * 40, "&a [1]\nb: *a"])
def test_yaml_that_would_be_slow_is_not_read_again(value: str) -> None:
    text = f"---\nname: sample\ndescription: x\ncolour:\n  {value}\n---\n"
    assert _fields(text) == ({}, {})
    assert _fields(text.replace(value, "red"))[0]["colour"] == "red"


def test_links_that_lead_elsewhere_or_are_only_shown_are_not_looked_for() -> None:
    body = "[a](https://x.org) [b](#part) [c](mailto:a@x.org) [d](/abs)\n`[e](no.md)`\n```\n[f](no.md)\n```\n"
    assert problems(manifest(body=body)) == []


def test_everything_is_told_at_once() -> None:
    text = "---\nname: Other\ncolour: red\nmetadata:\n  felloe-capabilities: a b\n---\n[x](y.md)\n"
    assert [line for line, _, _ in problems(text)] == [1, 2, 3, 5, 5, 7]


# --- a problem as it is shown ------------------------------------------------------------------------------------


def test_a_problem_is_shown_below_its_line_also_behind_tabs() -> None:
    shown = Problem("a.py", 2, 2, "It is wrong.", width=3).shown("first\n\tabc = 1\n")
    assert shown == "a.py:2: It is wrong.\n     2 |     abc = 1\n       |     ^^^"


@pytest.mark.parametrize(("line", "column"), [(0, 0), (1, 0), (9, 1), (1, 5_000)])
def test_a_problem_without_a_place_in_the_source_quotes_nothing(line: int, column: int) -> None:
    assert "|" not in Problem("a.py", line, column, "It is wrong.").shown("x" * 10_000)


# --- the folder, in the sandbox ----------------------------------------------------------------------------------


async def checked(pool: Pool, parent: Path, files: dict[str, str | bytes]) -> Checked:
    return await check_folder(pool, folder(parent, files))


MANY = ",".join(map(str, range(9_000)))
CODE = [
    ("scripts/skill.py", GOOD + "def f(:\n", 3, False, "invalid syntax"),
    ("scripts/other.py", "x = '\n", 1, False, "unterminated string"),
    ("scripts/skill.py", GOOD + GOOD, 3, False, "'f' is defined in line 1 already"),
    ("scripts/skill.py", GOOD + "def g(a):\n    return a\n", 3, True, "'g' cannot be called: 'a' has"),
    ("scripts/skill.py", GOOD + "def g(a: complex) -> int:\n    return 1\n", 3, True, "'g' cannot be called: 'a'"),
    ("scripts/skill.py", "import numpy\n" + GOOD, 1, True, "'numpy' is not in the sandbox"),
    ("scripts/skill.py", GOOD + "raise ValueError('no')\n", 3, False, "ValueError: no"),
    ("scripts/skill.py", f"from typing import Literal\ndef f(a: Literal[{MANY}]) -> int: ...\n", 2, False, "bytes"),
    ("scripts/bomb.py", "x = " + "(" * 5_000, 1, False, ""),
    ("scripts/bomb.py", "x = " + "-" * 300_000 + "1", 1, False, "cannot be read as Python"),
    ("scripts/latin.py", b"x = '\xff'\n", 1, False, "not UTF-8"),
    ("vendor/pack/_speed.so", b"\x7fELF", 0, True, "Compiled code"),
]  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize(("path", "source", "line", "warning", "words"), CODE)
async def test_what_is_wrong_in_the_code_has_its_file_and_line(
    pool: Pool, tmp_path: Path, path: str, source: str | bytes, line: int, warning: bool, words: str
) -> None:
    found = await checked(pool, tmp_path, {"scripts/skill.py": GOOD, path: source})
    matching = [one for one in found.problems if words in one.message]
    assert [(one.path, one.line, one.warning) for one in matching] == [(path, line, warning)], found.problems


@pytest.mark.anyio
async def test_syntax_newer_than_the_hosts_python_is_no_error(pool: Pool, tmp_path: Path) -> None:
    source = "type Whole = int\ndef f(n: int, s: str = 'a') -> str:\n    return f'{'nested'} {n}'\n"
    assert (await checked(pool, tmp_path, {"scripts/skill.py": source})).problems == []


@pytest.mark.anyio
async def test_an_import_that_the_code_can_do_without_is_no_problem(pool: Pool, tmp_path: Path) -> None:
    source = f"try:\n    import numpy\nexcept ImportError:\n    numpy = None\nimport json, extra, packed\n{GOOD}"
    files = {"scripts/skill.py": source, "scripts/extra.py": "", "vendor/packed/__init__.py": ""}
    assert (await checked(pool, tmp_path, dict(files))).problems == []


@pytest.mark.anyio
async def test_nothing_of_a_skill_runs_while_its_syntax_is_read(pool: Pool, tmp_path: Path) -> None:
    """A file beside the entry module is not imported at all: an endless one would be noticed."""
    assert (await checked(pool, tmp_path, {"scripts/main.py": "while True: pass\n"})).problems == []


def test_check_shows_the_place_and_fails(tmp_path: Path) -> None:
    bad = folder(tmp_path, {"scripts/skill.py": "def f(:\n"})
    done = typed("check", bad)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("scripts/skill.py:1: invalid syntax.\n     1 | def f(:\n       |       ^\n")
    said = json.loads(typed("check", bad, "--json").stdout)
    assert (said["ok"], said["problems"][0]["path"], said["problems"][0]["line"]) == (False, "scripts/skill.py", 1)


def test_warnings_fail_only_a_strict_check(tmp_path: Path) -> None:
    odd = folder(tmp_path, {"scripts/skill.py": GOOD + "def g(a): ...\n"})
    assert typed("check", odd).returncode == 0
    assert typed("check", odd, "--strict").returncode == 1

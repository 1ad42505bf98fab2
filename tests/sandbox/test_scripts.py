"""Scripts of a skill, unmodified, as a person starts them: compared with what plain Python makes of the same input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from author_skill import typed
from typer.testing import CliRunner

from sandbox import run_record
from sandbox.capability import Capability
from sandbox.cli import app
from sandbox.commands.scripts import working_folder
from sandbox.gatekeeper import Gatekeeper
from sandbox.image import ImageCache
from sandbox.pool import Pool
from sandbox.run_record import Program, RunRecord, RunRequest, SkillFiles
from sandbox.services import files
from sandbox.services.local import local_services
from sandbox.skills import load_skill
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS

OFFICE = Path(__file__).with_name("office")
Done = subprocess.CompletedProcess[str]

DOCUMENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>Grüße &amp; more</w:t></w:r></w:p></w:body></w:document>"""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The same folder twice: for the sandbox, and for plain Python."""
    for side in ("ours", "plain"):
        work = tmp_path / side
        (work / "texts" / "deep").mkdir(parents=True)
        (work / "texts" / "a.md").write_text("fine\nends with a space \n")
        (work / "texts" / "deep" / "b.md").write_text("TODO: write\n")
        (work / "sales.csv").write_text("region,amount\nnorth,1000.5\nsouth,2\nnorth,3\n")
        (work / "report.md").write_text("old")
        (work / "broken").mkdir()
        (work / "broken" / "x.xml").write_text("<a>\n<b></a>")
        with zipfile.ZipFile(work / "in.docx", "w") as archive:
            for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"):
                archive.writestr(zipfile.ZipInfo(name), DOCUMENT)
            archive.writestr(zipfile.ZipInfo("word/media/image1.png"), os.urandom(1_000))
    shutil.copy(tmp_path / "ours" / "in.docx", tmp_path / "plain" / "in.docx")
    return tmp_path / "ours", tmp_path / "plain"


def felloe(cwd: Path, *args: str, stdin: str = "") -> Done:
    return typed("script", OFFICE, *args, stdin=stdin, cwd=cwd)


async def office(pool: Pool, cwd: Path, file: str, *args: str, grant: str = "") -> RunRecord:
    gate = Gatekeeper.granting("office", [Capability.parse(grant or f"files.write:{cwd}")])
    program = Program(file, args, cwd=str(cwd))
    return await pool.run(
        RunRequest("run", "script", skill=load_skill(OFFICE).files, program=program), gate, local_services()
    )


def plain(cwd: Path, script: str, *args: str, stdin: str = "") -> Done:
    env = os.environ | {"PYTHONPATH": str(OFFICE / "vendor"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(OFFICE / script), *args]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, timeout=60, env=env)


def tree(folder: Path) -> dict[str, Any]:
    """Everything below; of an archive what is in it, since it holds modes and times of temporary files."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive:
                found[name] = {member: archive.read(member) for member in archive.namelist()}
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


RUNS: list[tuple[str, ...]] = [
    ("scripts/unpack.py", "in.docx", "unpacked"),
    ("scripts/unpack.py", "in.docx"),
    ("scripts/pack.py", "unpacked", "out/new.docx"),
    ("scripts/pack.py", "broken", "broken.docx"),
    ("scripts/pack.py", "broken", "broken.docx", "--force", "--fast"),
    ("scripts/pack.py", "nothing", "x.docx"),
    ("scripts/pack.py", "unpacked", "x.txt"),
    ("scripts/pack.py",),
    ("scripts/validate.py", "texts"),
    ("scripts/validate.py", "texts", "--format", "json"),
    ("scripts/validate.py", "--format=json", "unpacked"),
    ("scripts/report.py", "sales.csv", "report.md"),
]


@pytest.mark.anyio
async def test_public_scripts_do_in_the_sandbox_what_they_do_outside(pool: Pool, folders: tuple[Path, Path]) -> None:
    ours, theirs = folders
    for file, *args in RUNS:
        found, expected = await office(pool, ours, file, *args), plain(theirs, file, *args)
        assert (found.result, found.stdout) == ({"exit_code": expected.returncode}, expected.stdout), (file, args)
        assert usage(found.stderr) == usage(expected.stderr)
        assert tree(ours) == tree(theirs), (file, args)
    assert {path.name for path in ours.iterdir()} >= {"unpacked", "out", "report.md", "report.bak"}


def test_the_same_from_a_command_line(image: ImageCache, folders: tuple[Path, Path]) -> None:
    ours, theirs = folders
    for file, *args in (RUNS[0], RUNS[3]):
        found, expected = felloe(ours, file, *args, "--grant", f"files.write:{ours}"), plain(theirs, file, *args)
        assert (found.returncode, found.stdout, found.stderr) == (
            expected.returncode, expected.stdout, expected.stderr,
        )  # fmt: skip
        assert tree(ours) == tree(theirs), (file, args)


def usage(text: str) -> str:
    """Without how a line of argparse is broken, which differs between versions of Python."""
    return " ".join(text.split())


def test_a_script_reads_standard_input_and_keeps_its_two_streams_apart(image: ImageCache, tmp_path: Path) -> None:
    done = felloe(tmp_path, "scripts/shout.py", "--stdin", stdin="grüße\n\nend")
    assert (done.returncode, done.stdout, done.stderr) == (0, "GRÜSSE\n\nEND", "an empty line\n")
    assert felloe(tmp_path, "scripts/shout.py", stdin="not handed on").stdout == ""


@pytest.mark.anyio
async def test_a_script_reaches_only_what_was_granted(pool: Pool, folders: tuple[Path, Path]) -> None:
    ours, _ = folders
    (ours / "out").mkdir()
    before = tree(ours)
    for grant in ("files.write:/nowhere", f"files.write:{ours / 'out'}", f"files.read:{ours}"):
        error = (await office(pool, ours, "scripts/report.py", "sales.csv", "report.md", grant=grant)).error
        assert error is not None
        assert error.code == "not_granted"
        assert tree(ours) == before


def test_where_nothing_was_granted_the_whole_path_is_named(image: ImageCache, folders: tuple[Path, Path]) -> None:
    ours, _ = folders
    done = felloe(ours, "scripts/report.py", "sales.csv", "report.md")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"office asked for {ours}/sales.csv (files.read). Not granted, so it did not happen." in done.stderr


def test_a_relative_grant_is_a_folder_here(image: ImageCache, folders: tuple[Path, Path]) -> None:
    ours, _ = folders
    done = felloe(ours / "texts", "scripts/report.py", "../sales.csv", "../report.md", "--grant", "files.write:..")
    assert done.returncode == 0, done.stderr
    assert (ours / "report.bak").read_text() == "old"


def test_what_needs_another_program_is_told_so(image: ImageCache, tmp_path: Path) -> None:
    done = felloe(tmp_path, "scripts/call_out.py")
    assert done.returncode == 1
    assert "processes" in done.stderr


def test_options_after_two_dashes_are_all_the_scripts(image: ImageCache, folders: tuple[Path, Path]) -> None:
    ours, _ = folders
    done = felloe(ours, "--grant", "files.read:.", "scripts/validate.py", "texts", "--", "--json", "--debug")
    assert done.returncode == 2
    assert "unrecognized arguments: --json --debug" in done.stderr


def test_help_is_ours_only_where_it_stands_first(image: ImageCache, tmp_path: Path) -> None:
    assert felloe(tmp_path, "scripts/pack.py", "--help").stdout.startswith("usage: pack.py")
    assert "Example: " in CliRunner().invoke(app, ["script", "--help"]).stdout


def test_json_shows_the_exit_code_both_streams_and_each_step(image: ImageCache, folders: tuple[Path, Path]) -> None:
    ours, _ = folders
    done = felloe(ours, "scripts/pack.py", "broken", "x.docx", "--grant", "files.read:.", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["ok"], answer["result"]) == (3, True, {"exit_code": 3})
    assert answer["run"]["stderr"] == "x.xml: not well formed at line 2\n"
    assert {row["service"] for row in answer["run"]["calls"]} <= {"files.stat", "files.list", "files.read"}


def test_a_script_that_is_not_there_is_one_sentence(image: ImageCache, tmp_path: Path) -> None:
    done = felloe(tmp_path, "scripts/nothing.py")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The skill has no file scripts/nothing.py. It has scripts/")
    assert len(done.stderr.splitlines()) == 1


def test_a_script_may_be_named_by_its_path_on_this_machine(image: ImageCache, tmp_path: Path) -> None:
    assert felloe(tmp_path, str(OFFICE / "scripts" / "shout.py"), "--stdin", stdin="x").stdout == "X"


def test_where_a_script_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    (here / "below").mkdir(parents=True)
    elsewhere.mkdir()
    monkeypatch.chdir(here)
    for granted in ([str(here)], [str(here / "below")], [str(tmp_path)], [], [str(elsewhere), str(here)]):
        assert working_folder(granted) == str(here)
    assert working_folder([str(elsewhere)]) == str(elsewhere)
    assert working_folder([str(elsewhere / "file")]) == str(here)


# --- the run kind ------------------------------------------------------------------------------------------------


async def script(pool: Pool, source: str, *argv: str, **fields: Any) -> RunRecord:
    contents = {"scripts/x.py": source.encode(), "scripts/beside.py": b"NAME = __name__"}
    program = Program("scripts/x.py", argv, **fields)
    request = RunRequest("run", "script", skill=SkillFiles("sample", f"d{hash(source)}", contents), program=program)
    return await pool.run(request, Gatekeeper("sample"), local_services())


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("source", "code", "stderr"),
    [
        ("", 0, ""),
        ("import sys\nsys.exit()", 0, ""),
        ("import sys\nsys.exit(3)", 3, ""),
        ("import sys\nsys.exit(-1)", 255, ""),
        ("import sys\nsys.exit(True)", 1, ""),
        ("import sys\nsys.exit('what is wrong')", 1, "what is wrong\n"),
        ("import os\nos._exit(4)", 4, ""),
        ("import atexit, sys\natexit.register(lambda: sys.stderr.write('bye'))\nsys.exit(5)", 5, "bye"),
    ],
)
async def test_a_script_ends_with_the_exit_code_of_python(pool: Pool, source: str, code: int, stderr: str) -> None:
    record = await script(pool, source)
    assert (record.ok, record.result, record.stderr) == (True, {"exit_code": code}, stderr)


@pytest.mark.anyio
async def test_a_script_is_main_in_its_own_folder_with_its_arguments(pool: Pool) -> None:
    source = """
import sys, os, beside, __main__
print(__name__, sys.argv, sys.path[0], __file__, beside.NAME, __main__.__file__ == __file__, os.getcwd())
print(input(), sys.stdin.read(), sys.stdin.isatty(), os.read(0, 5))
"""
    record = await script(pool, source, "a", "-b", stdin=b"one\ntwo")
    home = "/skill/sample/scripts"
    assert record.stdout == (
        f"__main__ ['{home}/x.py', 'a', '-b'] {home} {home}/x.py beside True /tmp\none two False b''\n"
    )


@pytest.mark.anyio
async def test_an_exception_of_a_script_is_the_runs_error_with_its_own_lines(pool: Pool) -> None:
    record = await script(pool, "import sys\nprint('before', file=sys.stderr)\n1 / 0")
    assert record.error is not None
    assert (record.error.code, record.error.details["file"], record.error.details["line"]) == (
        "code_failed", "scripts/x.py", 3,
    )  # fmt: skip
    assert record.stderr == "before\n"


@pytest.mark.anyio
async def test_both_streams_together_are_bounded(pool: Pool) -> None:
    source = "import sys\nfor _ in range(100):\n    print('o' * 999)\n    print('e' * 999, file=sys.stderr)"
    record = await script(pool, source)
    assert len(record.stdout) + len(record.stderr) == LIMITS.sandbox_output
    assert record.truncated


@pytest.mark.anyio
async def test_a_script_may_make_more_host_calls_than_a_function_and_not_without_end(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(LIMITS, sandbox_calls=20, script_calls=50)
    monkeypatch.setattr(run_record, "LIMITS", few)
    source = "import os\nfor n in range({}): os.path.exists('/nowhere/' + str(n))"
    assert (await script(pool, source.format(30))).ok
    error = (await script(pool, source.format(60))).error
    assert error is not None
    assert (error.code, error.details, "50" in error.message) == (
        "limit_exceeded", {"limit": "calls"}, True,
    )  # fmt: skip


@pytest.mark.anyio
async def test_standard_input_that_is_too_long_is_refused(pool: Pool) -> None:
    error = (await script(pool, "", stdin=b"x" * (LIMITS.script_stdin + 1))).error
    assert error is not None
    assert error.code == "too_large"


@pytest.mark.anyio
async def test_a_script_without_a_program_is_refused(pool: Pool) -> None:
    request = RunRequest("run", "script", skill=load_skill(OFFICE).files)
    error = (await pool.run(request, Gatekeeper("sample"), {})).error
    assert error is not None
    assert error.code == "invalid_argument"


@pytest.mark.anyio
async def test_a_script_finds_what_was_granted_where_the_device_has_it(pool: Pool, tmp_path: Path) -> None:
    gate = Gatekeeper.granting("sample", [Capability.parse(f"files.write:{tmp_path}")])
    contents = {"scripts/x.py": b"open('made', 'w').write('x')"}
    program = Program("scripts/x.py", cwd=str(tmp_path))
    request = RunRequest("run", "script", skill=SkillFiles("sample", "found", contents), program=program)
    assert (await pool.run(request, gate, local_services())).ok
    assert (tmp_path / "made").read_text() == "x"


def test_the_numbers_in_the_guide_are_those_of_the_code() -> None:
    guide = " ".join((Path(__file__).parents[2] / "docs" / "skills.md").read_text().split())
    said = [
        f"A file may hold {files.MAX_FILE >> 20} MB", f"a folder show {files.MAX_ENTRIES:,} entries",
        f"so {LIMITS.sandbox_calls:,} calls go far; a script has {LIMITS.script_calls:,}",
        f"up to {LIMITS.script_stdin >> 10} KB", f"compute for {TIMEOUTS.script_cpu:.0f} s",
        f"take {TIMEOUTS.exec_wall:.0f} s in all", f"{run_record.GUEST_TEMP}` | the run's own, in memory",
    ]  # fmt: skip
    assert [text for text in said if text not in guide] == []

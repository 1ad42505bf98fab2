"""A skill that is instructions and scripts, as most public ones are: read in three steps, scripts run as programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import Desk, calls, says

from shared.errors import FelloeError
from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.skills.scripts import check_stdin

pytestmark = pytest.mark.anyio

SKILL = """---
name: word-count
description: Counts the words of a text. Use it when somebody wants to know how long a text is.
---
Run `scripts/count.py FILE [--to FILE]`; without a file it reads standard input. See references/words.md.
"""

COUNT = """
import argparse, sys
from words import words_of
parser = argparse.ArgumentParser()
parser.add_argument("file", nargs="?")
parser.add_argument("--to")
given = parser.parse_args()
text = open(given.file).read() if given.file else sys.stdin.read()
if not text.strip():
    sys.exit("There is nothing to count.")
print(len(words_of(text)))
if given.to:
    with open(given.to, "w") as file:
        file.write(str(len(words_of(text))))
"""
FILES = {
    "SKILL.md": SKILL,
    "scripts/count.py": COUNT,
    "scripts/words.py": "def words_of(text):\n    return text.split()\n",
    "references/words.md": "A word is what stands between two spaces.",
    "scripts/count.sh": "wc -w",
}


@pytest.fixture
async def counting(desk: Desk) -> Desk:
    for name, text in FILES.items():
        path = desk.folder / "word-count" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    await desk.node.installing.install(str(desk.folder / "word-count"))
    return desk


def run(*argv: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "run_script", {"skill": "word-count", "file": "scripts/count.py", "argv": list(argv), **more}


async def test_a_skill_is_read_in_three_steps_and_its_script_runs_as_a_program(counting: Desk) -> None:
    desk = counting
    desk.upstream.script(
        calls(("read_skill", {"skill": "word-count"})),
        calls(("read_skill", {"skill": "word-count", "file": "references/words.md"})),
        calls(run(stdin="one two three")),
        says("Three."),
    )
    done = await desk.answered("How many words has 'one two three'?")
    assert "- word_count: Counts the words of a text." in desk.told(0)[0]["content"]
    assert "To run with run_script: scripts/count.py" in desk.result(1)
    assert desk.result(2) == FILES["references/words.md"]
    assert desk.result(3) == "exit code: 0\nprinted:\n3\n"
    call = done.calls[-1]
    assert (done.text, call.state, call.output, call.read) == (
        "Three.", "done", "3\n", ["script word_count/scripts/count.py"],
    )  # fmt: skip
    record = await desk.node.runs.find(call.run)
    assert (record.title, record.principal.partition(":")[0]) == ("word_count/scripts/count.py", "assistant")
    assert record.record.digest == (await desk.node.registry.get("word-count")).digest


async def test_a_script_asks_for_each_file_and_then_whether_others_may_use_what_it_was_granted(counting: Desk) -> None:
    desk, text = counting, counting.notes / "text.txt"
    text.write_text("a b c d")
    wanted = run(str(text), "--to", str(desk.list))
    desk.upstream.script(calls(wanted), says("Four."), calls(wanted), says("Again."))
    info = await desk.ask()
    for answer in ("once", "always"):
        await desk.say(answer)
    done = await desk.ended(info)
    assert [ask.asked for ask in done.asks] == [f"files.read:{text}", f"files.write:{desk.list}"]
    assert (desk.result(), desk.list.read_text()) == ("exit code: 0\nprinted:\n4\n", "4")
    assert [(each.label, each.capability) for each in await desk.node.grants.list()] == [
        ("word_count", f"files.write:{desk.list}")
    ]
    info = await desk.ask()
    asked = await desk.say("always")
    assert (asked.asked, asked.args) == ("script:word_count/scripts/count.py", {"argv": wanted[1]["argv"]})
    await desk.say("deny")
    assert (await desk.ended(info)).calls[0].state == "failed"
    assert "Not granted" in desk.result()
    desk.upstream.script(calls(run(stdin="a b")), says("Two."))
    assert (await desk.answered()).asks == [], "what was allowed for good is not asked again"


async def test_a_script_that_waits_goes_on_after_a_restart_and_does_nothing_twice(
    counting: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, text = counting, counting.notes / "text.txt"
    for module in ("sandbox.host_calls", "spoke.calls.permission"):
        monkeypatch.setattr(f"{module}.TIMEOUTS", TIMEOUTS.__class__(ask_patience=0.001))
    text.write_text("a b c d")
    desk.upstream.script(calls(run(str(text), "--to", str(desk.list))), says("Four."))
    info = await desk.ask()
    await desk.say("always")
    asked = await desk.asked()
    await desk.stop()
    await desk.start()
    assert (await desk.asked()).id == asked.id
    await desk.say("once")
    done = await desk.ended(info)
    assert (done.calls[0].state, desk.result(), desk.list.read_text()) == ("done", "exit code: 0\nprinted:\n4\n", "4")


ODD: list[tuple[dict[str, Any], str]] = [
    ({"skill": "nothing", "file": "scripts/count.py"}, "No skill 'nothing' is installed here"),
    ({"skill": "word-count", "file": "scripts/gone.py"}, "It has scripts/count.py, scripts/words.py."),
    ({"skill": "word-count", "file": "../../kit/scripts/skill.py"}, "has no file '../../kit"),
    ({"skill": "word-count", "file": "/etc/passwd"}, "has no file '/etc/passwd'"),
    ({"skill": "word-count", "file": "scripts/count.sh"}, "is no Python file"),
    ({"skill": "word-count"}, "The argument 'file' is missing"),
    ({"skill": "word-count", "file": "scripts/count.py", "argv": "a b"}, "argv"),
    ({"skill": "word-count", "file": "scripts/count.py", "argv": [1]}, "argv"),
    ({"skill": "word-count", "file": "scripts/count.py", "stdin": "\ud800"}, "half of a character"),
    ({"skill": "word-count", "file": "scripts/count.py"}, "exit code: 1\nIt printed nothing.\nstandard error:\nThere"),
    ({"skill": "word-count", "file": "word-count/scripts/count.py", "stdin": "a"}, "printed:\n1"),
    ({"skill": "word_count", "file": "./scripts/count.py", "stdin": "a b"}, "printed:\n2"),
]


async def test_what_cannot_be_run_is_said_in_words_that_a_model_can_act_on(counting: Desk) -> None:
    counting.upstream.script(calls(*(("run_script", args) for args, _ in ODD)), says("Well."))
    done = await counting.answered()
    for place, (args, told) in enumerate(ODD):
        assert told in counting.result(place=place), args
    assert [call.state for call in done.calls] == ["failed"] * 9 + ["done"] * 3


async def test_a_file_that_is_denied_is_not_read(counting: Desk) -> None:
    counting.upstream.script(calls(run("/etc/passwd")), says("Well."))
    info = await counting.ask()
    assert (await counting.say("deny")).asked == "files.read:/etc/passwd"
    assert (await counting.ended(info)).calls[0].state == "failed"
    assert "not_granted" in counting.result()


def test_more_than_a_script_is_given_is_refused() -> None:
    assert check_stdin("ä") == "ä".encode()
    with pytest.raises(FelloeError, match="at most"):
        check_stdin("x" * (LIMITS.script_stdin + 1))


async def test_without_a_script_the_tool_is_not_there(desk: Desk, tmp_path: Path) -> None:
    desk.upstream.script(says("Hm."))
    await desk.answered()
    names = [each["function"]["name"] for each in desk.upstream.heard[0].json()["tools"]]
    assert ("read_skill" in names, "run_script" in names) == (True, False)

"""What is shown at a terminal of runs, and of functions before they run."""

from __future__ import annotations

import json

import pytest
import typer

from sandbox.run_record import RunRecord
from shared.api import FunctionInfo
from shared.error_body import ErrorBody
from shared.errors import BadSkill, CodeFailed
from shared.ids import new_id
from spoke.commands.calls import _show
from spoke.commands.device import _skills_of
from spoke.commands.function_shown import show_function
from spoke.commands.runs import _for
from spoke.node.bodies.runs import RunSummary
from spoke.node.bodies.skills import Function, Skill, SkillsReply

ERROR = ErrorBody(code="code_failed", message="ZeroDivisionError: division by zero", details={"line": 2})
FAILED = RunRecord(id="1", ok=False, error=ERROR, elapsed_ms=1, stdout="begun\n", truncated=True)


def test_a_failed_run_shows_what_it_printed_before_its_error_is_raised(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CodeFailed, match="division by zero"):
        _show(FAILED, json=False)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("begun\n", "The output was longer; the rest was dropped.\n")


def test_programs_get_the_same_as_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        _show(FAILED, json=True)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["ok"], shown["error"]["code"], shown["run"]["stdout"]) == (False, "code_failed", "begun\n")


def test_a_function_is_shown_as_it_is_called_at_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    parameters = {
        "properties": {"on": {"type": "boolean"}, "level": {"type": "integer", "default": 3}}, "required": ["on"],
    }  # fmt: skip
    info = FunctionInfo(skill="lamp", function="turn", description="Turn it.", parameters=parameters, digest="d")
    show_function(info, ["attic"])
    said = capsys.readouterr().out
    assert "lamp.turn on attic; effect: effect; runs in the sandbox\nTurn it.\n" in said
    assert "felloe call lamp.turn on=… [level=…]\n" in said
    assert [line.split() for line in said.splitlines()[-2:]] == [
        ["on", "bool", "must", "be", "given"],
        ["level", "int", "3"],
    ]


def test_a_function_of_another_device_is_shown_only_where_it_says_what_it_takes() -> None:
    info = FunctionInfo(skill="lamp", function="turn", parameters={"properties": ["on"]}, digest="d")
    skill = Skill(name="lamp", description="", digest="d", functions=[Function(info=info, exposure="read")])
    with pytest.raises(BadSkill, match=r"What attic says of lamp\.turn cannot be used here\. A function's schema"):
        _skills_of(SkillsReply(skills=[skill]), "lamp.turn", "attic", json=False)


@pytest.mark.parametrize(
    ("principal", "chat", "says"),
    [
        ("person", "", "person"),
        ("person@laptop", "", "person at laptop"),
        ("skill:abcdef012345@attic", "", "climate at attic"),
        ("skill:000000000000", "", "skill"),
        ("assistant:01a1ff65-7f2", "01a1ff65-7f21-7619-9477-cfc4f5faa579", "assistant, chat faa579"),
    ],
)
def test_for_whom_something_ran_is_said_by_what_it_is_found_by(principal: str, chat: str, says: str) -> None:
    run = RunSummary(
        id=new_id(), started_ms=1, title="t", principal=principal, ok=True, error=None, elapsed_ms=1, chat=chat,
        peak_memory_bytes=None, calls=0,
    )  # fmt: skip
    assert _for(run, {"abcdef0123456789": "climate"}) == says

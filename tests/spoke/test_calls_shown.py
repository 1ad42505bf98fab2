"""What `felloe exec` shows of a run."""

from __future__ import annotations

import json

import pytest
import typer

from sandbox.run_record import RunRecord
from shared.error_body import ErrorBody
from shared.errors import CodeFailed
from spoke.commands.calls import _show

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

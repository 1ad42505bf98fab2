"""The edge to the terminal."""

from __future__ import annotations

import io
import sys

import pytest
import typer

from shared.errors import CodeFailed, InvalidArgument, NotFound
from shared.system import ending, terminal


def ended(error: BaseException, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    app = typer.Typer()

    @app.command()
    def fail() -> None:
        raise error

    monkeypatch.setattr(sys, "argv", ["felloe", *arguments])
    with pytest.raises(SystemExit) as end:
        terminal.run(app)
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NotFound("No such thing."), "No such thing.\n"),
        (ExceptionGroup("tasks", [ExceptionGroup("more", [NotFound("No such thing.")])]), "No such thing.\n"),
        (CodeFailed("ValueError: no", line=3), "ValueError: no (line 3)\n"),
        (CodeFailed("ValueError: no", line=3, file="scripts/skill.py"), "ValueError: no (scripts/skill.py, line 3)\n"),
        (NotFound("\x1b[2Jgone\x07\x9b"), "\ufffd[2Jgone\ufffd\ufffd\n"),
    ],
)
def test_an_expected_failure_is_one_sentence(
    error: BaseException, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(error, monkeypatch) == 1
    assert capsys.readouterr() == ("", says)


def test_a_missing_part_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(ModuleNotFoundError("x", name="PySide6.QtWidgets"), monkeypatch) == 1
    assert "felloe[desktop]" in capsys.readouterr().err


def test_a_failure_of_ours_says_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(RuntimeError("boom"), monkeypatch) == 1
    said = capsys.readouterr().err
    assert "--debug" in said and "Traceback" not in said


def test_debug_shows_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["felloe", "--debug"])
    app = typer.Typer()

    @app.command()
    def fail() -> None:
        raise NotFound("No such thing.")

    with pytest.raises(NotFound):
        terminal.run(app)


@pytest.mark.parametrize(("said", "ends"), [("y\n", None), ("n\n", typer.Abort), ("", InvalidArgument)])
def test_who_is_not_there_to_be_asked_is_told_how_to_say_it_ahead(
    said: str, ends: type[BaseException] | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(said))
    terminal.confirm("Go on?", yes=True)
    assert capsys.readouterr() == ("", "")
    if ends is None:
        terminal.confirm("Go on?")
    else:
        with pytest.raises(ends, match="--yes" if ends is InvalidArgument else None):
            terminal.confirm("Go on?")
    assert capsys.readouterr().out.strip() == "", "the question is not among the results"


def test_input_that_was_closed_is_empty(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "argv", ["felloe"])
    with pytest.raises(SystemExit) as end:
        ending.run(lambda _: print(repr(sys.stdin.read()), sys.stdin.isatty()))
    sys.stdin.close()
    assert end.value.code == 0
    assert capsys.readouterr().out == "'' False\n"

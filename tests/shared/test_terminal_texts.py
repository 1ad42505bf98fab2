"""What others wrote, shown at a terminal: it neither commands the terminal nor misleads who reads it."""

from __future__ import annotations

import json

import pytest

from shared.system.tables import print_table
from shared.system.terminal import harmless, print_json

ODD = "a\x1b[2J\x9b31m\x7f\u202etxt\u2028b"


def test_nothing_that_a_terminal_obeys_or_that_turns_the_reading_direction_is_left() -> None:
    assert harmless(ODD) == "a�[2J�31m��txt�b"
    assert harmless("Grüße, שלום\n\tend") == "Grüße, שלום\n\tend"


def test_json_is_for_programs_and_still_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(ODD)
    printed = capsys.readouterr().out
    assert json.loads(printed) == ODD and not {"\x1b", "\x9b", "\x7f"} & set(printed)


def test_a_row_that_is_not_for_a_terminal_is_one_line_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", ">BYTES"), [("a [b] " * 100, 7)])
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split() == ["NAME", "BYTES"]
    assert row.split() == ["a", "[b]"] * 100 + ["7"]

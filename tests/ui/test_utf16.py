"""Qt counts an emoji as two letters, Python as one: what is chosen, found and coloured is what stands there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont
from test_painted import WIDTH, prose

from spoke.ui.chats.painted.code import Code
from spoke.ui.chats.painted.code_text import CodeText
from spoke.ui.chats.painted.drawing import broken
from spoke.ui.look.theme import Theme
from spoke.ui.look.utf16 import Utf16

pytestmark = pytest.mark.requires("qt")

EMOJI = "\N{GRINNING FACE}"
FIVE = EMOJI * 5


def code(text, theme):
    made = CodeText(text, "python", theme)
    for _ in made.steps():
        pass
    return made, Code([made], [""], "python", theme, WIDTH)


@pytest.mark.parametrize("text", ["", "plain", EMOJI, f"a{EMOJI}b{FIVE}é\n{EMOJI}c"])
def test_each_place_is_found_there_and_here(text):
    utf16 = Utf16(text)
    for at in range(len(text) + 1):
        there = len(text[:at].encode("utf-16-le")) // 2
        assert (utf16.there(at), utf16.here(there)) == (at + text[:at].count(EMOJI), at)
    if EMOJI in text:
        at = text.index(EMOJI)
        assert utf16.here(utf16.there(at) + 1) == at, "within one it is before it"


def test_what_is_chosen_of_code_is_what_is_copied(qapp):
    text, part = code(f"a = '{FIVE}'\nend = '{EMOJI}' + 'x'", Theme("light"))
    row = text.top_of(len(text.text)) + part._head + 1
    assert row > part._head + text._line
    assert part.position(QPointF(10_000, row)) == len(text.text)
    assert part.position(QPointF(10_000, part._head + 1)) == text.text.index("\n")
    plain, _ = code("end = 'aa'", Theme("light"))
    found = part.position(QPointF(part._pad + plain._layout.lineAt(0).cursorToX(5)[0], row))
    assert part.cut(found, len(text.text)) == f" '{EMOJI}' + 'x'"
    assert part.end().x() > part._pad + plain.width


def test_the_inks_of_code_lie_under_its_letters(qapp):
    text, _ = code(f"'{FIVE}' + 12345", Theme("light"))
    there = text.text.encode("utf-16-le")
    spans = [there[2 * each.start : 2 * (each.start + each.length)] for each in text._layout.formats()]
    assert "12345".encode("utf-16-le") in spans


def test_all_of_prose_is_copied_and_marked(qapp):
    written = f"{FIVE} the last words\n\n| a | {EMOJI} |\n|---|---|\n| 1 | 2 |\n\nand end"
    part = prose(Theme("light"), written)
    assert part.cut(0, len(part.text), written) == written
    assert part.position(QPointF(10_000, part.height - 1)) == len(part.text)
    at = part.text.index("last")
    assert part.around(at + 1) == (at, at + 4)
    marked = part._prose._selection(at, at + 4)
    assert marked.cursor.selectedText() == "last"
    assert part.top_of(part.text.index("and end")) > part.top_of(at)


def test_lines_that_are_broken_hold_all_of_their_text(qapp):
    text = f"{FIVE} " * 20 + "end"
    lines = broken(text, QFont(), 200)
    assert len(lines) > 2 and all(lines) and "".join(lines).replace(" ", "") == text.replace(" ", "")

"""Texts of painted rows stand where they are measured to stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter

from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.preferences import Preferences
from spoke.ui.widgets.row_text import write

pytestmark = pytest.mark.requires("qt")


@pytest.mark.parametrize("text", ["an attic room", "\N{HEBREW LETTER ALEF} attic \N{HEBREW LETTER ALEF}"])
def test_what_was_sought_is_underlined_where_it_stands(qapp, home, text):
    theme = Look(qapp, Preferences(home / "preferences.json")).theme
    box, begin = QRect(20, 10, 200, 20), text.index("attic")

    picture, ink = QImage(240, 40, QImage.Format.Format_RGB32), theme.colour("accent.text").rgb()
    picture.fill(Qt.GlobalColor.white)
    painter, mirror = QPainter(picture), Mirror(box, Qt.LayoutDirection.LeftToRight)
    write(painter, theme, mirror, box, text, "interface", "text", [(begin, begin + 5)])
    painter.end()
    rows = [[x for x in range(240) if picture.pixel(x, y) == ink] for y in range(40)]
    (longest,) = [row for row in rows if len(row) > 20]
    marked = theme.font("interface")
    marked.setWeight(QFont.Weight.DemiBold)
    assert longest == list(range(longest[0], longest[0] + QFontMetrics(marked).horizontalAdvance("attic")))
    before = theme.metrics("interface").horizontalAdvance(text[:begin] if text.isascii() else text[begin + 5 :])
    assert longest[0] == 20 + before and 20 <= rows.index(longest) <= 30
    assert all(picture.pixel(x, y) == 0xFFFFFFFF for x in range(18) for y in range(40)), "nothing before the text"


@pytest.mark.parametrize("end", ["\n", "\r", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"])
def test_a_row_has_one_line(qapp, home, end):
    theme = Look(qapp, Preferences(home / "preferences.json")).theme
    box, picture = QRect(0, 10, 200, 20), QImage(200, 80, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    write(painter, theme, Mirror(box, Qt.LayoutDirection.LeftToRight), box, f"one{end}two", "interface", "text")
    painter.end()
    inked = [y for y in range(80) if any(picture.pixel(x, y) != 0xFFFFFFFF for x in range(200))]
    assert inked and inked[-1] <= box.bottom() + 1

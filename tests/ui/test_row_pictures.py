"""Rows that are kept as pictures look as if they were drawn each time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from spoke.ui.widgets.row_model import Row
from spoke.ui.widgets.row_pictures import RowPictures
from spoke.ui.widgets.rows import RowList

pytestmark = pytest.mark.requires("qt")
BOX = QRect(0, 10, 100, 20)


def drawn(pictures, theme, says, ink, box=BOX, dots=1.0):
    """How often it was drawn, and what is seen then."""
    times = []

    def draw(painter, whole):
        times.append(whole)
        painter.fillRect(whole.adjusted(2, 2, -2, -2), QColor(ink))

    seen = QImage(int(120 * dots), int(40 * dots), QImage.Format.Format_RGB32)
    seen.setDevicePixelRatio(dots)
    seen.fill(Qt.GlobalColor.white)
    painter = QPainter(seen)
    pictures.draw(painter, theme, box, says, draw)
    painter.end()
    return len(times), seen


@pytest.fixture
def pictures(qtbot, look):
    """Of a list that was painted once, and whose width is settled."""
    return settled(qtbot, look.theme)


def settled(qtbot, theme, ground="list", dots=1.0):
    held, told = QObject(), []
    made = RowPictures(held, ground, lambda: told.append(True))
    made.held = held
    drawn(made, theme, "first", "red", dots=dots)
    if ground and dots == round(dots):
        qtbot.waitUntil(lambda: bool(told))
    return made


def test_a_row_is_drawn_once_while_it_says_the_same_and_is_as_large(look, pictures):
    first, seen = drawn(pictures, look.theme, "attic", "red")
    again, same = drawn(pictures, look.theme, "attic", "red", BOX.translated(0, 5))
    assert (first, again) == (1, 0)
    assert seen.copy(BOX) == same.copy(BOX.translated(0, 5))
    assert seen.pixelColor(50, 20) == QColor("red") and seen.pixelColor(50, 10) == look.theme.colour("list")

    assert drawn(pictures, look.theme, "cellar", "blue")[1].pixelColor(50, 20) == QColor("blue")
    assert drawn(pictures, look.theme, "attic", "red", BOX.adjusted(0, 0, 0, 5))[0] == 1, "another height"
    assert drawn(pictures, look.theme, "attic", "red", dots=2.0)[0] == 1, "another screen"


def test_while_the_width_changes_no_picture_is_made(look, pictures):
    """Of each row at each width there would be one, and it would be seen once."""
    drawn(pictures, look.theme, "attic", "red")
    wider = BOX.adjusted(0, 0, 10, 0)
    assert [drawn(pictures, look.theme, "attic", "red", wider)[0] for _ in range(2)] == [1, 1]


def test_another_theme_draws_it_anew(look, pictures):
    drawn(pictures, look.theme, "attic", "red")
    look.preferences.change(theme="dark")
    assert drawn(pictures, look.theme, "attic", "green")[1].pixelColor(50, 20) == QColor("green")


@pytest.mark.parametrize(("ground", "dots"), [("", 1.0), ("list", 1.5)])
def test_where_letters_would_blur_it_is_drawn_each_time(qtbot, look, ground, dots):
    pictures = settled(qtbot, look.theme, ground, dots)
    assert [drawn(pictures, look.theme, "attic", "red", dots=dots)[0] for _ in range(2)] == [1, 1]


def test_of_many_rows_the_last_are_kept(look, pictures):
    for number in range(65):
        drawn(pictures, look.theme, number, "red")
    assert [drawn(pictures, look.theme, number, "red")[0] for number in (64, 1, 0)] == [0, 0, 1]


def test_a_list_shows_what_a_row_says_now_and_whether_it_is_selected(qtbot, look):
    rows, plain = RowList(look, "Chats", ground="list"), RowList(look, "Chats")
    for one in (rows, plain):
        qtbot.addWidget(one)
        one.resize(240, 200)
        one.setStyleSheet(f"background: {look.theme.hex('list')}")
        one.show_rows([Row("a", "Attic", side="9:41"), Row("b", "Cellar")], "a")

    def seen(one):
        return one.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    assert seen(rows) == seen(plain)
    qtbot.wait(400)
    before = seen(rows)
    assert before == seen(plain), "from pictures too"
    for one in (rows, plain):
        one.show_rows([Row("a", "Attic", side="9:42"), Row("b", "Cellar")], "b")
    assert seen(rows) != before and seen(rows) == seen(plain)

"""What is painted by hand stands mirrored where the window reads from the right."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.requires("qt")


def test_a_row_is_painted_mirrored_with_its_icon_at_the_right(qapp, qtbot, tmp_path):
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QColor

    from spoke.ui.look.look import Look
    from spoke.ui.preferences import Preferences
    from spoke.ui.widgets.row_model import Row
    from spoke.ui.widgets.rows import RowList

    rows = RowList(Look(qapp, Preferences(tmp_path / "preferences.json")), "Things")
    qtbot.addWidget(rows)
    rows.resize(300, 60)
    rows.show_rows([Row("one", "ab", icon="devices")], "")

    def inked():
        """The leftmost and the rightmost column of the first row that is not of its ground."""
        picture = rows.viewport().grab().toImage()
        line, ground = range(6, 24), QColor(picture.pixel(2, 2))
        seen = [x for x in range(picture.width()) if any(QColor(picture.pixel(x, y)) != ground for y in line)]
        return seen[0], picture.width() - 1 - seen[-1]

    left, right = inked()
    assert left < 40 < right
    rows.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert inked()[1] < 40 < inked()[0]


def test_pieces_of_a_text_keep_their_order_whichever_way_the_row_reads(qapp):
    from PySide6.QtCore import QRect, Qt

    from spoke.ui.look.mirrored import Mirror

    whole, box = QRect(0, 0, 100, 10), QRect(10, 0, 60, 10)
    plain, turned = (Mirror(whole, each) for each in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft))
    assert list(plain.pieces(box, [5, 15], rtl=False)) == [10, 15]
    assert list(turned.pieces(box, [5, 15], rtl=False)) == [70, 75]
    assert list(turned.pieces(box, [5, 15], rtl=True)) == [85, 70]


def test_a_text_reads_as_its_first_letter_does():
    from spoke.ui.look.mirrored import right_to_left

    assert right_to_left("1. \N{HEBREW LETTER ALEF}tic") and right_to_left("\N{ARABIC LETTER ALEF}")
    assert not right_to_left("1. Attic \N{HEBREW LETTER ALEF}") and not right_to_left("12:30")

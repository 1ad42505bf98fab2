"""What comes up is laid out and painted in turns of the loop of their own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from spoke.ui.widgets.buttons import Button
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.paint_later import paint_later

pytestmark = [
    pytest.mark.requires("qt"),
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]


class Page(QWidget):
    painted = False

    def paintEvent(self, event):  # noqa: N802
        self.painted = True


@pytest.mark.parametrize("later", [True, False])
def test_a_page_is_painted_in_the_turn_after_it_was_laid_out(qtbot, later):
    stack, page = QStackedWidget(), Page()
    qtbot.addWidget(stack)
    stack.addWidget(QLabel("before"))
    stack.addWidget(page)
    QVBoxLayout(page).addWidget(words := QLabel("words"))
    stack.resize(300, 200)
    with qtbot.waitExposed(stack):
        stack.show()
    if later:
        paint_later(stack)
    stack.setCurrentWidget(page)
    QCoreApplication.sendPostedEvents()
    assert page.painted is not later and words.width() > 200
    qtbot.waitUntil(lambda: page.painted)


class Asked(Button):
    def __init__(self, words, asked):
        super().__init__(words)
        self._asked = asked

    @property
    def least(self):
        self._asked.append(self.text())
        return 40


def test_a_flow_layout_asks_what_it_holds_once_until_that_changes(qtbot):
    held, asked = QWidget(), []
    flow, some = FlowLayout(held), [Asked(f"word {number}", asked) for number in range(5)]
    for each in some:
        flow.addWidget(each)
    held.resize(200, 100)
    qtbot.addWidget(held)
    held.show()
    high, wide = flow.heightForWidth(100), flow.sizeHint().width()
    flow.least()
    asked.clear()
    for _ in range(3):
        assert flow.heightForWidth(100) == high
        flow.least()
    assert not asked
    some[0].setText("many more words")
    assert flow.least().width() == 40 and asked and flow.sizeHint().width() > wide
    wide = flow.sizeHint().width()
    some[1].hide()
    assert flow.sizeHint().width() < wide and flow.heightForWidth(100) < high
    flow.removeWidget(some[2])
    assert flow.heightForWidth(100) < high

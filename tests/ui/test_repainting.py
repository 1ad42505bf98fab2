"""What comes up, or changes as a whole, is laid out and painted in several turns of the loop."""

from __future__ import annotations

import itertools
import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from spoke.ui.event_loop import slice_clock
from spoke.ui.look import repainting
from spoke.ui.look.look import Look
from spoke.ui.look.repainting import let_go, paint_later
from spoke.ui.preferences import Preferences
from spoke.ui.widgets.buttons import Button
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.panes import Panes

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


class Part(QWidget):
    def __init__(self, name, log, *, opaque=True):
        super().__init__()
        self._name, self._log = name, log
        self.setAutoFillBackground(opaque)

    def paintEvent(self, event):  # noqa: N802
        self._log.append(self._name)

    def event(self, event):
        if event.type() == QEvent.Type.UpdateRequest:
            self._log.append("a picture:")
        return super().event(event)


@pytest.fixture
def parts(qtbot):
    """A window of two opaque parts with something on each; and what is painted, in order."""
    log = []
    window = Part("window", log)
    row = QHBoxLayout(window)
    for name in ("left", "right"):
        part = Part(name, log)
        QVBoxLayout(part).addWidget(Part(f"on {name}", log, opaque=False))
        row.addWidget(part)
    qtbot.addWidget(window)
    window.resize(400, 200)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: len(log) >= 5)
    log.clear()
    return window, log


def painted_now(log):
    QCoreApplication.sendPostedEvents()
    now = log.copy()
    log.clear()
    return now


def test_what_was_held_is_painted_once_and_part_by_part(qtbot, parts):
    window, log = parts
    window.setUpdatesEnabled(False)
    window.update()
    assert painted_now(log) == []
    let_go(window)
    qtbot.waitUntil(lambda: "on right" in log)
    qtbot.wait(20)
    assert " ".join(log).split("a picture: ")[1:] == ["window ", "left on left ", "right on right"]


@pytest.mark.parametrize("number", [None, 0], ids=["window", "part"])
def test_what_was_still_to_be_painted_when_it_was_held_holds_nothing_up(qtbot, parts, number):
    window, log = parts
    held = window if number is None else window.layout().itemAt(number).widget()
    for each in (window, held):
        each.update()
    held.setUpdatesEnabled(False)
    painted_now(log)
    let_go(held)
    qtbot.waitUntil(lambda: "on left" in log)
    qtbot.wait(20)
    log.clear()
    window.layout().itemAt(1).widget().update()
    qtbot.waitUntil(lambda: "on right" in log)


def test_what_is_held_by_itself_or_hidden_is_painted_when_its_time_comes(qtbot, parts):
    window, log = parts
    left, right = (window.layout().itemAt(number).widget() for number in (0, 1))
    left.setUpdatesEnabled(False)
    right.hide()
    painted_now(log)
    window.setUpdatesEnabled(False)
    let_go(window)
    qtbot.wait(20)
    assert "on left" not in painted_now(log) and not left.updatesEnabled()
    let_go(left)
    qtbot.waitUntil(lambda: "on left" in painted_now(log))
    right.show()
    qtbot.waitUntil(lambda: "on right" in painted_now(log))


def test_what_is_let_go_within_something_held_is_painted_with_that(qtbot, parts):
    window, log = parts
    left = window.layout().itemAt(0).widget()
    left.setUpdatesEnabled(False)
    window.setUpdatesEnabled(False)
    let_go(left)
    qtbot.wait(20)
    assert painted_now(log) == []
    let_go(window)
    qtbot.waitUntil(lambda: "on left" in painted_now(log))


def test_what_is_laid_out_by_a_timer_is_not_painted_before_what_comes_first(qtbot, parts):
    window, log = parts
    right = window.layout().itemAt(1).widget()
    late = QTimer(right, singleShot=True, interval=0)
    late.timeout.connect(right.update)

    def turn():
        paint_later(window, turns=2)
        time.sleep(0.005)  # the turn takes longer than until it is let go
        late.start()

    QTimer.singleShot(0, window, turn)
    qtbot.waitUntil(lambda: {"on left", "on right"} <= set(log))
    assert log.index("left") < log.index("right") and log.count("right") == 1


class Scrolled(QAbstractScrollArea):
    def __init__(self):
        super().__init__()
        self.painted, self.after = [], None
        """`after` is done once, after the next strip."""

        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().setRange(0, 500)

    def paintEvent(self, event):  # noqa: N802
        self.painted.append((event.rect().top(), event.rect().bottom()))
        if (after := self.after) is not None:
            self.after = None
            QTimer.singleShot(0, self, after)

    def scrollContentsBy(self, wide, high):  # noqa: N802
        self.viewport().scroll(wide, high)


@pytest.fixture
def scrolled(qtbot):
    area = Scrolled()
    qtbot.addWidget(area)
    area.resize(900, 700)
    with qtbot.waitExposed(area):
        area.show()
    qtbot.wait(20)
    area.painted.clear()
    return area


def test_what_is_scrolled_is_painted_in_strips(qtbot, scrolled):
    paint_later(scrolled)
    qtbot.waitUntil(lambda: len(scrolled.painted) == 6)
    qtbot.wait(20)
    assert len(scrolled.painted) == 6 and scrolled.painted[0][0] == 0
    assert all(below[0] == above[1] + 1 for above, below in itertools.pairwise(scrolled.painted))


def test_what_is_held_waits_for_a_picture_that_was_put_off(qtbot, scrolled, monkeypatch):
    """It would be painted with that, in one turn."""
    waits = [True]
    monkeypatch.setattr(slice_clock, "picture_waits", lambda: waits[-1])
    paint_later(scrolled)
    qtbot.wait(30)
    assert not scrolled.painted
    waits.append(False)
    qtbot.waitUntil(lambda: len(scrolled.painted) == 6)


def test_what_is_scrolled_before_all_of_it_was_painted_is_painted_whole(qtbot, scrolled):
    scrolled.after = lambda: scrolled.verticalScrollBar().setValue(50)
    paint_later(scrolled)
    whole = (0, scrolled.viewport().height() - 1)
    qtbot.waitUntil(lambda: scrolled.painted[-1:] == [whole])
    assert scrolled.painted[0][1] < 300


def test_what_is_held_again_is_painted_again_and_not_twice(qtbot, scrolled, monkeypatch):
    asked, real = [], repainting._painting

    def counted(parts):
        number = len(set(asked))
        for _ in real(parts):
            asked.append(number)
            yield

    monkeypatch.setattr(repainting, "_painting", counted)
    scrolled.after = lambda: (scrolled.setUpdatesEnabled(False), let_go(scrolled))
    paint_later(scrolled)
    qtbot.waitUntil(lambda: asked.count(1) >= 3)
    assert asked == sorted(asked) and set(asked) == {0, 1}, "what was begun before goes no further"


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


def test_a_width_is_worked_out_once(qtbot):
    asked = []
    held = QWidget()
    qtbot.addWidget(held)
    flow = FlowLayout(held)
    for number in range(5):
        flow.addWidget(Asked(f"word {number}", asked))
    placed = []
    place = flow._place
    flow._place = lambda *args, **named: (placed.append(args), place(*args, **named))[1]
    heights = {flow.heightForWidth(100) for _ in range(9)}
    assert len(heights) == 1 and len(placed) == 1
    flow.addWidget(Asked("another word", asked))
    assert flow.heightForWidth(100) > heights.pop(), "it is known only until something changes"


def test_the_panes_beside_the_page_are_painted_after_it_while_their_edge_is_dragged(qtbot, qapp, tmp_path):
    log = []
    list_, page = Part("list", log), Part("page", log)
    panes = Panes(Look(qapp, Preferences(tmp_path / "kept.json")), "some", list_, page)
    qtbot.addWidget(panes)
    panes.resize(1300, 300)
    with qtbot.waitExposed(panes):
        panes.show()
    qtbot.waitUntil(lambda: {"list", "page"} <= set(log))
    qtbot.wait(20)
    log.clear()
    splitter = panes.findChild(QSplitter)
    splitter.moveSplitter(splitter.sizes()[0] + 9, 1)
    assert painted_now(log) == ["page"]
    qtbot.waitUntil(lambda: "list" in log)

"""A new style sheet goes on part by part: what is seen first, in one picture, and the rest between other work."""

from __future__ import annotations

import time
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import delete

from spoke.ui.event_loop import slice_clock
from spoke.ui.look import style_sheets
from spoke.ui.look.child_widgets import child_widgets
from spoke.ui.look.style_sheets import (
    MOST,
    StyleSheets,
    _sheet_for,
    in_parts,
    larger,
    laying_out,
    polished_once,
    polishing,
    size,
)
from spoke.ui.look.theme import Theme
from spoke.ui.look.zoom import ZoomStyle
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import Elided, label

pytestmark = [
    pytest.mark.requires("qt"),
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]
RED, BLUE = "QLabel { color: #ff0000; }", "QLabel { color: #0000ff; }"


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    made.show()
    return made


@pytest.fixture
def sheets(monkeypatch):
    monkeypatch.setattr(slice_clock, "_APART_S", 0)  # what a test styled just now does not count as other work
    return StyleSheets(ZoomStyle(), RED)


def style(sheets, part, **how):
    for _ in sheets.styling(part, **how):
        pass


def part(window, sheets, *, shown=True):
    made = QWidget()
    QLabel("words", made)
    style(sheets, made)
    window.layout().addWidget(made)
    made.setVisible(shown)
    return made


def ink(part):
    label = part.findChild(QLabel)
    label.ensurePolished()
    return label.palette().windowText().color().name()


def test_what_is_seen_changes_first_and_nothing_is_painted_before(window, sheets, qtbot):
    hidden, seen = part(window, sheets, shown=False), [part(window, sheets) for _ in range(2)]
    at_the_signal = []
    sheets.seen_changed.connect(
        lambda: at_the_signal.append(([ink(each) for each in seen], ink(hidden), window.updatesEnabled()))
    )
    sheets.change(BLUE)
    assert not window.updatesEnabled()
    qtbot.waitUntil(lambda: not sheets.changing)
    assert at_the_signal == [(["#0000ff"] * 2, "#ff0000", False)]
    assert ink(hidden) == "#0000ff"
    assert window.updatesEnabled()


def test_a_second_change_takes_the_place_of_the_first(window, sheets, qtbot, monkeypatch):
    parts, told = [part(window, sheets) for _ in range(3)], []
    sheets.seen_changed.connect(lambda: told.append([ink(each) for each in parts]))
    monkeypatch.setattr("spoke.ui.look.style_sheets._TURN", 2)
    sheets.change(BLUE)
    sheets._turn()
    assert sorted(map(ink, parts)) == ["#0000ff", "#ff0000", "#ff0000"]
    sheets.change(RED)
    qtbot.waitUntil(lambda: not sheets.changing)
    assert told == [["#ff0000"] * 3]
    assert window.updatesEnabled()


def test_it_gives_way_once_to_what_worked_in_the_same_turn(window, sheets, monkeypatch):
    parts = [part(window, sheets) for _ in range(2)]
    sheets.change(BLUE)
    monkeypatch.setattr(slice_clock, "ended", time.perf_counter() + 60)
    sheets._turn()
    assert [ink(each) for each in parts] == ["#ff0000"] * 2
    sheets._turn()
    assert "#0000ff" in [ink(each) for each in parts]


def test_a_part_may_go_and_another_come_meanwhile(window, sheets, qtbot):
    gone, stays = part(window, sheets), part(window, sheets)
    sheets.change(BLUE)
    gone.setParent(None)
    gone.deleteLater()
    late = part(window, sheets)
    del gone
    qtbot.waitUntil(lambda: not sheets.changing)
    assert [ink(stays), ink(late)] == ["#0000ff"] * 2


def test_a_window_that_is_not_seen_is_not_waited_for(window, sheets, qtbot):
    hidden = part(window, sheets)
    window.hide()
    with qtbot.waitSignal(sheets.seen_changed):
        sheets.change(BLUE)
        assert window.updatesEnabled()
    qtbot.waitUntil(lambda: ink(hidden) == "#0000ff")


def test_what_draws_itself_is_drawn_once_and_what_is_seen_first(window, sheets, qtbot):
    drawn = []
    seen, hidden = part(window, sheets), part(window, sheets, shown=False)
    sheets.follow(hidden, lambda: drawn.append(("hidden", ink(seen))))
    sheets.follow(seen, lambda: drawn.append(("seen", ink(seen))))
    sheets.seen_changed.connect(lambda: drawn.append(("told", ink(seen))))
    sheets.change(BLUE)
    qtbot.waitUntil(lambda: not sheets.changing)
    assert drawn == [("seen", "#0000ff"), ("told", "#0000ff"), ("hidden", "#0000ff")]


def holder(*held, kind=QFrame, ground="surface"):
    made = kind()
    made.setProperty("ground", ground)
    column = QVBoxLayout(made)
    for each in held:
        column.addWidget(each)
    return made


def labels(count):
    return [QLabel(str(number)) for number in range(count)]


def styled(part):
    """What wears the sheet for itself."""
    return [each for each in (part, *part.findChildren(QWidget)) if each.styleSheet()]


def test_what_is_large_is_cut_into_parts_that_are_not(window, sheets):
    card, alone = holder(*labels(5), ground="ask"), QLabel("alone")
    halves = [holder(*labels(MOST // 2)) for _ in range(2)]
    large = holder(holder(*labels(MOST - 1)), holder(*halves), card, alone)
    window.layout().addWidget(large)
    style(sheets, large)
    assert sorted(map(size, styled(large))) == [1, 6, MOST // 2 + 1, MOST // 2 + 1, MOST]
    assert {ink(each) for each in styled(large) if each is not alone} == {"#ff0000"}
    assert large.autoFillBackground() and large.backgroundRole() == QPalette.ColorRole.Base


def test_what_is_not_large_yet_is_cut_into_parts_where_it_will_be(window, sheets):
    small = holder(holder(*labels(2)), holder(*labels(3)))
    in_parts(small)
    window.layout().addWidget(small)
    style(sheets, small)
    assert sorted(map(size, styled(small))) == [3, 4]


def test_the_margins_of_what_is_bare_follow_the_zoom(window, qtbot):
    zoom_style = ZoomStyle()
    sheets, large = StyleSheets(zoom_style, RED), holder(holder(*labels(MOST)), holder(*labels(MOST)))
    large.layout().setContentsMargins(24, 0, 24, 0)
    style(sheets, large)
    assert not large.styleSheet()
    for scale, side in ((2.0, 48), (1.0, 24)):
        zoom_style.scale = scale
        sheets.change(BLUE)
        qtbot.waitUntil(lambda: not sheets.changing)
        assert large.layout().contentsMargins().left() == side


def test_what_looks_like_something_itself_stays_whole(window, sheets):
    card = holder(*labels(MOST + 5), ground="ask")
    window.layout().addWidget(card)
    style(sheets, card)
    assert styled(card) == [card]


def test_what_comes_into_a_bare_thing_is_dressed_when_it_is_shown(window, sheets, qtbot):
    stack, late = QStackedWidget(), holder(*labels(2))
    stack.addWidget(holder(*labels(1)))
    window.layout().addWidget(stack)
    style(sheets, stack)
    stack.addWidget(late)
    stack.setCurrentWidget(late)
    assert late in styled(stack) and stack not in styled(stack)
    assert ink(late) == "#ff0000"
    sheets.change(BLUE)
    qtbot.waitUntil(lambda: not sheets.changing)
    assert ink(late) == "#0000ff"


class Told(QLabel):
    heard: ClassVar[list[QEvent.Type]] = []

    def event(self, event):
        self.heard.append(event.type())
        return super().event(event)


@pytest.mark.parametrize("bare", [True, False])
def test_to_move_what_is_bare_dresses_nothing_anew(window, sheets, bare):
    pane = holder(Told(), Told())
    window.layout().addWidget(pane)
    style(sheets, pane, bare=bare)
    pane.show()
    Told.heard.clear()
    pane.setParent(QWidget(window))
    assert (QEvent.Type.StyleChange in Told.heard) is not bare


def test_a_place_is_polished_before_it_is_seen_in_steps(window, sheets):
    place = holder(*(holder(*(Told() for _ in range(9))) for _ in range(6)))
    place.hide()
    window.layout().addWidget(place)
    style(sheets, place)
    Told.heard.clear()
    polished = [Told.heard.count(QEvent.Type.Polish) for _ in polishing(place)]
    assert polished[0] <= 6 and len(polished) >= 10
    assert Told.heard.count(QEvent.Type.Polish) == 54
    Told.heard.clear()
    place.show()
    assert Told.heard and QEvent.Type.Polish not in Told.heard


def test_what_is_built_in_steps_waits_to_be_polished_for_its_style_sheet(window, sheets, qapp):
    def build():
        for _ in range(3):
            window.layout().addWidget(part := holder(Told()))
            part.hide()
            yield

    Told.heard.clear()
    for _ in polished_once(build()):
        qapp.processEvents()
    assert QEvent.Type.Polish not in Told.heard
    style(sheets, window)
    for _ in polishing(window):
        pass
    assert Told.heard.count(QEvent.Type.Polish) == 3


def test_what_is_laid_out_before_it_is_seen_is_not_when_it_is_shown(window, qtbot):
    class Sized(QWidget):
        sizes: ClassVar[list[int]] = []

        def resizeEvent(self, event):  # noqa: N802
            self.sizes.append(event.size().width())

    inner = Sized()
    place = holder(holder(inner))
    place.hide()
    place.setParent(window)
    list(polishing(place))  # an application's style has margins of its own
    place.resize(300, 200)
    steps = list(laying_out(place))
    assert len(steps) == 3 and Sized.sizes == [inner.width()] and inner.width() > 200
    place.show()
    assert len(Sized.sizes) == 1


def test_a_large_part_is_counted_no_further_than_is_asked(monkeypatch):
    part, asked = holder(*(holder(*labels(3)) for _ in range(9))), []
    monkeypatch.setattr(style_sheets, "child_widgets", lambda each: asked.append(each) or child_widgets(each))
    assert size(part) == 37 and [larger(part, most) for most in (36, 37)] == [True, False]
    asked.clear()
    assert larger(part, 5) and len(asked) == 5


def test_each_page_of_a_stack_is_laid_out_before_one_turns_to_it(window, qtbot):
    """A page of the settings took 9 ms when it first came up."""
    stack, behind = QStackedWidget(), label("words that need lines " * 9, wrap=True)
    stack.addWidget(holder(QLabel("in front")))
    stack.addWidget(page := holder(behind))
    place = holder(stack)
    place.hide()
    place.setParent(window)
    list(polishing(place))
    place.resize(300, 200)
    list(laying_out(place))
    assert page.isHidden() and page.size() == stack.size()
    before = behind.geometry()
    assert before.width() > 200
    place.show()
    stack.setCurrentWidget(page)
    assert behind.geometry() == before


@pytest.mark.parametrize(("steps", "number"), [(polishing, 0), (laying_out, 1)])
def test_what_goes_while_a_place_is_made_is_passed_over(window, steps, number):
    """What it holds may be made anew for an event that came."""
    place = holder(goes := holder(*labels(MOST)), QLabel("stays"))
    place.setParent(window)
    for at, _ in enumerate(steps(place)):
        if at == number:  # within what goes
            delete(goes)


def test_what_is_not_seen_waits_for_other_work(window, sheets, qtbot, monkeypatch):
    hidden, busy = part(window, sheets, shown=False), [True]
    monkeypatch.setattr("spoke.ui.event_loop.slice_clock.busy", lambda: busy[0])
    sheets.change(BLUE)
    for _ in range(5):
        sheets._turn()
    assert ink(hidden) == "#ff0000" and sheets.changing
    busy.clear()
    busy.append(False)
    qtbot.waitUntil(lambda: ink(hidden) == "#0000ff")


def test_a_turn_takes_some_parts_and_a_large_one_by_itself(window, sheets):
    turns = []
    small = [holder(QLabel("words")) for _ in range(5)]
    large = holder(*labels(MOST - 1))
    for each in (*small[:2], large, *small[2:]):
        window.layout().addWidget(each)
        style(sheets, each)
        each.show()
    sheets.change(BLUE)
    while not turns or sum(turns) < 6:
        before = len([each for each in (*small, large) if each.styleSheet() == BLUE])
        sheets._turn()
        turns.append(len([each for each in (*small, large) if each.styleSheet() == BLUE]) - before)
    assert turns == [2, 1, 2, 1]


def test_what_is_gone_between_two_themes_does_not_hold_the_second(window, sheets, qtbot):
    gone, stays = part(window, sheets), part(window, sheets)
    sheets.change(BLUE)
    delete(gone)
    sheets.change(RED)
    sheets.change(BLUE)
    qtbot.waitUntil(lambda: not sheets.changing)
    assert ink(stays) == "#0000ff" and window.updatesEnabled()


def test_what_is_taken_away_while_a_place_is_polished_is_passed_over(qtbot, monkeypatch):
    monkeypatch.setattr("spoke.ui.look.style_sheets._TURN", 2)
    place, (first, *rest) = QWidget(), labels(3)
    for each in (first, *rest):
        each.setParent(place)
    qtbot.addWidget(place)
    steps = polishing(place)
    next(steps)
    delete(first)
    assert len(list(steps)) == 3


def test_nothing_of_a_window_that_goes_part_by_part_is_drawn_anew(window, sheets, qtbot):
    """What an owner draws with may be gone before itself."""
    kept, drawn = QWidget(), []
    qtbot.addWidget(kept)
    owner = QWidget(window)
    sheets.follow(owner, lambda: drawn.append("gone"))
    sheets.follow(kept, lambda: drawn.append("kept"))
    sheets.change(BLUE)
    sheets.forget(window)
    qtbot.waitUntil(lambda: not sheets.changing)
    sheets.change(RED)
    qtbot.waitUntil(lambda: not sheets.changing)
    assert drawn == ["kept", "kept"]


def scroll_area():
    made = QScrollArea()
    made.setWidget(tall := QWidget())
    tall.setFixedSize(50, 900)
    made.resize(120, 100)
    return made


def looks(part, sheet):
    part.setStyleSheet(sheet)
    part.show()
    return part.grab().toImage()


@pytest.mark.parametrize(
    ("make", "part_of"),
    [
        (lambda: Elided("words"), lambda made: made),
        (lambda: label("words", "second", "warn"), lambda made: made),
        (lambda: push("words", "main"), lambda made: made),
        (scroll_area, lambda made: made.verticalScrollBar().parentWidget()),
    ],
    ids=["elided", "label", "button", "scroll bar"],
)
def test_what_holds_nothing_else_looks_the_same_with_only_its_own_rules(qtbot, make, part_of):
    sheet = Theme("light").sheet()
    made = make()
    qtbot.addWidget(made)
    part = part_of(made)
    own = _sheet_for(part, sheet)
    assert len(own) < len(sheet) / 2
    made.show()
    assert looks(part, own) == looks(part, sheet) != looks(part, "")


def test_what_may_hold_others_has_all_rules(qtbot):
    holds_a_menu_as_yet = QWidget()
    QMenu(holds_a_menu_as_yet)
    for made in (QWidget(), holds_a_menu_as_yet, holder(QLabel("words")), QLineEdit(), scroll_area()):
        qtbot.addWidget(made)
        assert _sheet_for(made, "QLabel {} QPushButton {}") == "QLabel {} QPushButton {}"
    with_menu = QPushButton("words")
    qtbot.addWidget(with_menu)
    with_menu.setMenu(QMenu(with_menu))
    assert _sheet_for(with_menu, "QLabel {} QPushButton, QLabel {} QMenu::item {} [a] {}") == (
        " QPushButton, QLabel {} QMenu::item {} [a] {}"
    )

"""A new style sheet goes on part by part: what is seen first, in one picture, and the rest between other work."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from spoke.ui.fitting import Fitting
from spoke.ui.wardrobe import Wardrobe

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
def wardrobe():
    return Wardrobe(Fitting(), RED)


def part(window, wardrobe, *, shown=True):
    made = QWidget()
    QLabel("words", made)
    wardrobe.clothe(made)
    window.layout().addWidget(made)
    made.setVisible(shown)
    return made


def ink(part):
    label = part.findChild(QLabel)
    label.ensurePolished()
    return label.palette().windowText().color().name()


def test_what_is_seen_changes_first_and_nothing_is_painted_before(window, wardrobe, qtbot):
    hidden, seen = part(window, wardrobe, shown=False), [part(window, wardrobe) for _ in range(2)]
    at_the_signal = []
    wardrobe.seen_changed.connect(
        lambda: at_the_signal.append(([ink(each) for each in seen], ink(hidden), window.updatesEnabled()))
    )
    wardrobe.change(BLUE)
    assert not window.updatesEnabled()
    qtbot.waitUntil(lambda: not wardrobe.changing)
    assert at_the_signal == [(["#0000ff"] * 2, "#ff0000", False)]
    assert ink(hidden) == "#0000ff"
    assert window.updatesEnabled()


def test_a_second_change_takes_the_place_of_the_first(window, wardrobe, qtbot, monkeypatch):
    parts, told = [part(window, wardrobe) for _ in range(3)], []
    wardrobe.seen_changed.connect(lambda: told.append([ink(each) for each in parts]))
    monkeypatch.setattr("spoke.ui.wardrobe._TURN_S", 1e-6)
    wardrobe.change(BLUE)
    wardrobe._turn()
    assert sorted(map(ink, parts)) == ["#0000ff", "#ff0000", "#ff0000"]
    wardrobe.change(RED)
    qtbot.waitUntil(lambda: not wardrobe.changing)
    assert told == [["#ff0000"] * 3]
    assert window.updatesEnabled()


def test_a_part_may_go_and_another_come_meanwhile(window, wardrobe, qtbot):
    gone, stays = part(window, wardrobe), part(window, wardrobe)
    wardrobe.change(BLUE)
    gone.setParent(None)
    gone.deleteLater()
    late = part(window, wardrobe)
    del gone
    qtbot.waitUntil(lambda: not wardrobe.changing)
    assert [ink(stays), ink(late)] == ["#0000ff"] * 2


def test_a_window_that_is_not_seen_is_not_waited_for(window, wardrobe, qtbot):
    hidden = part(window, wardrobe)
    window.hide()
    with qtbot.waitSignal(wardrobe.seen_changed):
        wardrobe.change(BLUE)
        assert window.updatesEnabled()
    qtbot.waitUntil(lambda: ink(hidden) == "#0000ff")


def test_what_draws_itself_is_drawn_once_and_what_is_seen_first(window, wardrobe, qtbot):
    drawn = []
    seen, hidden = part(window, wardrobe), part(window, wardrobe, shown=False)
    wardrobe.follow(hidden, lambda: drawn.append(("hidden", ink(seen))))
    wardrobe.follow(seen, lambda: drawn.append(("seen", ink(seen))))
    wardrobe.seen_changed.connect(lambda: drawn.append(("told", ink(seen))))
    wardrobe.change(BLUE)
    qtbot.waitUntil(lambda: not wardrobe.changing)
    assert drawn == [("seen", "#0000ff"), ("told", "#0000ff"), ("hidden", "#0000ff")]

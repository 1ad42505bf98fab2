"""For everyone: a walk over all widgets of all pages for their names, for the way of the focus, and for contrast."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from test_theme import contrast

from spoke.ui.look.style_sheets import MOST, size
from spoke.ui.navigation import ACTIVITY, CHATS, DEVICES, SETTINGS, SKILLS

pytestmark = pytest.mark.requires("qt")
CONTROLS = (
    QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractItemView, QAbstractSpinBox,
)  # fmt: skip
COLOURED = (*CONTROLS, QLabel, QScrollBar, QTabBar, QHeaderView, QProgressBar)
PLACES = (CHATS, DEVICES, SKILLS, ACTIVITY, SETTINGS)


@pytest.fixture
def walked(agent, online, loop):
    online.look.preferences.change(less_motion=True)
    loop.until(lambda: online.places.devices.column.rows.rows)
    yield online
    online.look.preferences.change(theme="light", zoom=100)


def pages(window):
    """Each place, and each page of the settings, as it comes up."""
    for place in PLACES:
        window.go(place)
        if place != SETTINGS:
            painted(window.stack)
            yield f"place {place}"
            continue
        for section in window.settings.sections:
            window.settings.open(section)
            painted(window.settings.pages)
            yield f"settings {section}"


def painted(stack):
    """A page is laid out first."""
    QApplication.processEvents()
    while not stack.updatesEnabled():
        QApplication.processEvents()


def controls(window):
    """Those that a person meets, and not the pieces that Qt makes inside of them."""
    for kind in CONTROLS:
        for each in window.findChildren(kind):
            within = isinstance(each.parent(), CONTROLS) or each.objectName().startswith("qt_")
            if each.isVisible() and not within and "Container" not in each.parent().metaObject().className():
                yield each


def named(widget):
    return f"{type(widget).__name__} in {type(widget.parent()).__name__}"


def test_every_control_of_every_page_has_a_name(walked):
    met = [(page, each) for page in pages(walked) for each in controls(walked)]
    assert len(met) > 80
    assert {f"{page}: {named(each)}" for page, each in met if not each.accessibleName()} == set()


def test_every_control_is_reached_by_tab(walked):
    """But for the rows of the palette, which the arrows of its field choose."""
    unreached = {
        f"{page}: {named(each)} {each.accessibleName()}"
        for page in pages(walked)
        for each in controls(walked)
        if each.isEnabled() and not each.focusPolicy() & Qt.FocusPolicy.TabFocus and not reached_by_group(each)
    }
    assert unreached == set()


def reached_by_group(widget):
    """One of a group has the focus for all, and the arrows lead to the others."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None


def test_the_focus_goes_from_the_rail_to_the_list_and_on_to_the_page(walked, qtbot):
    walked.go(DEVICES)
    order = []
    walked.ring.focus_in(walked.rail)
    for _ in range(40):
        focus = walked.focusWidget()
        panes = walked.here.panes
        seen = {"rail": walked.rail, "list": panes.column, "page": panes.page}
        where = next((name for name, pane in seen.items() if pane and pane.isAncestorOf(focus)), "")
        if where and (not order or order[-1] != where):
            order.append(where)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert order[:3] == ["rail", "list", "page"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_on_every_page_can_be_read(walked, loop, theme):
    """As it is painted: the ink of each label against the pixel beside its text."""
    walked.look.preferences.change(theme=theme)
    loop.until(lambda: walked.look.settled)
    faint, read = set(), 0
    for page in pages(walked):
        picture = walked.grab().toImage()
        ratio = picture.devicePixelRatio()
        for each in walked.findChildren(QLabel):
            if not each.text() or not each.isEnabled() or each.visibleRegion().isEmpty():
                continue
            inside = 3 if each.property("chip") else 1  # of its edge
            at = each.mapTo(walked, QPoint(inside, each.visibleRegion().boundingRect().top() + inside))
            ground = picture.pixelColor(round(at.x() * ratio), round(at.y() * ratio))
            read += 1
            if contrast(each.palette().color(QPalette.ColorRole.WindowText), ground) < 4.5:
                faint.add(f"{page}: {each.text()[:40]}")
    assert read > 60
    assert faint == set()


def test_no_place_needs_more_room_than_the_smallest_window(walked, loop):
    walked.resize(480, 480)
    QApplication.processEvents()
    wide = {page: walked.width() for page in pages(walked) if walked.width() > 480 or walked.height() > 480}
    assert wide == {}


def test_every_part_of_the_window_wears_the_style_sheet(walked):
    """But for what only holds parts, and paints nothing that a sheet would have to colour."""
    for _ in pages(walked):
        pass
    walked.command_palette.open()
    every = walked.findChildren(QWidget)
    bare = [each for each in every if not any(one.styleSheet() for one in over(each))]
    walked.command_palette.leave()
    assert len(bare) > 50
    assert {named(each) for each in bare if isinstance(each, COLOURED)} == set()
    assert {named(each) for each in bare if any(map(each.property, ("kind", "edge", "banner", "chip", "ink")))} == set()
    assert {each.property("ground") for each in bare} <= {None, "", "surface", "list"}


def test_no_part_that_wears_the_style_sheet_is_large(walked):
    """Qt polishes all of one at once."""
    for _ in pages(walked):
        pass
    worn = [each for each in walked.findChildren(QWidget) if each.styleSheet()]
    assert len(worn) > 60
    assert {f"{named(each)}: {size(each)}" for each in worn if size(each) > MOST} == set()


def over(widget):
    """Itself, and what it lies in."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget()

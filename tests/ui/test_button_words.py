"""Words of controls: they stand clear of an icon and of an edge at any zoom, and have room in any direction."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette

from spoke.ui.activity import table
from spoke.ui.activity.entries import Entry
from spoke.ui.chats.writing.model_picker import Model, ModelPicker
from spoke.ui.widgets.buttons import push

pytestmark = pytest.mark.requires("qt")


@pytest.fixture(autouse=True)
def from_left_again(qapp):
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def inked(picture):
    """The columns in which something is drawn."""
    ground = picture.pixel(0, 0)
    wide, high = picture.width(), picture.height()
    return [x for x in range(wide) if any(picture.pixel(x, y) != ground for y in range(high))]


@pytest.mark.parametrize("zoom", [100, 200])
@pytest.mark.parametrize("from_right", [False, True])
def test_an_icon_leaves_room_to_the_words_beside_it(qapp, look, zoom, from_right):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if from_right else Qt.LayoutDirection.LeftToRight)
    look.preferences.change(zoom=zoom)
    button = push("Stop")
    draw = look.set_icon(button, "stop")
    look.style(button)
    side, room = look.theme.px(16), look.theme.px(3)
    icon = button.icon().pixmap(QSize(side + room, side), 1.0).toImage()
    columns = inked(icon)
    assert icon.width() == side + room
    assert min(columns) >= room if from_right else max(columns) < side
    button.setText("")
    draw()
    assert button.icon().availableSizes() == [QSize(side, side)], "alone, it stands in the middle"


@pytest.mark.parametrize("from_right", [False, True])
def test_a_model_that_has_too_little_room_stands_without_its_device(qapp, qtbot, look, from_right):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if from_right else Qt.LayoutDirection.LeftToRight)
    picker = ModelPicker(look)
    qtbot.addWidget(picker)
    look.style(picker)
    picker.show()
    picker.show_models([Model("studio/qwen3-14b", "qwen3-14b", "Laptop")], ["studio/qwen3-14b"])
    wide = picker.sizeHint().width()
    picker.resize(wide, 30)
    assert picker.text() == "qwen3-14b on Laptop"
    words = inked_with(picker, picker.palette().color(QPalette.ColorRole.ButtonText))
    assert (min(words) >= 7 and max(words) <= wide - 20) != from_right
    assert (min(words) >= 20 and max(words) <= wide - 7) == from_right
    picker.resize(wide - 20, 30)
    assert picker.text() == "qwen3-14b" and "Laptop" in picker.toolTip()
    picker.resize(60, 30)
    assert "…" in picker.text()


def inked_with(widget, ink):
    picture = widget.grab().toImage()
    high = picture.height()
    return [x for x in range(picture.width()) if any(picture.pixelColor(x, y) == ink for y in range(high))]


@pytest.mark.parametrize("zoom", [100, 200])
def test_the_longest_word_of_a_state_is_not_cut_in_its_column(qtbot, look, zoom, monkeypatch):
    longest = "Fehlgeschlagen"
    monkeypatch.setattr(table, "tr", lambda _: longest)
    look.preferences.change(zoom=zoom)
    made = table.EntryTable(look, "Activity")
    qtbot.addWidget(made)
    look.style(made)
    made.show()
    made.entries.refresh([Entry(key="run:1", at_ms=1, icon="cross", ink="bad", state=longest, what="x", record=None)])
    assert made.sizeHintForColumn(table.STATE) <= made.columnWidth(table.STATE)

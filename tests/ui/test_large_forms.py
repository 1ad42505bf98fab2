"""Forms of hundreds of fields, which come in steps, and schemas that would begin with thousands of controls."""

from __future__ import annotations

from itertools import pairwise

import pytest
from jsonschema import Draft202012Validator
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from spoke.ui.event_loop import slice_clock
from spoke.ui.event_loop.sliced import at_once
from spoke.ui.look.style_sheets import MOST, size
from spoke.ui.skills.fields import ComboField, JsonField, TextField
from spoke.ui.skills.form import SchemaForm, _faults

pytestmark = [
    pytest.mark.requires("qt"),
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]

MANY = {
    "type": "object",
    "properties": {f"f{number}": {"type": "string", "default": f"is {number}"} for number in range(40)},
    "required": [f"f{number}" for number in range(40)],
}


@pytest.fixture
def short_slices(monkeypatch):
    monkeypatch.setattr(slice_clock, "SLICE_S", 0.0)


@pytest.fixture
def many(qtbot, look, short_slices):
    """A form of many fields, and a button below it, in a window."""
    window = QWidget()
    made, below = SchemaForm(look, MANY), QPushButton("below")
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(below)
    made.below, made.holder = below, window
    qtbot.addWidget(window)
    return made


@pytest.fixture
def scrolled(many, qtbot):
    """All of that, in an area that shows some fields of it at a time."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(many.holder)
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.show()
    qtbot.waitUntil(lambda: not many._left and not many._next.isActive())
    return area


def all_seen(form):
    return len(form._made) == 40 and all(each.isVisible() for each in form._made)


def test_the_first_of_many_fields_are_there_at_once_and_the_others_come_while_it_is_seen(many, qtbot, monkeypatch):
    """200 fields held the window for half a second."""
    before, each_turn, go_on = len(many._made), [], many._go_on
    many._next.timeout.disconnect()
    many._next.timeout.connect(lambda: (each_turn.append(len(many._made)), go_on()))
    QApplication.processEvents()
    assert before == len(many._made) == 3 and not each_turn
    many.holder.show()
    qtbot.waitUntil(lambda: all_seen(many))
    assert max(after - before for before, after in pairwise(each_turn)) == 1
    qtbot.waitUntil(lambda: not many._next.isActive())


def test_many_fields_wear_a_style_sheet_batch_by_batch(many, look, qtbot):
    """Qt polishes all that wears one at once: with a new theme 200 fields held the window for a sixth of a second."""
    for _ in look.styling(many.holder, bare=True):
        pass
    many.holder.show()
    qtbot.waitUntil(lambda: all_seen(many))
    worn = [size(each) for each in many.findChildren(QWidget) if each.styleSheet()]
    assert len(worn) == len(many._batches) and max(worn) <= MOST and not many.styleSheet()


def test_tab_goes_through_many_fields_in_their_order(many, qtbot):
    many.holder.show()
    qtbot.waitUntil(lambda: all_seen(many))
    assert stops_from(many.first.control) == [*(each.control for each in many.fields), many.below]


def test_tab_comes_to_what_stands_behind_a_choice_in_its_place(qtbot, look, short_slices):
    """A choice holds a window of its own, which is no place for Tab to go on from."""
    some = {"type": "object", "properties": {f"f{number}": {"type": "boolean"} for number in range(7)}}
    window = QWidget()
    form, below = SchemaForm(look, some), QPushButton("below")
    column = QVBoxLayout(window)
    column.addWidget(form)
    column.addWidget(below)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: len(form._made) == 7 and form._made[-1].isVisible())
    assert stops_from(form.first.control) == [*(each.control for each in form.fields), below]


def shown(form):
    """Numbers of the batches that are."""
    return [number for number, each in enumerate(form._batches) if each.isVisible()]


def test_of_many_fields_those_near_what_is_seen_are_shown_and_all_have_their_room(scrolled, many, qtbot):
    """Qt goes through all that is shown with each change of a page: 600 controls held the window for 9 ms."""
    bar, last = scrolled.verticalScrollBar(), len(many._batches) - 1
    high = many.height()
    for to, batches in (
        (0, [0, 1, 2, last]),
        (bar.maximum() // 2, [0, 1, 5, 6, 7, 8, last]),
        (bar.maximum(), [0, 1, last - 2, last - 1, last]),
    ):
        bar.setValue(to)
        qtbot.waitUntil(lambda: not many._next.isActive())
        assert set(shown(many)) >= set(batches) and len(shown(many)) <= len(batches) + 2
        assert many.height() == high


def test_of_many_fields_few_are_shown_or_hidden_in_a_turn(scrolled, many, qtbot):
    bar = scrolled.verticalScrollBar()
    scrolled.resize(400, 700)
    for to in (0, bar.maximum(), 0):
        qtbot.waitUntil(lambda: not many._next.isActive())
        bar.setValue(to)
        turned = True
        while turned:
            before = shown(many)
            turned = many._turn_some()
            assert len({*before} ^ {*shown(many)}) <= 2


def test_tab_stops_at_every_field_of_a_form_that_is_not_wholly_in_sight(scrolled, many, qtbot):
    many.first.control.setFocus()
    for field in many.fields:
        assert many.focusWidget() is field.control and not field.control.visibleRegion().isEmpty()
        qtbot.keyClick(many.focusWidget(), Qt.Key.Key_Tab)
        qtbot.waitUntil(lambda: not many._next.isActive())
    assert many.window().focusWidget() is many.below
    qtbot.keyClick(many.below, Qt.Key.Key_Backtab)
    assert many.window().focusWidget() is many.fields[-1].control


def test_tab_goes_on_from_a_field_that_was_scrolled_out_of_sight(scrolled, many, qtbot):
    many.fields[8].control.setFocus()
    scrolled.verticalScrollBar().setValue(scrolled.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: not many._next.isActive())
    qtbot.keyClick(many.focusWidget(), Qt.Key.Key_Tab)
    assert many.focusWidget() is many.fields[9].control


def test_tab_stops_at_every_field_though_keys_come_faster_than_fields_are_shown(scrolled, many, qtbot):
    """What is typed next would stand in a field far below."""
    many.first.control.setFocus()
    for field in [*many.fields[1:], many.below]:
        QTest.keyClick(many.window().focusWidget(), Qt.Key.Key_Tab, delay=-1)
        assert many.window().focusWidget() is (field if field is many.below else field.control)
    for field in reversed(many.fields):
        QTest.keyClick(many.window().focusWidget(), Qt.Key.Key_Backtab, delay=-1)
        assert many.window().focusWidget() is field.control


def test_fields_are_there_when_what_lay_over_them_goes(scrolled, many, qtbot):
    """Nothing tells a form that it goes, nor that the pane which holds it has come to its place."""
    cover = QWidget(scrolled)
    cover.setAutoFillBackground(True)
    cover.resize(2000, 2000)
    cover.show()
    bar = scrolled.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: not many._next.isActive())
    cover.hide()
    seen = many.visibleRegion().boundingRect()
    assert all(each.isVisible() for each in many._batches if each.geometry().intersects(seen))


def test_enter_brings_each_field_into_sight(scrolled, many, qtbot):
    many.first.control.setFocus()
    for field in many.fields[1:]:
        qtbot.keyClick(many.focusWidget(), Qt.Key.Key_Return)
        assert many.focusWidget() is field.control
        qtbot.waitUntil(lambda field=field: field.control.visibleRegion().boundingRect() == field.control.rect())


def test_a_fault_far_below_is_brought_into_sight(scrolled, many, qtbot, monkeypatch):
    monkeypatch.setitem(many._schema["properties"], "f30", {"type": "string", "maxLength": 3})
    assert at_once(many.arguments()) is None
    faulty = many.fields[30]
    qtbot.waitUntil(lambda: faulty.visibleRegion().boundingRect() == faulty.rect())
    assert faulty.fault and many.focusWidget() is faulty.control


def stops_from(first):
    at, found = first, []
    while not found or at is not first:
        found.append(at)
        at = at.nextInFocusChain()
    return [each for each in found if isinstance(each, TextField | ComboField | QPushButton)]


def test_what_is_asked_of_many_fields_is_answered_by_all(many):
    assert at_once(many.arguments()) == {f"f{number}": f"is {number}" for number in range(40)}


def test_what_was_typed_stands_in_fields_that_are_not_made_yet(many, look, qtbot):
    typed = {f"f{number}": f"typed {number}" for number in range(40)}
    many.put_typed(typed)
    assert len(many._made) == 3 and many.typed() == typed
    assert at_once(many.arguments()) == typed


def test_a_form_that_is_not_seen_gets_no_more_fields_until_it_is(many, qtbot):
    many.holder.show()
    qtbot.waitUntil(lambda: len(many._made) > 15)
    many.hide()
    made = len(many._made)
    QApplication.processEvents()
    assert len(many._made) == made and not many._next.isActive()
    many.show()
    qtbot.waitUntil(lambda: all_seen(many))
    assert stops_from(many.first.control) == [*(each.control for each in many.fields), many.below]


def test_many_fields_are_freed_batch_by_batch(many, qtbot):
    many.holder.show()
    qtbot.waitUntil(lambda: all_seen(many))
    left, free = [], many._free
    many._free = lambda: (left.append(len(many._batches)), free())
    many.leave()
    qtbot.waitUntil(lambda: not isValid(many))
    assert left == list(range(14, -1, -1))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 30, "items": {"type": "array", "minItems": 30, "items": {"type": "string"}}},
        {"type": "array", "items": {"type": "array", "items": {"type": "string"}}, "default": [["x"] * 500]},
        {"type": "object", "properties": {f"f{number}": {"type": "string"} for number in range(100)}},
    ],
    ids=["rows of rows", "a default", "a group"],
)
def test_what_would_begin_with_hundreds_of_controls_is_written_as_json(qtbot, look, schema):
    """Lists in lists in lists, of fifty rows each, would be a hundred thousand."""
    form = SchemaForm(look, {"type": "object", "properties": {"n": schema}, "required": ["n"]})
    qtbot.addWidget(form)
    assert isinstance(form.first.control, JsonField)


def test_of_thousands_of_choices_the_widest_is_not_looked_for(qtbot, look, monkeypatch):
    form = SchemaForm(look, {"type": "object", "properties": {"n": {"enum": [f"{n}" * 9 for n in range(3_000)]}}})
    qtbot.addWidget(form)
    control = form.first.control
    assert control.count() == 3_001 and control.sizeHint().width() < control.fontMetrics().horizontalAdvance("9" * 30)


def test_the_fields_of_a_large_form_are_made_and_read_in_steps(many):
    """Enter before they had come made hundreds of them in one turn."""
    steps, made = 0, []
    for step in many.arguments():
        steps += 1
        made.append(len(many._made))
        if callable(step):
            step()
    assert steps > 2 * 37 and max(after - before for before, after in pairwise(made)) == 1


def test_a_form_that_is_cleared_while_it_is_read_is_read_no_further(many, qtbot):
    reading = many.arguments()
    next(reading)
    many.leave()
    qtbot.waitUntil(lambda: not isValid(many))
    assert at_once(reading) is None


def test_enter_goes_on_to_a_field_that_has_not_come_yet_and_makes_no_more_than_its_batch(many, qtbot):
    many.holder.show()
    many._next.stop()
    many.first.control.setFocus()
    for number in range(5):
        qtbot.keyClick(many.focusWidget(), Qt.Key.Key_Return)
        assert many.focusWidget() is many._made[number + 1].control and many.focusWidget().isVisible()
    assert len(many._made) == 6


def test_a_fault_in_a_field_that_has_not_come_yet_is_shown_and_has_the_focus(many, qtbot, monkeypatch):
    many.holder.show()
    many._next.stop()
    monkeypatch.setitem(many._schema["properties"], "f30", {"type": "string", "maxLength": 3})
    assert at_once(many.arguments()) is None
    faulty = many._made[30]
    assert faulty.fault and faulty.control.isVisible() and many.focusWidget() is faulty.control


def test_of_a_value_with_faults_without_number_the_first_is_enough(monkeypatch):
    """Each took a tenth of a millisecond, and the window stood for as long as all took."""
    schema = {
        "type": "object",
        "properties": {"rest": {"type": "array", "items": {"type": "string"}}, "n": {"type": "string"}},
    }
    looked_at = []

    def one_by_one(validator, instance):
        for each in real(validator, instance):
            looked_at.append(each)
            yield each

    real = Draft202012Validator.iter_errors
    monkeypatch.setattr(Draft202012Validator, "iter_errors", one_by_one)
    assert set(_faults(schema, {"rest": list(range(100_000)), "n": 1})) == {"rest", "n"}
    assert len(looked_at) == 2

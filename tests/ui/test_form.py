"""Forms made from JSON Schema."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from shared.api import FoundFunction, FunctionInfo
from shared.errors import InvalidArgument
from shared.ids import new_id
from shared.schemas import check_arguments, check_schema
from spoke.ui.event_loop.sliced import at_once
from spoke.ui.skills.fields import (
    ChoiceField,
    ComboField,
    JsonField,
    MomentField,
    NumberField,
    NumberText,
    SwitchField,
    TextField,
)
from spoke.ui.skills.form import KeptForms, SchemaForm
from spoke.ui.skills.groups import ListField, ObjectField

pytestmark = pytest.mark.requires("qt")

SCHEMA = {
    "type": "object",
    "properties": {
        "sensor": {"enum": ["all", "roof", "floor"], "default": "roof"},
        "hours": {"type": "integer", "minimum": 1, "maximum": 168, "default": 12},
        "above": {"anyOf": [{"type": "number"}, {"type": "null"}], "default": None},
        "unit": {"type": "string"},
        "dry": {"type": "boolean", "default": True},
        "tags": {"type": "array", "items": {"type": "string"}},
        "place": {"enum": ["a", "b", "c", "d", "e"], "default": "c"},
        "since": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}], "default": None},
        "limits": {
            "type": "object",
            "properties": {"low": {"type": "integer"}, "day": {"type": "string", "format": "date"}},
            "required": [],
        },
        "rest": {},
    },
    "required": ["unit"],
}


@pytest.fixture
def form(qtbot, look):
    made = SchemaForm(look, SCHEMA)
    qtbot.addWidget(made)
    return made


def field(form, name):
    at_once(form.whole())
    return next(field for field in form.fields if field.name == name)


def test_each_kind_of_schema_has_its_control(form):
    at_once(form.whole())
    kinds = {each.name: type(each.control) for each in form.fields}
    assert kinds == {
        "sensor": ChoiceField,
        "hours": NumberField,
        "above": NumberText,
        "unit": TextField,
        "dry": SwitchField,
        "tags": ListField,
        "place": ComboField,
        "since": MomentField,
        "limits": ObjectField,
        "rest": JsonField,
    }


def test_defaults_are_filled_in_and_empty_fields_left_out(form):
    field(form, "unit").control.setText("percent")
    assert at_once(form.arguments()) == {"sensor": "roof", "hours": 12, "unit": "percent", "dry": True, "place": "c"}


def test_what_was_chosen_is_read(form):
    field(form, "sensor").control._group.button(2).click()
    field(form, "above").control.setText("70.5")
    tags = field(form, "tags").control
    for text in ("dry", "no", "wet"):
        tags.add.click()
        tags.items[-1].setText(text)
    tags._remove_by_hand(tags.items[1])
    field(form, "dry").control.click()
    field(form, "since").control.setText("2026-11-19 18:00")
    field(form, "limits").control.fields[0].control.setText("3")
    field(form, "rest").control.setPlainText("[1, null]")
    arguments = at_once(form.arguments())
    assert (arguments["dry"], arguments["since"]) == (False, "2026-11-19T18:00:00")
    assert (arguments["limits"], arguments["rest"]) == ({"low": 3}, [1, None])
    assert (arguments["sensor"], arguments["above"], arguments["tags"]) == ("floor", 70.5, ["dry", "wet"])


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {"type": "number", "default": "much"},
        {"type": "integer", "default": [1]},
        {"type": "integer", "default": 10**400},
        {"type": "number", "exclusiveMaximum": -(10**400)},
        {"type": "array", "items": {"type": "integer"}, "default": 1},
        {"type": "array", "items": {"type": "integer"}, "default": ["a"]},
        {"type": "array", "items": {"type": "integer"}, "minItems": 10**9},
        {"type": "array", "items": {"type": "object", "default": 1}, "default": [1], "minItems": 60},
        {"anyOf": [True, {"type": "null"}]},
    ],
    ids=lambda schema: str(schema)[:40],
)
def test_what_makes_no_sense_is_written_as_json(qtbot, look, schema):
    check_schema({"type": "object", "properties": {"odd": schema}})
    form = SchemaForm(look, {"type": "object", "properties": {"odd": schema}, "required": ["odd"]})
    qtbot.addWidget(form)
    assert isinstance(field(form, "odd").control, JsonField)


@pytest.mark.parametrize("typed", ["NaN", "[1e999]", "[" * 100_000, '"\\ud800"'])
def test_what_cannot_be_sent_as_json_is_at_fault(form, typed):
    field(form, "rest").control.setPlainText(typed)
    assert at_once(form.arguments()) is None
    assert "is not JSON" in field(form, "rest").fault


def test_a_number_beyond_all_measure_is_left_to_the_node(qtbot, look):
    schema = {"type": "object", "properties": {"n": {"type": ["number", "string"], "multipleOf": 0.1}}}
    form = SchemaForm(look, schema)
    qtbot.addWidget(form)
    field(form, "n").control.setPlainText("1" + "0" * 400)
    arguments = at_once(form.arguments())
    assert arguments == {"n": 10**400}
    with pytest.raises(InvalidArgument, match="too large"):
        check_arguments(schema, arguments)


def test_what_has_an_empty_default_may_be_empty(qtbot, look):
    texts = {"note": {"default": ""}, "day": {"default": "", "format": "date"}, "unit": {"default": "percent"}}
    texts["place"] = {"default": "", "enum": ["", "attic"]}
    properties = {name: {"type": "string", **part} for name, part in texts.items()}
    form = SchemaForm(look, {"type": "object", "properties": properties})
    qtbot.addWidget(form)
    at_once(form.whole())
    said = {each.name: each.control.accessibleDescription() for each in form.fields}
    assert said == {"note": "text, may be empty", "day": "date, may be empty", "unit": "text", "place": "one of 2"}
    assert at_once(form.arguments()) == {"unit": "percent", "place": ""}


def test_what_is_typed_goes_into_another_form_right_or_wrong(form, qtbot, look):
    field(form, "sensor").control._group.button(2).click()
    field(form, "hours").control.setValue(7)
    field(form, "above").control.setText("much")
    field(form, "unit").control.setText("percent")
    field(form, "dry").control.click()
    tags = field(form, "tags").control
    tags.add.click()
    tags.items[-1].setText("wet")
    field(form, "place").control.setCurrentIndex(4)
    field(form, "since").control.setText("yesterday")
    field(form, "limits").control.fields[0].control.setText("3")
    field(form, "rest").control.setPlainText("[1,")
    other = SchemaForm(look, SCHEMA)
    qtbot.addWidget(other)
    assert other.typed() != form.typed()
    other.put_typed(form.typed())
    assert other.typed() == form.typed()
    assert (field(other, "rest").control.toPlainText(), field(other, "tags").control.typed()) == ("[1,", ["wet"])


@pytest.mark.parametrize(
    ("name", "do"),
    [
        ("sensor", lambda control: control._group.button(2).click()),
        ("hours", lambda control: control.setValue(7)),
        ("above", lambda control: control.setText("much")),
        ("unit", lambda control: control.setText("percent")),
        ("dry", lambda control: control.click()),
        ("tags", lambda control: control.add.click()),
        ("place", lambda control: control.setCurrentIndex(4)),
        ("since", lambda control: control.setText("now")),
        ("limits", lambda control: control.fields[1].control.setText("now")),
        ("rest", lambda control: control.setPlainText("[1,")),
    ],
)
def test_whatever_is_typed_is_told(form, name, do):
    told = []
    form.changed.connect(lambda: told.append(form.typed()))
    assert not form.touched
    do(field(form, name).control)
    assert told and told[-1] == form.typed() and form.touched


def test_rows_of_a_list_tell_too(form):
    told, tags = [], field(form, "tags").control
    form.changed.connect(lambda: told.append(form.typed()["tags"]))
    tags.add.click()
    tags.items[0].setText("wet")
    tags._remove_by_hand(tags.items[0])
    assert told == [[""], ["wet"], []]


def test_what_is_typed_without_a_pause_is_told_meanwhile(look, qtbot):
    info = FunctionInfo(skill="climate", function="read", parameters=SCHEMA, digest="d")
    holder, number = QWidget(), count()
    qtbot.addWidget(holder)
    forms = KeptForms(look, holder)
    form = forms.of(FoundFunction(info=info, devices=[], device_count=0))
    qtbot.addWidget(form)
    typing = QTimer(holder, interval=1)
    typing.timeout.connect(lambda: field(form, "since").control.setText(str(next(number))))
    with qtbot.waitSignal(forms.changed):
        typing.start()
    typing.stop()


def functions(count):
    for number in range(count):
        info = FunctionInfo(skill="s", function=f"f{number}", parameters=SCHEMA, digest="d")
        yield FoundFunction(info=info, devices=[], device_count=0)


def test_what_was_typed_outlives_the_form_that_had_to_go(look, qtbot):
    """With the 21st form that was touched, the text of the first was lost."""
    holder = QWidget()
    qtbot.addWidget(holder)
    forms, shown = KeptForms(look, holder), list(functions(23))
    for number, function in enumerate(shown):
        form = forms.of(function)
        form.setParent(holder)
        field(form, "unit").control.setText(f"typed {number}")
    assert len(forms._forms) == 20
    assert [each["unit"] for each in forms.typed.values()] == [f"typed {number}" for number in range(23)]
    assert field(forms.of(shown[0]), "unit").control.text() == "typed 0"


def test_of_what_was_typed_so_much_is_written_as_is_encoded_in_no_time(look, qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    forms, shown = KeptForms(look, holder), list(functions(3))
    for function, text in zip(shown, ("short", "x" * 400_000, "y" * 400_000), strict=True):
        form = forms.of(function)
        form.setParent(holder)
        field(form, "rest").control.setPlainText(text)
    assert [each["rest"][0] for each in forms.typed.values()] == ["s", "x", "y"]
    assert [each["rest"][0] for each in forms.kept.values()] == ["s", "y"], "the newest of what there is room for"


def test_a_form_that_was_not_touched_since_is_not_read_again(look, qtbot, monkeypatch):
    holder = QWidget()
    qtbot.addWidget(holder)
    forms, (first, then) = KeptForms(look, holder), functions(2)
    for function in (first, then):
        form = forms.of(function)
        form.setParent(holder)
        field(form, "unit").control.setText("a")
    read, real = [], SchemaForm.typed
    monkeypatch.setattr(SchemaForm, "typed", lambda form: (read.append(form), real(form))[1])
    assert forms.typed and len(read) == 2
    field(form, "unit").control.setText("b")
    assert [each["unit"] for each in forms.typed.values()] == ["a", "b"] and read[2:] == [form]


def test_what_was_kept_of_another_form_is_left_alone(look, qtbot):
    function = FoundFunction(
        info=FunctionInfo(skill="climate", function="read", parameters=SCHEMA, digest="d"), devices=[], device_count=0
    )
    holder = QWidget()
    qtbot.addWidget(holder)
    for typed in ({"hours": "text"}, {}, {"sensor": 9}, [], 3, {"limits": 7}, {"hours": None}):
        forms = KeptForms(look, holder)
        forms.take_over({"climate.read:d": typed})
        form = forms.of(function)
        qtbot.addWidget(form)
        assert field(form, "unit").control.typed() == ""


def test_what_was_typed_where_fewer_fields_were_made_goes_into_those(form):
    was = form.typed()
    form.put_typed({"unit": "percent"})
    assert form.typed() == was | {"unit": "percent"}


@pytest.mark.parametrize(
    "part",
    [
        {"type": "string", "pattern": "^(a+)+$"},
        {"type": "string", "$ref": "http://127.0.0.1:9/schema"},
        {"type": "string", "anyOf": [{"$ref": "#"}] * 2},
        {"type": "string", "anyOf": [{"type": "text"}] * 2},
        {"type": "string", "minLength": "many"},
        {"type": "number", "multipleOf": 0},
    ],
)
def test_a_schema_that_nobody_checked_is_left_to_who_offers_it(qtbot, look, part):
    """It comes from another device: the check of it could hold up the window, or ask a server."""
    form = SchemaForm(look, {"type": "object", "properties": {"a": part}})
    qtbot.addWidget(form)
    typed = 0 if part["type"] == "number" else "a" * 18 + "!"
    form.fields[0].control.setText(str(typed))
    assert at_once(form.arguments()) == {"a": typed}


@pytest.fixture
def show(qtbot):
    """In a window that has the keys."""
    holder = QWidget()
    qtbot.addWidget(holder)

    def shown(form):
        form.setParent(holder)
        holder.show()
        holder.activateWindow()
        qtbot.waitUntil(holder.isActiveWindow)

    return shown


ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@pytest.mark.parametrize("key", ENTER)
@pytest.mark.parametrize("last", ["hours", "above", "unit", "place", "since"])
def test_enter_in_the_last_field_is_done_with_the_form(qtbot, look, show, last, key):
    named = {"first": {"type": "string"}, last: SCHEMA["properties"][last]}
    form = SchemaForm(look, {"type": "object", "properties": named, "required": ["first"]})
    show(form)
    done = []
    form.submitted.connect(lambda: done.append(True))
    first, then = (each.control for each in form.fields)
    first.setFocus()
    qtbot.keyClick(first, key)
    assert form.focusWidget() is then and not done
    qtbot.keyClick(then, key, Qt.KeyboardModifier.ShiftModifier)
    assert not done
    qtbot.keyClick(then, key)
    assert done == [True]


def test_enter_in_a_group_goes_through_it(qtbot, look, show):
    form = SchemaForm(look, {"type": "object", "properties": {"limits": SCHEMA["properties"]["limits"]}})
    show(form)
    low, day = (each.control for each in field(form, "limits").control.fields)
    low.setFocus()
    qtbot.keyClick(low, Qt.Key.Key_Return)
    assert form.focusWidget() is day
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(day, Qt.Key.Key_Return)


@pytest.mark.parametrize("last", ["tags", "rest"])
def test_enter_where_one_writes_on_ends_nothing(qtbot, look, show, last):
    form = SchemaForm(look, {"type": "object", "properties": {last: SCHEMA["properties"][last]}})
    show(form)
    done = []
    form.submitted.connect(lambda: done.append(True))
    control = field(form, last).control
    if last == "tags":
        control.add.click()
        control = control.items[0]
        qtbot.waitUntil(control.isVisible)
    control.setFocus()
    qtbot.keyClick(control, Qt.Key.Key_Return)
    assert form.focusWidget() is control and not done


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("above", "much", "Write a number"),
        ("rest", "[1,\n2", "Line 2 is not JSON, at character 2"),
        ("since", "yesterday evening", "Write it as 2026-11-19 18:00, or leave it empty."),
    ],
)
def test_a_fault_stands_under_its_field(form, name, typed, sentence):
    control = field(form, name).control
    control.setPlainText(typed) if isinstance(control, JsonField) else control.setText(typed)
    assert at_once(form.arguments()) is None
    assert sentence in field(form, name).fault
    assert not field(form, "hours").fault


def test_a_mended_field_is_no_longer_at_fault(form):
    field(form, "above").control.setText("much")
    assert at_once(form.arguments()) is None
    field(form, "above").control.setText("7")
    assert at_once(form.arguments()) is not None
    assert not field(form, "above").fault


def test_a_number_keeps_its_range(form):
    control = field(form, "hours").control
    control.setValue(1000)
    assert control.read() == 168
    assert isinstance(control.read(), int)


def test_a_fault_within_a_group_stands_where_it_is(form):
    day = field(form, "limits").control.fields[1]
    day.control.setText("19.11.")
    assert at_once(form.arguments()) is None
    assert "Write it as 2026-11-19" in day.fault
    assert "marked above" in field(form, "limits").fault


def test_a_list_says_when_it_is_full_and_begins_with_what_it_needs(qtbot, look):
    schema = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 2}
    form = SchemaForm(look, {"type": "object", "properties": {"n": schema}, "required": ["n"]})
    qtbot.addWidget(form)
    numbers = field(form, "n").control
    assert [item.read() for item in numbers.items] == [0]
    numbers.add.click()
    assert not numbers.add.isEnabled()
    assert numbers.add.toolTip() == "At most 2."
    assert at_once(form.arguments()) == {"n": [0, 0]}


def test_a_call_that_waits_for_an_answer_is_followed_to_its_end(loop):
    from shared.errors import ApprovalPending, NotGranted
    from spoke.node.bodies.calls import CallProgress
    from spoke.node.requests.calls import CallRequests
    from spoke.ui.skills.calling import to_its_end

    call, told = new_id(), []

    class Node(CallRequests):
        states = iter(["waiting", "running", "done"])

        def __init__(self):
            pass

        async def call_state(self, wanted):
            assert wanted == call
            return CallProgress(id=call, state=next(self.states), result=7)

    async def changed():
        told.append("changed")

    pending, waits = ApprovalPending("asked", call=call), told.append
    assert loop.run(to_its_end(Node().call_state, "sum.up", pending, waits, changed)).result == 7
    assert told == [False, "changed", "changed"]
    Node.states = iter(["done"])
    refused = CallProgress(id=call, state="done", error=NotGranted("no").body())
    Node.call_state = lambda self, wanted: asyncio.sleep(0, refused)
    with pytest.raises(NotGranted):
        loop.run(to_its_end(Node().call_state, "sum.up", pending, waits, changed))

"""Forms made from JSON Schema."""

from __future__ import annotations

import pytest

from spoke.ui.skills.fields import ComboField, JsonField, NumberField, NumberText, Segments, TextField
from spoke.ui.skills.form import SchemaForm

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
    },
    "required": ["unit"],
}


@pytest.fixture
def form(qtbot):
    made = SchemaForm(SCHEMA)
    qtbot.addWidget(made)
    return made


def field(form, name):
    return next(field for field in form.fields if field.name == name)


def test_each_kind_of_schema_has_its_control(form):
    kinds = {each.name: type(each.control) for each in form.fields}
    assert kinds == {
        "sensor": Segments,
        "hours": NumberField,
        "above": NumberText,
        "unit": TextField,
        "dry": Segments,
        "tags": JsonField,
        "place": ComboField,
    }


def test_defaults_are_filled_in_and_empty_fields_left_out(form):
    field(form, "unit").control.setText("percent")
    assert form.arguments() == {"sensor": "roof", "hours": 12, "unit": "percent", "dry": True, "place": "c"}


def test_what_was_chosen_is_read(form):
    field(form, "sensor").control._group.button(2).click()
    field(form, "above").control.setText("70.5")
    field(form, "tags").control.setPlainText('["dry", "wet"]')
    arguments = form.arguments()
    assert (arguments["sensor"], arguments["above"], arguments["tags"]) == ("floor", 70.5, ["dry", "wet"])


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("above", "much", "Write a number"),
        ("tags", "[1,\n2", "Line 2 is not JSON"),
        ("tags", "[1]", "1 is not of type 'string'"),
    ],
)
def test_a_fault_stands_under_its_field(form, name, typed, sentence):
    control = field(form, name).control
    control.setPlainText(typed) if isinstance(control, JsonField) else control.setText(typed)
    assert form.arguments() is None
    assert sentence in field(form, name).fault
    assert not field(form, "hours").fault


def test_a_mended_field_is_no_longer_at_fault(form):
    field(form, "above").control.setText("much")
    assert form.arguments() is None
    field(form, "above").control.setText("7")
    assert form.arguments() is not None
    assert not field(form, "above").fault


def test_a_number_keeps_its_range(form):
    control = field(form, "hours").control
    control.setValue(1000)
    assert control.read() == 168
    assert isinstance(control.read(), int)

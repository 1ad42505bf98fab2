"""Fields that hold fields: a list with rows to add and remove, an object as a group; which control asks for what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.skills.fields import (
    ABSENT,
    ChoiceField,
    ComboField,
    Fault,
    JsonField,
    MomentField,
    NumberField,
    NumberText,
    SwitchField,
    TextField,
    without_null,
)
from spoke.ui.skills.kinds import can_be_empty, kind_of
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.choice import name_combo
from spoke.ui.widgets.field_error import FieldError
from spoke.ui.widgets.focus_order import put_last_in
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle

_SEGMENTS = 4
_DEEPEST, _MOST = 3, 60
"""Groups within groups, and the controls that a group or a list begins with; what is more is written as JSON."""


class FormField(QWidget):
    """Label and type above, the control, and under it the fault."""

    def __init__(self, look: Look, name: str, schema: dict[str, Any], *, required: bool, depth: int = 0) -> None:
        super().__init__()
        self.name = name
        schema = without_null(schema)
        kind = kind_of(schema, required=required)
        self.control = control_for(look, schema, required=required, depth=depth)
        about = ", ".join(filter(None, (kind, schema.get("description"))))
        self.control.setAccessibleName(name)
        self.control.setAccessibleDescription(about)
        if isinstance(self.control, ComboField):
            name_combo(self.control, name, about)
        self._fault = FieldError(look)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(name, "state"))
        head.addWidget(label(kind, "second", "third"), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.control)
        column.addWidget(self._fault)
        if schema.get("description"):
            self.control.setToolTip(str(schema["description"]))

    @property
    def fault(self) -> str:
        return self._fault.text

    def show_fault(self, sentence: str) -> None:
        self._fault.say(sentence)
        restyle(self.control, fault="true" if sentence else "false")


class ObjectField(QFrame):
    """Named fields in a frame of their own."""

    changed = Signal()

    def __init__(self, look: Look, schema: dict[str, Any], *, may_be_empty: bool, depth: int) -> None:
        super().__init__()
        self._may_be_empty = may_be_empty
        self.setProperty("kind", "group")
        self.fields = fields_for(look, schema, depth=depth + 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        for field in self.fields:
            column.addWidget(field)
            field.control.changed.connect(self.changed)
        if isinstance(schema.get("default"), dict):
            self.show_value(schema["default"])

    def read(self) -> Any:
        values, faulty = read_fields(self.fields)
        if faulty:
            faulty[0].control.setFocus()
            raise Fault(tr("Correct what is marked above."))
        return ABSENT if self._may_be_empty and not values else values

    def show_value(self, value: Any) -> None:
        show_values(self.fields, value)

    def typed(self) -> dict[str, Any]:
        return typed_in(self.fields)

    def put_typed(self, typed: Any) -> None:
        put_typed_in(self.fields, typed)


class ListField(QFrame):
    """Rows of one kind. Each can be removed, and another added, up to what the schema allows."""

    changed = Signal()

    def __init__(self, look: Look, schema: dict[str, Any], *, may_be_empty: bool, depth: int) -> None:
        super().__init__()
        self._look, self._depth = look, depth
        self._item = without_null(schema.get("items", {}))
        self._least, self._most = schema.get("minItems", 0), schema.get("maxItems")
        self._may_be_empty = may_be_empty
        self.items: list[FieldControl] = []
        self.add = push(tr("Add"))
        look.set_icon(self.add, "plus")
        self.add.clicked.connect(self._add_by_hand)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._rows)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        for value in schema.get("default") or [ABSENT] * self._least:
            self._append(value)
        self._say_room()

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        super().setAccessibleName(name)
        self.add.setAccessibleName(tr("Add to {list}", list=name))
        self._number()

    def read(self) -> Any:
        values = [item.read() for item in self.items]
        values = [value for value in values if value is not ABSENT]
        return ABSENT if self._may_be_empty and not values else values

    def show_value(self, value: Any) -> None:
        while self.items:
            self._remove(self.items[0])
        for each in value:
            self._append(each)
        self._say_room()

    def typed(self) -> list[Any]:
        return [item.typed() for item in self.items]

    def put_typed(self, typed: Any) -> None:
        while self.items:
            self._remove(self.items[0])
        for each in typed:
            self._append(ABSENT).put_typed(each)
        self._say_room()

    def _add_by_hand(self) -> None:
        self._append(ABSENT).setFocus()
        self._say_room()

    def _append(self, value: Any) -> FieldControl:
        item = control_for(self._look, self._item, required=True, depth=self._depth + 1)
        if value is not ABSENT:
            item.show_value(value)
        remove = icon_button(self._look, "close", tr("Remove"), 30)
        restyle(remove, kind="quiet")
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(item, 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addLayout(row)
        self.items.append(item)
        item.changed.connect(self.changed)
        put_last_in(self, self.add)
        remove.clicked.connect(lambda: self._remove_by_hand(item))
        self._number()
        self.changed.emit()
        return item

    def _remove_by_hand(self, item: FieldControl) -> None:
        self._remove(item)
        self._say_room()
        (self.items[-1] if self.items else self.add).setFocus()

    def _remove(self, item: FieldControl) -> None:
        held = self._rows.takeAt(self.items.index(item))
        self.items.remove(item)
        row = held.layout() if held else None
        while row is not None and (part := row.takeAt(0)):
            if (inner := part.widget()) is not None:
                inner.hide()
                inner.deleteLater()
        self._number()
        self.changed.emit()

    def _number(self) -> None:
        for number, item in enumerate(self.items, 1):
            item.setAccessibleName(f"{self.accessibleName()} {number}")

    def _say_room(self) -> None:
        full = self._most is not None and len(self.items) >= self._most
        self.add.setEnabled(not full)
        self.add.setToolTip(tr("At most {count}.", count=self._most) if full else "")


FieldControl = (
    TextField
    | MomentField
    | NumberField
    | NumberText
    | ComboField
    | ChoiceField
    | SwitchField
    | JsonField
    | ObjectField
    | ListField
)


def control_for(look: Look, schema: dict[str, Any], *, required: bool, depth: int = 0) -> FieldControl:
    """The control that asks for a value of `schema`. That is a skill's, and need not make sense: its default may be of
    another kind than its value, a bound larger than any number. Such a value is written as JSON."""
    try:
        return _control_for(look, schema, required=required, depth=depth)
    except (TypeError, ValueError, OverflowError, AttributeError):
        return JsonField(schema, may_be_empty=can_be_empty(schema, required=required))


def _control_for(look: Look, schema: dict[str, Any], *, required: bool, depth: int) -> FieldControl:
    default = schema.get("default", ABSENT)
    may_be_empty = can_be_empty(schema, required=required)
    if "enum" in schema:
        choices = list(schema["enum"])
        if 0 < len(choices) <= _SEGMENTS and not may_be_empty:
            return ChoiceField(choices, default)
        return ComboField(choices, default, may_be_empty=may_be_empty)
    match schema.get("type"):
        case "boolean":
            if may_be_empty:
                return ComboField([False, True], default, may_be_empty=True)
            return SwitchField(look, default)
        case "string" if schema.get("format") in ("date", "date-time", "time"):
            return MomentField(schema, may_be_empty=may_be_empty)
        case "string":
            return TextField(schema, may_be_empty=may_be_empty)
        case "integer" | "number":
            return NumberText(schema) if may_be_empty else NumberField(schema)
        case "array" if "type" in without_null(schema.get("items", {})) and depth < _DEEPEST and _few(schema, depth):
            return ListField(look, schema, may_be_empty=may_be_empty, depth=depth)
        case "object" if schema.get("properties") and depth < _DEEPEST and _few(schema, depth):
            return ObjectField(look, schema, may_be_empty=may_be_empty, depth=depth)
        case _:
            return JsonField(schema, may_be_empty=may_be_empty)


def _few(schema: dict[str, Any], depth: int) -> bool:
    """The controls that the field would begin with, and those that its default asks for: lists within lists within
    lists may be a hundred thousand."""
    return max(_controls(schema, depth), _values(schema.get("default"))) <= _MOST


def _controls(schema: dict[str, Any], depth: int) -> int:
    schema = without_null(schema)
    if depth >= _DEEPEST:
        return 1
    match schema.get("type"):
        case "array":
            rows: int = max(schema.get("minItems", 0), len(schema.get("default") or ()))
            return 1 + rows * _controls(schema.get("items", {}), depth + 1)
        case "object":
            return 1 + sum(_controls(part, depth + 1) for part in schema.get("properties", {}).values())
    return 1


def _values(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_values, value.values()))
    return 1 + sum(map(_values, value)) if isinstance(value, list) else 1


def fields_for(look: Look, schema: dict[str, Any], *, depth: int = 0) -> list[FormField]:
    """Those of an object of `schema`, by name."""
    required = schema.get("required", [])
    return [
        FormField(look, name, part, required=name in required, depth=depth)
        for name, part in schema.get("properties", {}).items()
    ]


def each_in(fields: list[FormField]) -> Iterator[FormField]:
    """Those of groups in the place of their group."""
    for field in fields:
        if isinstance(field.control, ObjectField):
            yield from each_in(field.control.fields)
        else:
            yield field


def show_values(fields: list[FormField], values: dict[str, Any]) -> None:
    """What has no field here is left out."""
    for field in fields:
        if values.get(field.name) is not None:
            field.control.show_value(values[field.name])


def typed_in(fields: list[FormField]) -> dict[str, Any]:
    """What stands in them, right or wrong, for the fields of another form of the same schema."""
    return {field.name: field.control.typed() for field in fields}


def put_typed_in(fields: list[FormField], typed: dict[str, Any]) -> None:
    """What is not among it was not made where it was typed, and stays as it is."""
    for field in fields:
        if field.name in typed:
            field.control.put_typed(typed[field.name])


def read_fields(fields: list[FormField]) -> tuple[dict[str, Any], list[FormField]]:
    """What was filled in, and the fields that are at fault, which then say so."""
    values: dict[str, Any] = {}
    faulty: list[FormField] = []
    for field in fields:
        try:
            value = field.control.read()
            field.show_fault("")
        except Fault as fault:
            field.show_fault(str(fault))
            faulty.append(field)
            continue
        if value is not ABSENT:
            values[field.name] = value
    return values, faulty

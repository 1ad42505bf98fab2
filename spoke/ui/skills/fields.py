"""One field of a form for each kind of JSON Schema: text, number, choice, switch, and JSON for all the rest."""

from __future__ import annotations

import json
from typing import Any, Final

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from spoke.ui.controls import push

ABSENT: Final = object()
"""The value of a field that was left empty: the argument is not sent."""

_SEGMENTS = 4
_LARGEST = 1e15


class Fault(Exception):
    """What is wrong with what was typed, as the sentence to show under the field."""


class TextField(QLineEdit):
    def __init__(self, schema: dict[str, Any], *, may_be_empty: bool) -> None:
        super().__init__()
        self._may_be_empty = may_be_empty
        self.setFixedHeight(32)
        if isinstance(schema.get("default"), str):
            self.setText(schema["default"])

    def read(self) -> Any:
        return ABSENT if self._may_be_empty and not self.text() else self.text()


class NumberField(QDoubleSpinBox):
    """Both whole and broken numbers; the wheel only turns it while it has the focus."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self._whole = schema.get("type") == "integer"
        self.setLocale(QLocale.c())
        self.setDecimals(0 if self._whole else 10)
        self.setRange(*_range(schema))
        self.setValue(float(schema.get("default") or max(0.0, self.minimum())))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(8, 0, 0, 0)
        self.setFixedHeight(32)

    def textFromValue(self, value: float) -> str:  # noqa: N802
        return f"{value:.0f}" if self._whole else f"{value:.10g}"

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def read(self) -> Any:
        return int(self.value()) if self._whole else self.value()


class NumberText(QLineEdit):
    """A number that may be left out, which a spin box cannot say."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self._whole = schema.get("type") == "integer"
        self.setFixedHeight(32)

    def read(self) -> Any:
        if not self.text().strip():
            return ABSENT
        try:
            return int(self.text()) if self._whole else float(self.text())
        except ValueError:
            raise Fault(f"Write a {'whole ' if self._whole else ''}number, or leave it empty.") from None


class ComboField(QComboBox):
    def __init__(self, choices: list[Any], default: Any, *, may_be_empty: bool) -> None:
        super().__init__()
        self.setFixedHeight(32)
        if may_be_empty:
            self.addItem("Not given", ABSENT)
        for choice in choices:
            self.addItem(str(choice), choice)
        if default in choices:
            self.setCurrentIndex(choices.index(default) + may_be_empty)

    def read(self) -> Any:
        return self.currentData()


class Segments(QWidget):
    """A choice among few, all of them in sight."""

    def __init__(self, choices: list[Any], default: Any) -> None:
        super().__init__()
        self._choices = choices
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, choice in enumerate(choices):
            button = self._segment(str(choice), number)
            self._group.addButton(button, number)
            row.addWidget(button, 1)
        self._group.button(choices.index(default) if default in choices else 0).setChecked(True)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        super().setAccessibleName(name)
        for button in self._group.buttons():
            button.setAccessibleName(f"{name}: {button.text()}")

    def read(self) -> Any:
        return self._choices[self._group.checkedId()]

    def _segment(self, text: str, number: int) -> QPushButton:
        button = push(text, "segment")
        button.setProperty("place", {0: "first", len(self._choices) - 1: "last"}.get(number, "middle"))
        button.setCheckable(True)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        button.setMinimumHeight(30)
        return button


class JsonField(QPlainTextEdit):
    """Whatever has no field of its own: lists, objects, unions."""

    def __init__(self, schema: dict[str, Any], *, may_be_empty: bool) -> None:
        super().__init__()
        self._may_be_empty = may_be_empty
        self.setProperty("kind", "field")
        self.setTabChangesFocus(True)
        self.setFixedHeight(84)
        empty: Any = {"array": [], "object": {}}.get(str(schema.get("type")))
        start = schema.get("default", None if may_be_empty else empty)
        if start is not None:
            self.setPlainText(json.dumps(start, ensure_ascii=False, indent=1))

    def read(self) -> Any:
        text = self.toPlainText().strip()
        if not text and self._may_be_empty:
            return ABSENT
        try:
            return json.loads(text)
        except ValueError as error:
            line = getattr(error, "lineno", 1)
            raise Fault(f'Line {line} is not JSON. Write for example [1, 2] or {{"name": "text"}}.') from None


FieldControl = TextField | NumberField | NumberText | ComboField | Segments | JsonField


def control_for(schema: dict[str, Any], *, required: bool) -> FieldControl:
    """The control that asks for a value of `schema`."""
    default = schema.get("default", ABSENT)
    may_be_empty = not required and default in (ABSENT, None)
    if "enum" in schema or schema.get("type") == "boolean":
        choices = list(schema.get("enum", [False, True]))
        if len(choices) <= _SEGMENTS and not may_be_empty:
            return Segments(choices, default)
        return ComboField(choices, default, may_be_empty=may_be_empty)
    match schema.get("type"):
        case "string":
            return TextField(schema, may_be_empty=may_be_empty)
        case "integer" | "number":
            return NumberText(schema) if may_be_empty else NumberField(schema)
        case _:
            return JsonField(schema, may_be_empty=may_be_empty)


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """`X | None` asks for an X that may be left out."""
    options: list[dict[str, Any]] = [option for option in schema.get("anyOf", []) if option.get("type") != "null"]
    if len(options) != 1:
        return schema
    return options[0] | {key: value for key, value in schema.items() if key != "anyOf"}


def kind_of(schema: dict[str, Any], *, required: bool) -> str:
    """The type as it stands beside the label."""
    names = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "yes or no",
        "array": "list, as JSON",
    }
    name = "one of" if "enum" in schema else names.get(str(schema.get("type")), "JSON")
    if "enum" in schema:
        name = f"one of {len(schema['enum'])}"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        name += f", {low} to {high}"
    elif low is not None or high is not None:
        name += f", at least {low}" if low is not None else f", at most {high}"
    return name if required or schema.get("default") is not None else f"{name}, may be empty"


def _range(schema: dict[str, Any]) -> tuple[float, float]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -_LARGEST))
    high = schema.get("maximum", schema.get("exclusiveMaximum", _LARGEST))
    return float(low), float(high)

"""One field of a form for each kind of JSON Schema: text, date, number, choice, switch, and JSON for all the rest.

Each has `read`, which gives the value, `ABSENT` where it was left empty, or raises `Fault`; `show_value`, which puts a
value in; `typed` and `put_typed`, for what stands in it as it is, right or wrong; and the signal `changed`, when that
is something else. Lists and objects, which hold fields themselves, are in `groups`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Final

from PySide6.QtCore import QLocale, Qt, SignalInstance
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit

from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.segmented import Segmented
from spoke.ui.widgets.switch import Switch

ABSENT: Final = object()
"""The value of a field that was left empty: the argument is not sent."""

_LARGEST = 1e15
_HEIGHT = 32
_MEASURED = 100
"""Choices of which Qt may look for the widest."""


class Fault(Exception):
    """What is wrong with what was typed, as the sentence to show under the field."""


class _LineField(QLineEdit):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_HEIGHT)

    @property
    def changed(self) -> SignalInstance:
        return self.textChanged

    def show_value(self, value: Any) -> None:
        self.setText(str(value))

    def typed(self) -> str:
        return self.text()

    def put_typed(self, typed: Any) -> None:
        self.setText(typed)


class TextField(_LineField):
    def __init__(self, schema: dict[str, Any], *, may_be_empty: bool) -> None:
        super().__init__()
        self._may_be_empty = may_be_empty
        if isinstance(schema.get("default"), str):
            self.setText(schema["default"])

    def read(self) -> Any:
        return ABSENT if self._may_be_empty and not self.text() else self.text()


_MOMENTS: dict[str, tuple[Callable[[str], date | time], str]] = {
    "date": (date.fromisoformat, later("2026-11-19")),
    "date-time": (datetime.fromisoformat, later("2026-11-19 18:00")),
    "time": (time.fromisoformat, later("18:00")),
}


class MomentField(TextField):
    """A date, a time or both, written down: a calendar could not be left empty."""

    def __init__(self, schema: dict[str, Any], *, may_be_empty: bool) -> None:
        super().__init__(schema, may_be_empty=may_be_empty)
        self._parse, self._example = _MOMENTS[schema["format"]]
        self.setPlaceholderText(tr(self._example))

    def read(self) -> Any:
        text = self.text().strip()
        if not text and self._may_be_empty:
            return ABSENT
        try:
            return self._parse(text).isoformat()
        except ValueError:
            wanted = tr("Write it as {example}, or leave it empty.", example=tr(self._example))
            raise Fault(
                wanted if self._may_be_empty else tr("Write it as {example}.", example=tr(self._example))
            ) from None


class NumberField(QDoubleSpinBox):
    """Both whole and broken numbers; the wheel only turns it while it has the focus."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self._whole = schema.get("type") == "integer"
        self.setLocale(QLocale.c())
        self.setDecimals(0 if self._whole else 10)
        self.setRange(*_range(schema, whole=self._whole))
        self.setSingleStep(float(schema.get("multipleOf") or 1))
        self.setValue(float(schema.get("default") or max(0.0, self.minimum())))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(8, 0, 0, 0)
        self.setFixedHeight(_HEIGHT)

    @property
    def changed(self) -> SignalInstance:
        return self.valueChanged

    def textFromValue(self, value: float) -> str:  # noqa: N802
        return f"{value:.0f}" if self._whole else f"{value:.10g}"

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def read(self) -> Any:
        return int(self.value()) if self._whole else self.value()

    def show_value(self, value: Any) -> None:
        self.setValue(float(value))

    def typed(self) -> float:
        return self.value()

    def put_typed(self, typed: Any) -> None:
        self.setValue(typed)


class NumberText(_LineField):
    """A number that may be left out, which a spin box cannot say."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self._whole = schema.get("type") == "integer"

    def read(self) -> Any:
        if not self.text().strip():
            return ABSENT
        try:
            return int(self.text()) if self._whole else _finite(self.text())
        except ValueError:
            form = (
                tr("Write a whole number, or leave it empty.")
                if self._whole
                else tr("Write a number, or leave it empty.")
            )
            raise Fault(form) from None


class ComboField(QComboBox):
    def __init__(self, choices: list[Any], default: Any, *, may_be_empty: bool) -> None:
        super().__init__()
        self._values = [ABSENT, *choices] if may_be_empty else list(choices)
        self.setFixedHeight(_HEIGHT)
        self.addItems([tr("Not given") if value is ABSENT else str(value) for value in self._values])
        if len(self._values) > _MEASURED:
            self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.show_value(default)

    @property
    def changed(self) -> SignalInstance:
        return self.currentIndexChanged

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """A form that scrolls under the mouse must not change what was chosen."""
        event.ignore()

    def read(self) -> Any:
        return self._values[self.currentIndex()] if self._values else ABSENT

    def show_value(self, value: Any) -> None:
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def typed(self) -> int:
        return self.currentIndex()

    def put_typed(self, typed: Any) -> None:
        self.setCurrentIndex(typed)


class ChoiceField(Segmented):
    """A choice among few."""

    def __init__(self, choices: list[Any], default: Any) -> None:
        self._choices = choices
        super().__init__([str(choice) for choice in choices])
        self.show_value(default)

    @property
    def changed(self) -> SignalInstance:
        return self.chosen

    def read(self) -> Any:
        return self._choices[self.current]

    def show_value(self, value: Any) -> None:
        if value in self._choices:
            self.choose(self._choices.index(value))

    def typed(self) -> int:
        return self.current

    def put_typed(self, typed: Any) -> None:
        self.choose(typed)


class SwitchField(Switch):
    def __init__(self, look: Look, default: Any) -> None:
        super().__init__(look, "")
        self.setChecked(default is True)

    @property
    def changed(self) -> SignalInstance:
        return self.toggled

    def read(self) -> Any:
        return self.isChecked()

    def show_value(self, value: Any) -> None:
        self.setChecked(bool(value))

    def typed(self) -> bool:
        return self.isChecked()

    def put_typed(self, typed: Any) -> None:
        self.setChecked(typed)


class JsonField(QPlainTextEdit):
    """Whatever has no field of its own: unions, and what the schema says little of."""

    def __init__(self, schema: dict[str, Any], *, may_be_empty: bool) -> None:
        super().__init__()
        self._may_be_empty = may_be_empty
        self.setProperty("kind", "field")
        self.setTabChangesFocus(True)
        self.setFixedHeight(84)
        empty: Any = {"array": [], "object": {}}.get(str(schema.get("type")))
        start = schema.get("default", None if may_be_empty else empty)
        if start is not None:
            self.show_value(start)

    @property
    def changed(self) -> SignalInstance:
        return self.textChanged

    def read(self) -> Any:
        text = self.toPlainText().strip()
        if not text and self._may_be_empty:
            return ABSENT
        try:
            value = json.loads(text, parse_constant=_finite, parse_float=_finite)
            json.dumps(value, ensure_ascii=False).encode()  # half of a character cannot be sent
            return value
        except (ValueError, RecursionError) as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            form = tr("Line {line} is not JSON, at character {column}. Write for example [1, 2] or {example}.")
            raise Fault(form.format(line=line, column=column, example='{"name": "text"}')) from None

    def show_value(self, value: Any) -> None:
        self.setPlainText(json.dumps(value, ensure_ascii=False, indent=1))

    def typed(self) -> str:
        return self.toPlainText()

    def put_typed(self, typed: Any) -> None:
        self.setPlainText(typed)


def without_null(schema: dict[str, Any] | bool) -> dict[str, Any]:
    """`X | None` asks for an X that may be left out. Where any value will do, the schema may be no more than `true`."""
    if isinstance(schema, bool):
        return {}
    options = [option for option in map(without_null, schema.get("anyOf", [])) if option.get("type") != "null"]
    if len(options) != 1:
        return schema
    return options[0] | {key: value for key, value in schema.items() if key != "anyOf"}


def _finite(text: str) -> float:
    """A number that JSON can say."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _range(schema: dict[str, Any], *, whole: bool) -> tuple[float, float]:
    """The lowest and the highest that may be given."""
    past = 1.0 if whole else 1e-10
    low = schema.get("minimum", schema.get("exclusiveMinimum", -_LARGEST - past) + past)
    high = schema.get("maximum", schema.get("exclusiveMaximum", _LARGEST + past) - past)
    return float(low), float(high)

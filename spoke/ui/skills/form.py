"""A form made from the JSON Schema of a function's arguments. It keeps what was typed after a run."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spoke.ui.controls import label, reink
from spoke.ui.skills.fields import ABSENT, Fault, control_for, kind_of, without_null


class FormField(QWidget):
    """Label and type above, the control, and under it the fault."""

    def __init__(self, name: str, schema: dict[str, Any], *, required: bool) -> None:
        super().__init__()
        self.name = name
        schema = without_null(schema)
        kind = kind_of(schema, required=required)
        self.control = control_for(schema, required=required)
        self.control.setAccessibleName(name)
        self.control.setAccessibleDescription(", ".join(filter(None, (kind, schema.get("description")))))
        self._fault = label(type_="second", ink="bad", wrap=True)
        self._fault.hide()
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
        return self._fault.text()

    def show_fault(self, sentence: str) -> None:
        self._fault.setText(f"⚠ {sentence}" if sentence else "")
        self._fault.setVisible(bool(sentence))
        reink(self.control, fault="true" if sentence else "false")


class SchemaForm(QWidget):
    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self._schema = schema
        required = schema.get("required", [])
        self.fields = [
            FormField(name, part, required=name in required) for name, part in schema.get("properties", {}).items()
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for field in self.fields:
            column.addWidget(field)
        if not self.fields:
            column.addWidget(label("It takes no arguments.", "second", "third"))

    def arguments(self) -> dict[str, Any] | None:
        """What was filled in; none when something is wrong, which is then said and has the focus."""
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for field in self.fields:
            try:
                value = field.control.read()
            except Fault as fault:
                faults[field.name] = str(fault)
                continue
            if value is not ABSENT:
                values[field.name] = value
        if not faults:
            faults = self._against_schema(values)
        return None if self._show(faults) else values

    def _against_schema(self, values: dict[str, Any]) -> dict[str, str]:
        faults: dict[str, str] = {}
        for error in Draft202012Validator(self._schema).iter_errors(values):
            name = str(error.path[0]) if error.path else ""
            faults.setdefault(name, f"{error.message[:200]}.")
        return faults

    def _show(self, faults: dict[str, str]) -> bool:
        """Whether there was one."""
        first = None
        for field in self.fields:
            field.show_fault(faults.get(field.name, ""))
            if field.name in faults and first is None:
                first = field
        if first:
            first.control.setFocus()
        return bool(faults)

"""A form made from the JSON Schema of a function's arguments. It keeps what was typed after a run."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.skills.groups import FormField, fields_for, put_typed_in, read_fields, typed_in
from spoke.ui.widgets.labels import label

if TYPE_CHECKING:
    from shared.api import FoundFunction

_KEPT = 20

Typed = dict[str, dict[str, Any]]
"""What stands in forms, by form and field."""


class SchemaForm(QWidget):
    def __init__(self, look: Look, schema: dict[str, Any]) -> None:
        super().__init__()
        self._schema = schema
        self.fields = fields_for(look, schema)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for field in self.fields:
            column.addWidget(field)
        if not self.fields:
            column.addWidget(label(tr("It takes no arguments."), "second", "third"))

    def arguments(self) -> dict[str, Any] | None:
        """What was filled in; none when something is wrong, which is then said and has the focus."""
        values, faulty = read_fields(self.fields)
        if not faulty:
            faulty = self._against_schema(values)
        if faulty:
            faulty[0].control.setFocus()
        return None if faulty else values

    def typed(self) -> dict[str, Any]:
        """What stands in its fields, right or wrong, for another form of the same schema."""
        return typed_in(self.fields)

    def put_typed(self, typed: dict[str, Any]) -> None:
        put_typed_in(self.fields, typed)

    def _against_schema(self, values: dict[str, Any]) -> list[FormField]:
        from jsonschema import Draft202012Validator  # slow to import

        faults: dict[str, str] = {}
        with contextlib.suppress(OverflowError):  # of numbers beyond all measure: the node says what is wrong
            for error in Draft202012Validator(self._schema).iter_errors(values):
                name = str(error.path[0]) if error.path else ""
                faults.setdefault(name, f"{error.message[:200]}.")
        faulty = [field for field in self.fields if field.name in faults]
        for field in faulty:
            field.show_fault(faults[field.name])
        return faulty


class KeptForms:
    """The forms of the functions that were looked at last, with what was typed into them."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._forms: dict[str, SchemaForm] = {}
        self._typed: Typed = {}
        """In a window before this one."""

    @property
    def typed(self) -> Typed:
        return self._typed | {key: form.typed() for key, form in self._forms.items()}

    def take_over(self, typed: Typed) -> None:
        self._typed = {key: each for key, each in typed.items() if key not in self._forms}
        for key, form in self._forms.items():
            if key in typed:
                form.put_typed(typed[key])

    def of(self, function: FoundFunction) -> SchemaForm:
        key = _key(function)
        form = self._forms.pop(key, None) or SchemaForm(self._look, function.info.parameters)
        if typed := self._typed.pop(key, None):
            form.put_typed(typed)
        self._forms[key] = form
        if len(self._forms) > _KEPT:
            self._forms.pop(next(iter(self._forms))).deleteLater()
        return form

    def fresh(self, function: FoundFunction) -> SchemaForm:
        """A new one in the place of the one that was kept, which is deleted."""
        if old := self._forms.pop(_key(function), None):
            old.deleteLater()
        self._typed.pop(_key(function), None)
        return self.of(function)


def _key(function: FoundFunction) -> str:
    return f"{function.info.path}:{function.info.digest}"

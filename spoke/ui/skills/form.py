"""A form made from the JSON Schema of a function's arguments. It keeps what was typed after a run."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.skills.field_column import FieldColumn
from spoke.ui.skills.fields import JsonField
from spoke.ui.skills.groups import FormField, ListField, each_in, put_typed_in, read_fields, typed_in
from spoke.ui.widgets.labels import label

if TYPE_CHECKING:
    from shared.api import FoundFunction

_KEPT = 20
_PAUSE_MS = 200
"""From the first key until what is typed is told of."""

_DAMAGED = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
"""What a form raises for what nobody typed into one: it was read from a file."""

Typed = dict[str, dict[str, Any]]
"""What stands in forms, by form and field."""


class SchemaForm(FieldColumn):
    """`changed`: something else stands in it. `submitted`: Enter was pressed in its last field."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, look: Look, schema: dict[str, Any]) -> None:
        super().__init__(look, schema)
        self.touched = False
        """It no longer says what it began with."""

        self._schema = schema
        self._typed: dict[str, Any] = {}
        """What is to stand in fields that are not made yet."""

        self.came.connect(self._take_in)
        self.begin()
        if self.first is None:
            self._column.addWidget(label(tr("It takes no arguments."), "second", "third"))

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
        return typed_in(self._made) | self._typed

    def put_typed(self, typed: dict[str, Any]) -> None:
        self.touched = True
        there = {field.name for field in self._made}
        self._typed = {name: each for name, each in typed.items() if name not in there}
        put_typed_in(self._made, typed)

    def _take_in(self, field: FormField) -> None:
        if field.name in self._typed:
            with contextlib.suppress(*_DAMAGED):
                field.control.put_typed(self._typed.pop(field.name))
        field.control.changed.connect(self._touch)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """What a field has no use for itself."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (enter and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)):
            super().keyPressEvent(event)
        elif focus := self.focusWidget():
            self._enter(focus)

    def _enter(self, focus: QWidget) -> None:
        """On to the next field, and behind the last one the form is done. Where one writes on, as in a list, Enter
        does nothing that could not be taken back."""
        fields = list(each_in(self.fields))
        at = next((n for n, each in enumerate(fields) if each.isAncestorOf(focus)), None)
        if at is None or isinstance(fields[at].control, ListField | JsonField):
            return
        if at + 1 < len(fields):
            fields[at + 1].control.setFocus()
        else:
            self.submitted.emit()

    def _touch(self) -> None:
        self.touched = True
        self.changed.emit()

    def _against_schema(self, values: dict[str, Any]) -> list[FormField]:
        from jsonschema import Draft202012Validator  # slow to import

        from shared.schemas import NONSENSE, is_harmless

        if not is_harmless(self._schema):
            return []
        faults: dict[str, str] = {}
        with contextlib.suppress(*NONSENSE):  # who runs it says what is wrong
            for error in Draft202012Validator(self._schema).iter_errors(values):
                name = str(error.path[0]) if error.path else ""
                faults.setdefault(name, f"{error.message[:200]}.")
        faulty = [field for field in self.fields if field.name in faults]
        for field in faulty:
            field.show_fault(faults[field.name])
        return faulty


class KeptForms(QObject):
    """The forms of the functions that were looked at last, with what was typed into them. `changed` follows what is
    typed, a moment later; `submitted` is of the form that has the focus, `grew` of the one that is seen."""

    changed = Signal()
    submitted = Signal()
    grew = Signal()

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.changed)
        self._forms: dict[str, SchemaForm] = {}
        self._typed: Typed = {}
        """In a window before this one."""

    @property
    def typed(self) -> Typed:
        """What they do not say by themselves."""
        return self._typed | {key: form.typed() for key, form in self._forms.items() if form.touched}

    def take_over(self, typed: Typed) -> None:
        self._typed = {key: each for key, each in list(typed.items())[-_KEPT:] if key not in self._forms}
        for key, form in self._forms.items():
            if key in typed:
                form.put_typed(typed[key])

    def of(self, function: FoundFunction) -> SchemaForm:
        key = _key(function)
        form = self._forms.pop(key, None) or self._make(function)
        if typed := self._typed.pop(key, None):
            with contextlib.suppress(*_DAMAGED):
                form.put_typed(typed)
        self._forms[key] = form
        if len(self._forms) > _KEPT:
            self._forms.pop(next(iter(self._forms))).leave()
        return form

    def fresh(self, function: FoundFunction) -> SchemaForm:
        """A new one in the place of the one that was kept, which is deleted."""
        if old := self._forms.pop(_key(function), None):
            old.leave()
        self._typed.pop(_key(function), None)
        self._tell()
        return self.of(function)

    def _make(self, function: FoundFunction) -> SchemaForm:
        form = SchemaForm(self._look, function.info.parameters)
        form.changed.connect(self._tell)
        form.submitted.connect(self.submitted)
        form.grew.connect(self.grew)
        return form

    def _tell(self) -> None:
        if not self._later.isActive():  # who types without a pause is not to lose all of it
            self._later.start()


def _key(function: FoundFunction) -> str:
    return f"{function.info.path}:{function.info.digest}"

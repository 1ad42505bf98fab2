"""A form made from the JSON Schema of a function's arguments. It keeps what was typed after a run."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from shared.limits import MIB
from spoke.ui.event_loop.sliced import Step
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.skills.field_column import FieldColumn
from spoke.ui.skills.fields import JsonField
from spoke.ui.skills.groups import FormField, ListField, each_in, put_typed_in, read_fields, typed_in
from spoke.ui.widgets.labels import label

if TYPE_CHECKING:
    from shared.api import FoundFunction

_FORMS = 20
"""That are kept whole."""

_ROOM, _ROOM_IN_FILE = 16 * MIB, MIB // 2
"""Characters of what was typed into forms that had to go, and of what is written while one types."""

_AROUND = 8
"""Characters of a value that is no text."""

_FAULTS = 20
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

    def arguments(self) -> Iterator[Step | dict[str, Any]]:
        """In steps, what was filled in last. Nothing where something is wrong, which is then said and has the focus, or
        where the form goes meanwhile."""
        for step in self._arguments():
            yield step
            if self.gone:
                return

    def _arguments(self) -> Iterator[Step | dict[str, Any]]:
        yield from self.whole()
        values: dict[str, Any] = {}
        faulty: list[FormField] = []
        for field in self.fields:
            more, wrong = read_fields([field])
            values |= more
            faulty += wrong
            yield None
        if not faulty:
            faulty = yield from self._against_schema(values)
        if not faulty:
            yield values
            return
        self.bring(faulty[0])
        faulty[0].control.setFocus()

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
            following: FormField | None = fields[at + 1]
            self.bring(fields[at + 1])
        else:
            following = self.after(self.fields[-1])
        if following:
            next(each_in([following])).control.setFocus()
        else:
            self.submitted.emit()

    def _touch(self) -> None:
        self.touched = True
        self.changed.emit()

    def _against_schema(self, values: dict[str, Any]) -> Generator[Step, None, list[FormField]]:
        faults: dict[str, str] = {}
        yield lambda: faults.update(_faults(self._schema, values))
        faulty = [field for field in self.fields if field.name in faults]
        for field in faulty:
            field.show_fault(faults[field.name])
        return faulty


def _faults(schema: dict[str, Any], values: dict[str, Any]) -> dict[str, str]:
    """By name, what is wrong with the first few. Of each value the first fault is enough: all may be millions."""
    from jsonschema import Draft202012Validator  # slow to import

    from shared.schemas import NONSENSE, is_harmless

    if not is_harmless(schema):
        return {}
    found: dict[str, str] = {}
    with contextlib.suppress(*NONSENSE):  # who runs it says what is wrong
        for name, part in schema.get("properties", {}).items():
            if name in values and (error := next(Draft202012Validator(part).iter_errors(values[name]), None)):
                found[name] = f"{error.message[:200]}."
            if len(found) == _FAULTS:
                break
    return found


class KeptForms(QObject):
    """The forms of the functions that were looked at last, with what was typed into them and into those before.
    `changed` follows what is typed, a moment later; `submitted` is of the form that has the focus, `grew` of the one
    that is seen."""

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
        """Into forms that are not there: of a window before this one, or that had to go. The last one at the end."""

        self._said: Typed = {}
        """What forms said that were not touched since."""

    @property
    def typed(self) -> Typed:
        """What they do not say by themselves. The last one at the end; its parts are never changed."""
        for key, form in self._forms.items():
            if form.touched and key not in self._said:
                self._said[key] = form.typed()
        return self._typed | {key: self._said[key] for key, form in self._forms.items() if form.touched}

    @property
    def kept(self) -> Typed:
        """The newest of that, as much as is written to a file."""
        return _newest(self.typed, _ROOM_IN_FILE)

    def take_over(self, typed: Typed) -> None:
        self._typed = _newest({key: each for key, each in typed.items() if key not in self._forms}, _ROOM)
        for key, form in self._forms.items():
            if key in typed:
                form.put_typed(typed[key])
                self._said.pop(key, None)

    def of(self, function: FoundFunction) -> SchemaForm:
        key = _key(function)
        form = self._forms.pop(key, None) or self._make(function)
        if typed := self._typed.pop(key, None):
            with contextlib.suppress(*_DAMAGED):
                form.put_typed(typed)
        self._forms[key] = form
        if len(self._forms) > _FORMS:
            self._let_go(next(iter(self._forms)))
        return form

    def _let_go(self, key: str) -> None:
        """Hundreds of controls go; what stands in them stays."""
        form = self._forms.pop(key)
        said = self._said.pop(key, None)
        if form.touched:
            self._typed = _newest(self._typed | {key: said or form.typed()}, _ROOM)
        form.leave()

    def fresh(self, function: FoundFunction) -> SchemaForm:
        """A new one in the place of the one that was kept, which is deleted."""
        key = _key(function)
        if old := self._forms.pop(key, None):
            old.leave()
        self._typed.pop(key, None)
        self._said.pop(key, None)
        self._tell()
        return self.of(function)

    def _make(self, function: FoundFunction) -> SchemaForm:
        form, key = SchemaForm(self._look, function.info.parameters), _key(function)
        form.changed.connect(lambda: self._said.pop(key, None))
        form.changed.connect(self._tell)
        form.submitted.connect(self.submitted)
        form.grew.connect(self.grew)
        return form

    def _tell(self) -> None:
        if not self._later.isActive():  # who types without a pause is not to lose all of it
            self._later.start()


def _newest(typed: Typed, room: int) -> Typed:
    """As much as there is room for, whole forms, the last one at the end."""
    kept: Typed = {}
    for key in reversed(typed):
        if (size := _characters(typed[key])) <= room:
            kept[key] = typed[key]
            room -= size
    return {key: kept[key] for key in reversed(kept)}


def _characters(typed: object) -> int:
    """Of all texts in it. It may come from a file: no depth is too much."""
    size, left = 0, [typed]
    while left:
        match left.pop():
            case str(text):
                size += len(text)
            case dict(parts):
                left += [*parts, *parts.values()]
            case list(parts):
                left += parts
            case _:
                size += _AROUND
    return size


def _key(function: FoundFunction) -> str:
    return f"{function.info.path}:{function.info.digest}"

"""A secret that a skill asks for: its value goes in here, and is never shown again, to nobody."""

from __future__ import annotations

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from shared.errors import FelloeError, InvalidArgument, first_fault
from spoke.node.bodies.secrets import NewSecret, SecretInfo
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import leaves, push
from spoke.ui.widgets.field_error import FieldError
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle
from spoke.ui.work.operations import failure

_SHORTEST = 8


class SecretForm(QFrame):
    """`kept`: it is to be kept as `secret` says; what was typed stays here until `kept_it`. `left`: it went."""

    kept = Signal()
    left = Signal()

    def __init__(self, look: Look, known: SecretInfo | None) -> None:
        super().__init__()
        self.setProperty("kind", "group")
        self.host = _field(tr("Host that it goes to"), known.host if known else "", "api.example.org")
        self.header = _field(tr("Header, may be empty"), known.header if known else "", "Authorization")
        self.value = _field(tr("Value"), "", tr("Nobody can read it again, not even you"))
        self.value.setEchoMode(QLineEdit.EchoMode.Password)
        self.fault = FieldError(look)
        self.keep, self.leave = push(tr("Save the secret")), leaves(push(tr("Cancel")))
        self.keep.clicked.connect(self._keep)
        self.leave.clicked.connect(self._leave)
        self.value.returnPressed.connect(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        pair = QHBoxLayout()
        pair.setSpacing(8)
        for field in (self.host, self.header):
            held = QVBoxLayout()
            held.setSpacing(4)
            held.addWidget(label(field.accessibleName(), "state"))
            held.addWidget(field)
            pair.addLayout(held, 1)
        column.addLayout(pair)
        column.addSpacing(4)
        column.addWidget(label(self.value.accessibleName(), "state"))
        column.addWidget(self.value)
        column.addWidget(self.fault)
        column.addSpacing(4)
        buttons = FlowLayout(gap=8)
        for button in (self.keep, self.leave):
            buttons.addWidget(button)
        column.addLayout(buttons)

    def focus_first(self) -> None:
        (self.value if self.host.text() else self.host).setFocus()

    def _keep(self) -> None:
        host, value = self.host.text().strip(), self.value.text().strip()
        faults = (
            (self.host, "" if host else tr("Name the host, as in api.example.org.")),
            (self.value, "" if len(value) >= _SHORTEST else tr("Write at least {count} characters.", count=_SHORTEST)),
        )
        for field, fault in faults:
            restyle(field, fault="true" if fault else "false")
        field, said = next(((field, fault) for field, fault in faults if fault), (self.value, ""))
        self.fault.say(said)
        if said:
            field.setFocus()
            return
        self.kept.emit()

    @property
    def secret(self) -> NewSecret:
        """Raises `InvalidArgument` where it has not the form of one."""
        given = {"host": self.host.text(), "header": self.header.text(), "value": self.value.text()}
        try:
            return NewSecret.model_validate({name: text.strip() for name, text in given.items()})
        except ValidationError as error:
            raise InvalidArgument(first_fault(error, "secret")) from None

    @property
    def typed(self) -> tuple[str, ...]:
        return self.host.text(), self.header.text(), self.value.text()

    def go_on(self, typed: tuple[str, ...]) -> None:
        """With what was typed into the form that stood here before."""
        for field, text in zip((self.host, self.header, self.value), typed, strict=True):
            field.setText(text)
        self.show()

    def kept_it(self) -> None:
        self.value.clear()
        self._leave()

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

    def say_refused(self, error: FelloeError) -> None:
        self.fault.say(failure(tr("Saving the secret"), error))


def _field(name: str, text: str, example: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setAccessibleName(name)
    made.setPlaceholderText(example)
    made.setFixedHeight(32)
    return made

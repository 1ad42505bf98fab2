"""A server of models by its address. Its key goes in and is never shown again."""

from __future__ import annotations

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from shared.errors import InvalidArgument, first_fault
from shared.upstreams import upstream_name
from spoke.node.bodies.models import NewUpstream, UpstreamInfo
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import leaves, push
from spoke.ui.widgets.field_error import FieldError
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle


class UpstreamForm(QFrame):
    """`kept` carries its name, and `upstream` is the rest; what was typed stays here until `kept_it`."""

    kept = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("ground", "card")
        self._title = label(type_="section")
        self.url, self.name = _field(tr("Address"), "192.168.1.20:11434"), _field(tr("Name"), "studio")
        self.key = _field(tr("Key, may be empty"), tr("Nobody can read it again, not even you"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.models = _field(tr("Models, may be empty"), tr("All that it lists, or names with spaces between"))
        self.fault = FieldError(look)
        self.keep, self.leave = push(tr("Add"), "main"), leaves(push(tr("Cancel")))
        self.keep.clicked.connect(self._keep)
        self.leave.clicked.connect(self.hide)
        for field in (self.url, self.name, self.key, self.models):
            field.returnPressed.connect(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addSpacing(4)
        for field in (self.url, self.name, self.key, self.models):
            column.addWidget(label(field.accessibleName(), "state"))
            column.addWidget(field)
            column.addSpacing(4)
        column.addWidget(self.fault)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.leave)
        buttons.addStretch()
        column.addSpacing(4)
        column.addLayout(buttons)
        self.hide()

    def begin(self, upstream: UpstreamInfo | None = None) -> None:
        """Empty, or with what is known of one that is to change; an empty key then keeps the one that there is."""
        self._title.setText(tr("Change {name}", name=upstream.name) if upstream else tr("A model server"))
        self.name.setText(upstream.name if upstream else "")
        self.name.setEnabled(upstream is None)
        self.url.setText(upstream.url if upstream else "")
        self.models.setText(" ".join(model.name for model in upstream.models) if upstream and upstream.named else "")
        self.key.clear()
        self.keep.setText(tr("Change") if upstream else tr("Add"))
        self.say("")
        self.show()
        self.url.setFocus()

    def say(self, sentence: str, at: QLineEdit | None = None) -> None:
        """`at`: the field that is wrong, its address where nothing else is named."""
        self.fault.say(sentence)
        for field in (self.name, self.url):
            restyle(field, fault="true" if sentence and field is (at or self.url) else "false")

    def _keep(self) -> None:
        name, url = self.name.text().strip(), self.url.text().strip()
        for field, text in ((self.url, url), (self.name, name)):
            if not text:
                self.say(tr("Fill in: {field}.", field=field.accessibleName()), field)
                field.setFocus()
                return
        try:
            upstream_name(name)
        except InvalidArgument as error:
            self.say(worded(error), self.name)
            self.name.setFocus()
            return
        self.say("")
        self.kept.emit(name)

    @property
    def upstream(self) -> NewUpstream:
        """Raises `InvalidArgument` where it has not the form of one."""
        key = self.key.text().strip() or None
        given = {"url": self.url.text().strip(), "key": key, "models": self.models.text().split()}
        try:
            return NewUpstream.model_validate(given)
        except ValidationError as error:
            raise InvalidArgument(first_fault(error, "url")) from None

    def kept_it(self) -> None:
        self.key.clear()
        self.hide()


def _field(name: str, example: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(example)
    made.setFixedHeight(32)
    return made

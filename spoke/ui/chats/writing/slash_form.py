"""The form of a function that was found behind a `/`, and what its call came to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import tr
from spoke.ui.look.style_sheets import in_parts
from spoke.ui.services import Services
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.focus_order import put_after
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle

if TYPE_CHECKING:
    from shared.api import FoundFunction
    from spoke.node.bodies.calls import CallReply
    from spoke.ui.skills.form import Typed

_KEPT = "slash.forms"


class SlashForm(QScrollArea):
    """As high as what it shows, up to a `limit`. `written`: a result as Markdown, for the composer. `left`: it was
    closed, by a person."""

    written = Signal(str)
    left = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._most = 420
        self._function: FoundFunction | None = None
        self._reply: CallReply | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Form"))
        self.hide()

    def build(self) -> Building:
        from spoke.ui.skills.calling import FormCalls
        from spoke.ui.skills.form import KeptForms, SchemaForm
        from spoke.ui.skills.result import ResultCard

        services = self._services
        self._forms, self.form = KeptForms(services.look, self), SchemaForm(services.look, {})
        if isinstance(kept := services.preferences.kept(_KEPT), dict):
            self._forms.take_over(kept)
        self._forms.changed.connect(self.keep)
        self._forms.submitted.connect(self.start)
        self._forms.grew.connect(self.fit)
        yield
        self.result = ResultCard(services.look)
        self._calls = FormCalls(services, self.result, lambda: self.form)
        self._calls.shown.connect(self._show_end)
        yield
        self._name = label("", "code")
        self._where = label("", "second", "second")
        self._close = icon_button(services.look, "close", tr("Close the form"), 26)
        restyle(self._close, kind="bare")
        self._close.clicked.connect(self.left)
        self._run = push(tr("Run"), "main", tr("Run (Ctrl+Enter)"))
        services.look.set_icon(self._run, "play", "on.accent")
        self._run.clicked.connect(self.start)
        self._use = push(tr("Put into the message"))
        self._use.clicked.connect(self._put)
        self._use.hide()
        yield
        self._lay_out()

    @property
    def typed(self) -> Typed:
        """Into all forms that were shown here."""
        return self._forms.typed

    def take_over(self, typed: Typed) -> None:
        self._forms.take_over(typed)

    def keep(self) -> None:
        kept = self._forms.kept
        self._services.preferences.keep(_KEPT, kept, typed=kept)

    def make(self, function: FoundFunction) -> None:
        """Its form, for `show_function` to find it there."""
        self._forms.of(function)

    def show_function(self, function: FoundFunction) -> None:
        self._function = function
        fresh = self._forms.of(function)
        new = fresh.parentWidget() is None
        self._column.replaceWidget(self.form, fresh)
        self.form.hide()
        self.form = fresh
        if new:
            put_after(self._close, fresh)
        fresh.show()  # else Qt does it later, and it has no height yet
        self._name.setText(function.info.path)
        self._where.setText(tr("on {device}", device=", ".join(function.devices)) if function.devices else "")
        self.result.hide()
        self._use.hide()
        self._fit()  # it comes as high as it was for the function before otherwise

    def focus_first(self) -> None:
        first = self.form.first.control if self.form.first else self._run
        first.setFocus()

    def start(self) -> None:
        if self._function is not None:
            self._calls.start(self._function.info.path)

    def limit(self, height: int) -> None:
        """The most that it may take, in pixels."""
        self._most = height
        self.fit()

    def fit(self) -> None:
        if not self.isHidden():
            self._fit()

    def _fit(self) -> None:
        """As high as the form and what it came to, while there is room; also for those of its fields that are still to
        come, or it would grow under the reader's eye."""
        if (inner := self.widget()) is not None:
            inner.ensurePolished()
            self._column.invalidate()
            self._column.activate()
            width = self.viewport().width()
            wanted = max(self._column.totalHeightForWidth(width), self._column.totalMinimumSize().height())
            self.setFixedHeight(min(wanted + self.form.to_come + 2, self._most))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._where, 1)
        head.addWidget(self._close)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._run)
        buttons.addWidget(self._use)
        buttons.addStretch()
        inner = QWidget()
        for holder in (self, self.viewport(), inner):
            in_parts(holder)  # a form may have hundreds of fields
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(8, 4, 8, 8)
        self._column.setSpacing(12)
        self._column.addLayout(head)
        self._column.addWidget(self.form)
        self._column.addStretch()
        self._column.addLayout(buttons)
        self._column.addWidget(self.result)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def _show_end(self, reply: CallReply | None) -> None:
        self._reply = reply
        self._use.setVisible(reply is not None)
        self.fit()
        self.ensureWidgetVisible(self.result)

    def _put(self) -> None:
        assert self._reply is not None and self._function is not None
        text = json.dumps(self._reply.result, ensure_ascii=False, indent=2)
        self.written.emit(f"{self._function.info.path}:\n\n```json\n{text}\n```\n")
        self.left.emit()

"""What a `/` in the composer opens: the functions that fit, then the form of one, then what it came to."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spoke.ui.actions import native
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import tr
from spoke.ui.look.style_sheets import polishing
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.focus_order import put_after
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.row_model import Row
from spoke.ui.widgets.rows import RowList
from spoke.ui.widgets.surfaces import restyle
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from shared.api import FoundFunction
    from spoke.node.bodies.calls import CallReply
    from spoke.ui.skills.form import Typed

_SHOWN = 8
_FORMS = "slash.forms"
_MESSAGE = "/"
"""The row that is no function."""


class SlashPanel(QFrame):
    """`written`: a result as Markdown, for the composer. `closed`: back to the text; whether a form was open.
    `send_wished`: what was typed is a message after all."""

    written = Signal(str)
    closed = Signal(bool)
    send_wished = Signal()
    form_shown = Signal(bool)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._words = ""
        self._most = 420
        self._found: list[FoundFunction] = []
        self._function: FoundFunction | None = None
        self._told = ""
        """The row that a reader heard of last."""

        self._reply: CallReply | None = None
        self._search = Refresh(services.tasks, self._read)
        self.setProperty("ground", "popup")
        self._built = False
        self._making: Building | None = None
        self.hide()

    def making(self) -> Building:
        """What is left of it: made while nothing else is done, or at the first `/`."""
        self._making = self._making or self._make()
        return self._making

    def _build(self) -> None:
        for _ in self.making():
            pass

    def _make(self) -> Building:
        from spoke.ui.skills.calling import FormCalls
        from spoke.ui.skills.form import KeptForms, SchemaForm
        from spoke.ui.skills.result import ResultCard

        services = self._services
        self.list = RowList(services.look, tr("Functions"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda index: self._choose(self.list.rows[index.row()].key))
        yield
        self._forms, self.form = KeptForms(services.look, self), SchemaForm(services.look, {})
        if isinstance(kept := services.preferences.kept(_FORMS), dict):
            self._forms.take_over(kept)
        self._forms.changed.connect(self.keep)
        self._forms.submitted.connect(self._start)
        yield
        self.result = ResultCard(services.look)
        self._calls = FormCalls(services, self.result, lambda: self.form)
        self._calls.shown.connect(self._show_end)
        yield
        self._head = self._make_head()
        self._run = push(tr("Run"), "main", tr("Run (Ctrl+Enter)"))
        services.look.set_icon(self._run, "play", "on.accent")
        self._run.clicked.connect(self._start)
        self._use = push(tr("Put into the message"))
        self._use.clicked.connect(self._put)
        self._use.hide()
        yield
        self._scroll = self._make_form()
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(self._scroll)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            pressed = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            pressed.activated.connect(self._start)
        self._built = True
        yield
        yield from polishing(self)

    @property
    def typed(self) -> Typed:
        """Into its forms."""
        return self._forms.typed if self._built else {}

    def take_over(self, typed: Typed) -> None:
        """From a window before this one."""
        if typed:
            self._build()
            self._forms.take_over(typed)

    def keep(self) -> None:
        """For a window that comes after this one was killed."""
        if self._built:
            self._services.preferences.keep(_FORMS, self._forms.typed)

    @property
    def has_form(self) -> bool:
        return self._function is not None

    def look_for(self, words: str) -> None:
        """What was typed after the `/`."""
        self._build()
        self._words = words.split("(")[0].strip()
        self._show_form(None)
        self._search.ask()

    def move_to(self, step: int) -> None:
        """To the next or the one before in the list."""
        keys = [row.key for row in self.list.rows if row.key]
        if keys:
            index = self.list.currentIndex()
            now = keys.index(self.list.rows[index.row()].key) if index.isValid() else -1
            self.list.select(keys[(now + step) % len(keys)])
            self._tell()

    def take(self) -> bool:
        """Open the form of the chosen function; whether there is one."""
        if self.isVisible() and (index := self.list.currentIndex()).isValid():
            self._choose(self.list.rows[index.row()].key)
            return True
        return False

    def open_function(self, path: str) -> None:
        """The form of a function by its path, or of the first that fits."""
        self._build()
        self._words = path.rpartition(":")[2]
        self._services.operations.do(tr("Looking for the function"), partial(self._open_first, path), looks=True)

    def close_panel(self) -> None:
        had_form = self.has_form
        if self._built:
            self._show_form(None)
        self._told = ""
        self.hide()
        self.closed.emit(had_form)

    async def _open_first(self, path: str) -> None:
        await self._read()
        match = next((row.key for row in self.list.rows if row.key == path or row.key.endswith(self._words)), "")
        if match:
            self._choose(match)

    async def _read(self) -> None:
        found = (await self._services.node.client.functions(self._words)).functions
        self._found = sorted(found, key=lambda each: not each.info.path.startswith(self._words))[:_SHOWN]
        rows = [
            Row(
                key=each.info.path,
                title=each.info.path,
                second=(each.info.description.strip().splitlines() or [tr("No description")])[0],
                icon="skill",
                side=", ".join(each.devices),
                fixed=True,
            )
            for each in self._found
        ]
        if self._words:
            rows.insert(
                0 if not rows or "/" in self._words else len(rows),
                Row(key=_MESSAGE, title=tr("Send it as a message"), second=f"/{self._words}", icon="send"),
            )
        elif not rows:
            rows.append(
                Row(
                    key="", title=tr("No functions yet. They come with skills: {keys} adds one.", keys=native("Ctrl+O"))
                )
            )
        self.list.show_rows(rows, rows[0].key)
        height = sum(self.list.sizeHintForRow(number) for number in range(len(self.list.rows))) + 4
        self.list.setFixedHeight(height)
        self.show()
        self._tell()

    def _tell(self) -> None:
        """Which one Enter takes: the focus is in the text."""
        index = self.list.currentIndex()
        row = self.list.rows[index.row()] if index.isValid() else None
        if row is None or row.key == self._told:
            return
        self._told = row.key
        keys = [each.key for each in self.list.rows if each.key]
        announce(self.list, tr("{what}, {n} of {all}", what=row.spoken, n=keys.index(row.key) + 1, all=len(keys)))

    def _choose(self, key: str) -> None:
        if key == _MESSAGE:
            self.close_panel()
            self.send_wished.emit()
            return
        self._show_form(next((each for each in self._found if each.info.path == key), None))

    def _show_form(self, function: FoundFunction | None) -> None:
        self._function = function
        self.list.setVisible(function is None)
        self._scroll.setVisible(function is not None)
        self.form_shown.emit(function is not None)
        if function is None:
            return
        fresh = self._forms.of(function)
        self._column.replaceWidget(self.form, fresh)
        self.form.hide()
        self.form = fresh
        put_after(self._close, fresh)
        fresh.show()  # else Qt does it later, and it has no height yet
        self._name.setText(function.info.path)
        self._where.setText(tr("on {device}", device=", ".join(function.devices)) if function.devices else "")
        self.result.hide()
        self._use.hide()
        self.show()
        self.fit()
        first = fresh.fields[0].control if fresh.fields else self._run
        first.setFocus()

    def limit(self, height: int) -> None:
        """The most that a form may take, in pixels."""
        self._most = height
        self.fit()

    def fit(self) -> None:
        """As high as the form and what it came to, while there is room."""
        if self.has_form and (inner := self._scroll.widget()) is not None:
            inner.ensurePolished()
            self._column.invalidate()
            self._column.activate()
            width = self._scroll.viewport().width()
            wanted = max(self._column.totalHeightForWidth(width), self._column.totalMinimumSize().height())
            self._scroll.setFixedHeight(min(wanted + 2, self._most))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fit()

    def _make_head(self) -> QHBoxLayout:
        self._name = label("", "code")
        self._where = label("", "second", "second")
        self._close = icon_button(self._services.look, "close", tr("Close the form"), 26)
        restyle(self._close, kind="bare")
        self._close.clicked.connect(self.close_panel)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addWidget(self._where, 1)
        row.addWidget(self._close)
        return row

    def _make_form(self) -> QScrollArea:
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(8, 4, 8, 8)
        self._column.setSpacing(12)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._run)
        buttons.addWidget(self._use)
        buttons.addStretch()
        self._column.addLayout(self._head)
        self._column.addWidget(self.form)
        self._column.addLayout(buttons)
        self._column.addWidget(self.result)
        self._column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        area.setAccessibleName(tr("Form"))
        area.hide()
        return area

    def _start(self) -> None:
        if self._function is not None:
            self._calls.start(self._function.info.path)

    def _show_end(self, reply: CallReply | None) -> None:
        self._reply = reply
        self._use.setVisible(reply is not None)
        self.fit()
        self._scroll.ensureWidgetVisible(self.result)

    def _put(self) -> None:
        assert self._reply is not None and self._function is not None
        text = json.dumps(self._reply.result, ensure_ascii=False, indent=2)
        self.written.emit(f"{self._function.info.path}:\n\n```json\n{text}\n```\n")
        self.close_panel()

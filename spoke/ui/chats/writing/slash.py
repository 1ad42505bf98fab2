"""What a `/` in the composer opens: the functions that fit, then the form of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from spoke.ui.actions import native
from spoke.ui.chats.writing.slash_form import SlashForm
from spoke.ui.event_loop.sliced import Building, own_turn
from spoke.ui.i18n.translate import tr
from spoke.ui.look.style_sheets import in_parts, polished_once, polishing
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.row_model import Row
from spoke.ui.widgets.rows import RowList
from spoke.ui.widgets.surfaces import Popup
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from shared.api import FoundFunction
    from spoke.ui.skills.form import Typed

_SHOWN = 8
_MESSAGE = "/"
"""The row that is no function."""


class SlashPanel(Popup):
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
        self._found: list[FoundFunction] = []
        self.has_form = False
        """That of a function is shown, and not the list."""

        self._coming: FoundFunction | None = None
        """Its form is made, and shown in a moment."""

        self._most = 420
        self._told = ""
        """The row that a reader heard of last."""

        self._search = Refresh(services.tasks, self._read)
        in_parts(self)
        self._making = polished_once(self._make())
        self.pane: SlashForm | None = None
        """Once all of it is there."""

        self.hide()

    def making(self) -> Building:
        """What is left of it: made while nothing else is done, or at the first `/`."""
        return self._making

    def _built(self) -> SlashForm:
        for _ in self._making:
            pass
        assert self.pane is not None
        return self.pane

    def _make(self) -> Building:
        self.list = RowList(self._services.look, tr("Functions"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda index: self._choose(self.list.rows[index.row()].key))
        yield
        pane = SlashForm(self._services)
        yield from pane.build()
        pane.limit(self._most)
        pane.written.connect(self.written)
        pane.left.connect(self.close_panel)
        yield
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(pane)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            pressed = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            pressed.activated.connect(pane.start)
        self.pane = pane
        yield
        for part in (self.list, pane):
            yield from self._services.look.styling(part)
        yield from polishing(self)

    @property
    def typed(self) -> Typed:
        """Into its forms."""
        return self.pane.typed if self.pane else {}

    def take_over(self, typed: Typed) -> None:
        """From a window before this one."""
        if typed:
            self._built().take_over(typed)

    def keep(self) -> None:
        """For a window that comes after this one was killed."""
        if self.pane:
            self.pane.keep()

    def look_for(self, words: str) -> None:
        """What was typed after the `/`."""
        self._built()
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
        self._built()
        self._words = path.rpartition(":")[2]
        self._services.operations.do(tr("Looking for the function"), partial(self._open_first, path), looks=True)

    def close_panel(self) -> None:
        had_form, self.has_form, self._told = self.has_form, False, ""
        self.closed.emit(had_form)  # the focus goes first: it would pass through all else in the window
        if self.pane:
            self._show_form(None)
        self.hide()

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
        self._coming = function
        if function is None:
            self._show(None)
        else:
            self._services.tasks.start(self._bring(function))

    async def _bring(self, function: FoundFunction) -> None:
        """It is made, put into its place and shown, each in a turn of its own: they take some milliseconds."""
        pane = self._built()
        for step in (pane.make, pane.show_function, self._show):
            await own_turn()
            if self._coming is not function:
                return
            step(function)

    def _show(self, function: FoundFunction | None) -> None:
        pane = self._built()
        self.has_form = function is not None
        self.list.setVisible(function is None)
        pane.setVisible(function is not None)
        self.form_shown.emit(function is not None)
        if function is not None:
            self.show()
            pane.fit()
            pane.focus_first()

    def limit(self, height: int) -> None:
        """The most that a form may take, in pixels."""
        self._most = height
        if self.pane:
            self.pane.limit(height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self.pane:
            self.pane.fit()

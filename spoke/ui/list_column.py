"""The list column of a place: search, maybe a button to add, the rows, the sync state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.navigation import Navigation
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.fields import search_field
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.pane_widths import LIST
from spoke.ui.widgets.row_model import Row
from spoke.ui.widgets.rows import RowList
from spoke.ui.widgets.sync_foot import SyncFoot


class ListColumn(QFrame):
    """Search, maybe a button to add, the rows, the sync state."""

    def __init__(self, services: Services, what: str, add: str = "") -> None:
        super().__init__()
        self._services, self._what, self._add = services, what, add
        self._found = ""
        self._instead: QPushButton | None = None
        """What has the focus for the rows, as there are none."""

        self.setProperty("ground", "list")
        self.setMinimumWidth(LIST[0])
        self.setMaximumWidth(LIST[2])

    def build(self) -> Building:
        services = self._services
        self.search = search_field(services.look, tr("Search {what}", what=self._what))
        self.add = icon_button(services.look, "plus", self._add) if self._add else None
        yield
        self.rows = RowList(services.look, self._what.capitalize(), ground="list")
        yield
        self.note = _Note(self.add)
        self.foot = SyncFoot(services.look)
        yield
        services.node.status_changed.connect(self.foot.show_status)
        self.foot.show_status(services.node.status)
        self.foot.more.connect(partial(_tell_more, services.navigation))
        self.search.entered.connect(self.rows.enter)
        self.rows.shown.connect(self._tell_found)
        self.rows.shown.connect(self._show_note)
        self._lay_out()

    def focus_rows(self) -> None:
        """Where there are none, to what makes the first one, until there are."""
        adds = self._adds
        self._instead = None if adds is None or self._any else adds
        (self._instead or self.rows).setFocus()

    def _show_note(self) -> None:
        if self._instead is not None and self._any:
            if self._instead.hasFocus():
                self.rows.setFocus()  # before what has it is hidden
            self._instead = None
        self.note.show_of(self.rows.rows)

    @property
    def _any(self) -> bool:
        return any(row.key for row in self.rows.rows)

    @property
    def _adds(self) -> QPushButton | None:
        return self.add if self.note.isHidden() else self.note.button

    def _tell_found(self) -> None:
        """The focus stays in the search, so what it finds has to be said."""
        count = sum(bool(row.key) for row in self.rows.rows)
        words = plural("%n found", "%n found", count) if count else ", ".join(row.title for row in self.rows.rows)
        if self.search.hasFocus() and self.search.text() and words != self._found:
            announce(self.search, words)
        self._found = words

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(10, 10, 10, 8)
        head.setSpacing(6)
        head.addWidget(self.search, 1)
        if self.add:
            head.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(self.rows, 1)
        column.addWidget(self.foot)


class _Note(QWidget):
    """What will stand in a list that is empty, and one action; it is there where a head without rows has a second
    line."""

    def __init__(self, add: QPushButton | None) -> None:
        super().__init__()
        self._title, self._text = label(type_="button", wrap=True), label(type_="second", ink="second", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self.button = push(add.accessibleName()) if add is not None else None
        if add is not None and self.button is not None:
            self.button.clicked.connect(add.click)
            column.addSpacing(8)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_of(self, rows: Sequence[Row]) -> None:
        told = next((row for row in rows if row.second and not row.key), None)
        if told:
            self._title.setText(told.title)
            self._text.setText(told.second)
        self.setVisible(told is not None)


def _tell_more(navigation: Navigation, alone: bool) -> None:
    navigation.pairing.emit() if alone else navigation.settings.emit("account")

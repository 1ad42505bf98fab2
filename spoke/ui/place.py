"""What the places of the window share: the services they are handed, what the window asks of them, the list column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spoke.ui.actions import Actions
from spoke.ui.announce import announce
from spoke.ui.banner import Banner
from spoke.ui.controls import icon_button, label, push, search_field
from spoke.ui.deeds import Deeds
from spoke.ui.doors import Doors
from spoke.ui.facts.answers import Answers
from spoke.ui.facts.asks import Asks
from spoke.ui.facts.devices import Devices
from spoke.ui.look import Look
from spoke.ui.news import News
from spoke.ui.node_session import NodeSession
from spoke.ui.panes import LIST, Panes
from spoke.ui.preferences import Preferences
from spoke.ui.rail import DEVICES
from spoke.ui.rows import Row, RowList
from spoke.ui.sync_foot import SyncFoot
from spoke.ui.tasks import TaskOwner
from spoke.ui.undo import Undo
from spoke.ui.words import plural, tr

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event


_INTO_ROWS = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Desk:
    look: Look
    node: NodeSession
    tasks: TaskOwner
    preferences: Preferences
    actions: Actions
    doors: Doors
    deeds: Deeds
    undo: Undo
    news: News
    devices: Devices
    asks: Asks
    answers: Answers


class Place(Protocol):
    """What the window asks of each of its places, which are widgets."""

    @property
    def panes(self) -> Panes: ...

    @property
    def notice(self) -> Banner:
        """For what concerns all places."""

    @property
    def banner(self) -> Banner:
        """For what concerns this one."""

    def refresh(self) -> None:
        """The node is there, again maybe: read anew."""

    def on_event(self, event: Event) -> None: ...

    def focus_list(self) -> None:
        """Where the focus goes when a person opens the place."""


class ListColumn(QFrame):
    """Search, maybe a button to add, the rows, the sync state."""

    def __init__(self, desk: Desk, what: str, add: str = "") -> None:
        super().__init__()
        self.setProperty("ground", "list")
        self.setMinimumWidth(LIST[0])
        self.setMaximumWidth(LIST[2])
        self.search = search_field(desk.look, tr("Search {what}", what=what))
        self.add = icon_button(desk.look, "plus", add) if add else None
        self.rows = RowList(desk.look, what.capitalize())
        self.note = _Note(self.add)
        self.foot = SyncFoot(desk.look)
        desk.node.status_changed.connect(self.foot.show_status)
        self.foot.show_status(desk.node.status)
        self.foot.more.connect(partial(_tell_more, desk.doors))
        self._found = ""
        self.search.installEventFilter(self)
        self.rows.shown.connect(self._tell_found)
        self.rows.shown.connect(lambda: self.note.show_of(self.rows.rows))
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Down and Enter go to what was found; Esc ends the search first."""
        if watched is not self.search or not isinstance(event, QKeyEvent):
            return False
        ends = event.key() == Qt.Key.Key_Escape and bool(self.search.text())
        if event.type() == QEvent.Type.ShortcutOverride and ends:
            event.accept()  # before the window's own Esc
        elif event.type() == QEvent.Type.KeyPress and ends:
            self.search.clear()
        elif event.type() == QEvent.Type.KeyPress and event.key() in _INTO_ROWS:
            self.rows.enter()
        else:
            return False
        return True

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
        if add is not None:
            button = push(add.accessibleName())
            button.clicked.connect(add.click)
            column.addSpacing(8)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_of(self, rows: Sequence[Row]) -> None:
        told = next((row for row in rows if row.second and not row.key), None)
        if told:
            self._title.setText(told.title)
            self._text.setText(told.second)
        self.setVisible(told is not None)


def _tell_more(doors: Doors, alone: bool) -> None:
    doors.place.emit(DEVICES) if alone else doors.settings.emit("account")

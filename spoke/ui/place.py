"""What the places of the window share: the services they are handed, and the list column."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from spoke.ui.controls import icon_button, search_field
from spoke.ui.look import Look
from spoke.ui.node_session import NodeSession
from spoke.ui.preferences import Preferences
from spoke.ui.rows import RowList
from spoke.ui.sync_foot import SyncFoot
from spoke.ui.tasks import TaskOwner


@dataclass(frozen=True, slots=True)
class Desk:
    look: Look
    node: NodeSession
    tasks: TaskOwner
    preferences: Preferences


class ListColumn(QFrame):
    """Search, maybe a button to add, the rows, the sync state."""

    def __init__(self, desk: Desk, what: str, add: str = "") -> None:
        super().__init__()
        self.setProperty("ground", "list")
        self.setMinimumWidth(220)
        self.setMaximumWidth(400)
        self.search = search_field(desk.look, f"Search {what}")
        self.add = icon_button(desk.look, "plus", add) if add else None
        self.rows = RowList(desk.look, what.capitalize())
        self.foot = SyncFoot(desk.look)
        desk.node.status_changed.connect(self.foot.show_status)
        self._lay_out()

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
        column.addWidget(self.rows, 1)
        column.addWidget(self.foot)


def side_by_side(*panes: tuple[QWidget, int]) -> QSplitter:
    """Panes with their widths; the one of width 0 takes what is left. A hairline between them can be dragged."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for pane, width in panes:
        splitter.addWidget(pane)
        splitter.setStretchFactor(splitter.count() - 1, 0 if width else 1)
    splitter.setSizes([width or 900 for _, width in panes])
    return splitter

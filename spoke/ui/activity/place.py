"""The activity: what ran on this device, newest first."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from spoke.node.bodies.events import Event
from spoke.ui.activity.runs import RunModel
from spoke.ui.banner import Banner
from spoke.ui.controls import ground, label
from spoke.ui.panes import Panes
from spoke.ui.place import Desk
from spoke.ui.sync_foot import counted
from spoke.ui.tasks import Repeat

_ROW = 34
_WIDTHS = (92, 104, 0, 200, 84, 84)
_SHOWN = 200


class ActivityPlace(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page = ground("surface")
        self.panes = Panes(desk.look, "activity", None, self._page)
        self.notice = Banner(desk.look)
        self.banner = Banner(desk.look)
        self.model = RunModel(desk.look)
        self.table = _table(self.model)
        self._count = label(type_="second", ink="second")
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(_empty())
        self._all = Repeat(desk.tasks, self._read)
        desk.look.changed.connect(self.table.viewport().update)
        self._lay_out()
        self._show()

    def focus_list(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        self._all.ask()

    def on_event(self, event: Event) -> None:
        if event.kind == "runs":
            self._all.ask()

    async def _read(self) -> None:
        self.model.show((await self._desk.node.client.runs(limit=_SHOWN)).runs)
        self._show()

    def _show(self) -> None:
        count = len(self.model.runs)
        self._body.setCurrentIndex(0 if count else 1)
        self._count.setText(counted(count, "run", "runs") if count < _SHOWN else f"The last {count} runs")

    def _lay_out(self) -> None:
        header, foot = ground("surface", "bottom"), ground("surface", "top")
        for frame, text in ((header, label("Activity", "header")), (foot, self._count)):
            frame.setFixedHeight(48)
            row = QHBoxLayout(frame)
            row.setContentsMargins(20, 0, 20, 0)
            row.addWidget(text)
        inner = QVBoxLayout()
        inner.setContentsMargins(11, 0, 11, 0)
        inner.addWidget(self._body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.panes)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self.notice)
        column.addWidget(self.banner)
        column.addLayout(inner, 1)
        column.addWidget(foot)


def _table(model: RunModel) -> QTableView:
    made = QTableView()
    made.setModel(model)
    made.setAccessibleName("Runs on this device")
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setShowGrid(False)
    made.setIconSize(QSize(14, 14))
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setTabKeyNavigation(False)
    made.setWordWrap(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(_ROW)
    head = made.horizontalHeader()
    head.setHighlightSections(False)
    head.setFixedHeight(32)
    head.setSectionsClickable(False)
    for column, width in enumerate(_WIDTHS):
        head.setSectionResizeMode(
            column, QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
        )
        if width:
            head.resizeSection(column, width)
    return made


def _empty() -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addStretch()
    for text, kind, ink in (
        ("Nothing ran here yet", "title", ""),
        ("Every run of a function or of code will stand here: what it took, and how it ended.", "reading", "second"),
    ):
        line = label(text, kind, ink, wrap=True)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(line)
    column.addStretch()
    return made

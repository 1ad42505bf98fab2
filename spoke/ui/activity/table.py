"""The table of what happened: figures under each other, the state as icon and word, more rows as one scrolls."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelection, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from spoke.ui.activity.entries import Entry
from spoke.ui.i18n.figures import local, past, present
from spoke.ui.i18n.translate import later, tr
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import left_to_right
from spoke.ui.widgets.model_index import Index
from spoke.ui.widgets.row_focus import stand_at
from spoke.ui.widgets.row_table import RowTable, mark_selected
from spoke.ui.widgets.table_model import TableModel

COLUMNS = (later("Time"), later("State"), later("What"), later("Asked by"), later("Took"), later("Memory"))
TIME, STATE, WHAT, BY, TOOK, MEMORY = range(6)
_WIDTHS = {TIME: 104, STATE: 104, BY: 176, TOOK: 76, MEMORY: 76}
_ROW, _ICON = 34, 14
_TIGHT, _NARROW, _MIDDLE = 320, 560, 760
"""Below these widths only state and what are shown; the time too; or all but memory and who asked."""


class EntryModel(TableModel):
    """`wanted` asks for the next page, once until `add` or `show`."""

    columns = COLUMNS
    numbers = (TOOK, MEMORY)

    wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._more = False
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry], *, more: bool) -> None:
        """Other entries than before."""
        self._more = more
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def refresh(self, newest: list[Entry]) -> None:
        """The newest entries as they are now; older ones stay as they were, and so does who reads them.

        A hundred thousand rows below cost nothing: only as many are looked at as may have changed.
        """
        oldest = newest[-1].at_ms if newest else 0
        known = next(
            (n for n, each in enumerate(self.entries) if each.at_ms < oldest and _is_past(each)), len(self.entries)
        )
        new = len(newest) - known
        if new < 0 or [each.key for each in newest[new:]] != [each.key for each in self.entries[:known]]:
            self.show(newest + self.entries[known:], more=self._more)
            return
        if new:
            self.beginInsertRows(QModelIndex(), 0, new - 1)
        self.entries[:known] = newest
        if new:
            self.endInsertRows()
        if newest:
            self.dataChanged.emit(self.index(0, 0), self.index(len(newest) - 1, len(COLUMNS) - 1))

    def add(self, entries: list[Entry], *, more: bool) -> None:
        self._more = more
        if entries:
            first = len(self.entries)
            self.beginInsertRows(QModelIndex(), first, first + len(entries) - 1)
            self.entries += entries
            self.endInsertRows()

    def canFetchMore(self, _: Index) -> bool:  # noqa: N802
        return self._more

    def fetchMore(self, _: Index) -> None:  # noqa: N802
        self._more = False
        self.wanted.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, column = self.entries[index.row()], index.column()
        theme = self._look.theme
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _cell(entry, column)
            case Qt.ItemDataRole.ToolTipRole:
                if column == TIME:
                    return f"{local(entry.at_ms):%Y-%m-%d %H:%M:%S}"
                return " · ".join(filter(None, (entry.what, entry.detail))) if column == WHAT else _cell(entry, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(column)
            case Qt.ItemDataRole.FontRole:
                return theme.font({STATE: "state", WHAT: "code" if entry.fixed else "interface"}.get(column, "second"))
            case Qt.ItemDataRole.ForegroundRole:
                return theme.colour({STATE: entry.ink, WHAT: "text"}.get(column, "text.second"))
            case Qt.ItemDataRole.DecorationRole if column == STATE:
                return self._look.icon(entry.icon, entry.ink, words=True, side=_ICON)
            case Qt.ItemDataRole.AccessibleTextRole:
                return entry.spoken if column == TIME else _cell(entry, column)
        return None


class EntryTable(RowTable):
    """`chosen` says the row that a person went to."""

    chosen = Signal(object)

    def __init__(self, look: Look, name: str) -> None:
        self.entries = EntryModel(look)
        self._quiet = False
        super().__init__(look, self.entries, name, row=_ROW, stretched=WHAT, widths=_WIDTHS)
        self.setItemDelegate(_Bar(look, self))
        self.setMouseTracking(True)
        self.horizontalHeader().setMinimumSectionSize(20)

    def refresh(self, newest: list[Entry]) -> None:
        """As the model's; the selected entry stays selected, wherever it is then, and says nothing anew."""
        key, selected = self._current_key(), self.selectionModel().hasSelection()
        self._quiet = True
        self.entries.refresh(newest)
        if key != self._current_key():
            row = next((n for n, each in enumerate(self.entries.entries) if each.key == key), -1)
            self.selectRow(row) if selected else stand_at(self, row)
        self._quiet = False

    def _current_key(self) -> str:
        current = self.currentIndex()
        return self.entries.entries[current.row()].key if current.isValid() else ""

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        super().selectionChanged(selected, deselected)
        if (rows := selected.indexes()) and not self._quiet:
            self.chosen.emit(self.entries.entries[rows[0].row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens the row that the focus only stands at."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.clearSelection()
            self.selectRow(row)
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        wide = self.viewport().width() / self._look.theme.scale
        self.setColumnHidden(TIME, wide < _TIGHT)
        self.setColumnHidden(TOOK, wide < _NARROW)
        for column in (BY, MEMORY):
            self.setColumnHidden(column, wide < _MIDDLE)

    def measure(self) -> None:
        px = self._look.theme.px
        icon = QSize(px(_ICON) + px(4), px(_ICON))  # with its room
        self.setIconSize(icon)
        super().measure()
        words = map(self._look.theme.metrics("state").horizontalAdvance, (tr("Failed"), tr("Unknown"), tr("Stopped")))
        self.horizontalHeader().resizeSection(STATE, max(px(_WIDTHS[STATE]), max(words) + icon.width() + px(28)))


class _Bar(QStyledItemDelegate):
    """Marks a selected row."""

    def __init__(self, look: Look, parent: QTableView) -> None:
        super().__init__(parent)
        self._look = look

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the whole row has it
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, ink)  # what a state says, it says selected too

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_Selected and index.column() == 0:
            mark_selected(painter, self._look.theme, option)


def _is_past(entry: Entry) -> bool:
    """What is open stands among the newest, however old it is."""
    return entry.key.startswith(("run:", "decision:"))


def _cell(entry: Entry, column: int) -> str:
    if column == TIME:
        today = local(entry.at_ms).date() == present().date()
        return f"{local(entry.at_ms):%H:%M:%S}" if today else past(entry.at_ms, present())
    if column in (TOOK, MEMORY):
        return left_to_right(entry.took if column == TOOK else entry.memory)
    return ("", entry.state, entry.what, entry.by)[column]

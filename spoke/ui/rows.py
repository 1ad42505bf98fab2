"""Lists of painted rows: sections, one-line and two-line rows, as the list columns show them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from spoke.ui.fitting import leave_alone
from spoke.ui.look import Look
from spoke.ui.row_delegate import ROW, RowDelegate

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is empty for the head of a section. Icons are names; inks are colour tokens."""

    key: str
    title: str
    second: str = ""
    second_icon: str = ""
    second_ink: str = "text.second"
    icon: str = ""
    side: str = ""
    side_icon: str = ""
    side_ink: str = "text.third"
    """A state that stands in place of the time has an icon and an ink of its own, and is read first."""

    badges: tuple[tuple[str, str], ...] = ()
    """Small icons before the time, each with what it means."""

    fixed: bool = False
    """The title is code."""

    marks: tuple[tuple[int, int], ...] = ()
    second_marks: tuple[tuple[int, int], ...] = ()
    """Begin and end of what was sought, in title and second line."""

    @property
    def spoken(self) -> str:
        """The row as it is read out, state first: what has an icon of its own is one."""
        badges = [words for _, words in self.badges]
        first, last = (self.side, "") if self.side_icon else ("", self.side)
        texts = (self.second, self.title) if self.second_icon else (self.title, self.second)
        return ", ".join(part for part in (first, *texts, *badges, last) if part)


class RowModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Rows with the same keys in the same places only change what they say."""
        if [row.key for row in rows] == [row.key for row in self.rows]:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole and row.key:
            return "\n".join(part for part in (row.title, row.second) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self.rows[index.row()].key:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def find(self, key: str) -> QModelIndex:
        for number, row in enumerate(self.rows):
            if row.key == key:
                return self.index(number)
        return QModelIndex()


class RowList(QListView):
    """`chosen` says the key of the row a person went to; `select` says nothing."""

    chosen = Signal(str)

    def __init__(self, look: Look, name: str, *, fitting: bool = False) -> None:
        """`fitting`: as high as its rows, for it stands within a page that scrolls."""
        super().__init__()
        self._fitting = fitting
        self._model = RowModel()
        self._quiet = False
        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(self, look))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        look.changed.connect(self._look_changed)
        if fitting:
            leave_alone(self)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def rows(self) -> list[Row]:
        return self._model.rows

    def _look_changed(self) -> None:
        if self._fitting:
            self._fit()
        self.viewport().update()

    def show_rows(self, rows: list[Row], selected: str) -> None:
        self._quiet = True
        self._model.show(rows)
        self._quiet = False
        if self._fitting:
            self._fit()
        self.select(selected)

    def _fit(self) -> None:
        height = sum(self.sizeHintForRow(number) for number in range(len(self.rows)))
        self.setFixedHeight(height)

    def select(self, key: str) -> None:
        index = self._model.find(key) if key else QModelIndex()
        if index.isValid() and index.row() == self.currentIndex().row():
            return
        self._quiet = True
        self.setCurrentIndex(index)
        self._quiet = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        super().currentChanged(current, previous)
        if current.isValid() and not self._quiet:
            self.chosen.emit(self._model.rows[current.row()].key)

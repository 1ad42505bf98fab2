"""Lists of painted rows: sections, one-line and two-line rows, as the list columns show them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from spoke.ui.look.look import Look
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.widgets.announce import tell_row
from spoke.ui.widgets.row_delegate import ROW, RowDelegate

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is empty for the head of a section. Icons are names; inks are colour tokens."""

    key: str
    title: str
    second: str = ""
    """A head has one only where its list is empty: it says what will be here."""

    second_icon: str = ""
    second_ink: str = "text.second"
    icon: str = ""
    side: str = ""
    side_icon: str = ""
    side_ink: str = "text.third"
    """A state that stands in place of the time has an icon and an ink of its own, and is read first."""

    badges: tuple[tuple[str, str], ...] = ()
    """Small icons before the time, each with what it means."""

    opens_list: bool = False
    """It leads to other rows: only Enter or a click goes there, else nobody could move past it by keys."""

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
    """`chosen` says the key of the row a person went to; `select` says nothing. `shown`: there are other rows."""

    chosen = Signal(str)
    shown = Signal()

    def __init__(self, look: Look, name: str, *, fitting: bool = False) -> None:
        """`fitting`: as high as its rows, for it stands within a page that scrolls."""
        super().__init__()
        self._zoom_style, self._look = fitting, look
        self._model = RowModel()
        self._quiet = False
        self._passing = ""
        """The row that a person is at, where it is not the one that was chosen."""

        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(self, look))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._clicked)
        look.changed.connect(self._look_changed)
        if fitting:
            exempt_from_zoom(self)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def rows(self) -> list[Row]:
        return self._model.rows

    def _look_changed(self) -> None:
        if self._zoom_style:
            self._fit()
        self.viewport().update()

    def show_rows(self, rows: list[Row], selected: str) -> None:
        self._quiet = True
        self._model.show(rows)
        self._quiet = False
        if self._zoom_style:
            self._fit()
        passing = self._passing if self.hasFocus() and self._model.find(self._passing).isValid() else ""
        self.select(passing or selected)
        self._passing = passing
        if self.hasFocus():
            self._stand()
        self.shown.emit()

    def enter(self) -> None:
        """To the first row, from what stands above the list."""
        first = next((row.key for row in self.rows if row.key), "")
        if first:
            self.setCurrentIndex(self._model.find(first))
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def _fit(self) -> None:
        height = sum(self.sizeHintForRow(number) for number in range(len(self.rows)))
        self.setFixedHeight(height)

    def select(self, key: str) -> None:
        self._passing = ""
        index = self._model.find(key) if key else QModelIndex()
        if index.isValid() and index.row() == self.currentIndex().row():
            return
        self._quiet = True
        self.setCurrentIndex(index)
        self._quiet = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        super().currentChanged(current, previous)
        if not current.isValid() or self._quiet:
            return
        row = self._model.rows[current.row()]
        self._passing = row.key if row.opens_list else ""
        if not row.opens_list:
            self.chosen.emit(row.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and self._passing:
            self.chosen.emit(self._passing)
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._stand()
        super().focusInEvent(event)
        tell_row(self)

    def _stand(self) -> None:
        """Where no row was chosen the focus is at the first, which is not chosen by that."""
        first = next((row.key for row in self.rows if row.key), "")
        if first and not self.currentIndex().isValid():
            self._quiet, self._passing = True, first
            self.selectionModel().setCurrentIndex(self._model.find(first), QItemSelectionModel.SelectionFlag.NoUpdate)
            self._quiet = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Without a row to show it, the list itself shows that it has the focus."""
        super().paintEvent(event)
        if self.hasFocus() and not self.currentIndex().isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._look.theme.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _clicked(self, index: Index) -> None:
        if self._model.rows[index.row()].opens_list:
            self.chosen.emit(self._model.rows[index.row()].key)

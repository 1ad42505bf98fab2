"""Lists of painted rows: sections, one-line and two-line rows, as the list columns show them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QListView

from spoke.ui.look.look import Look
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.widgets.announce import tell_row
from spoke.ui.widgets.key_text import writes
from spoke.ui.widgets.model_index import Index
from spoke.ui.widgets.row_delegate import RowDelegate
from spoke.ui.widgets.row_focus import show_row
from spoke.ui.widgets.row_model import Row, RowModel


class RowList(QListView):
    """`chosen` says the key of the row a person went to; `select` says nothing. `shown`: there are other rows."""

    chosen = Signal(str)
    shown = Signal()

    def __init__(self, look: Look, name: str, *, fitting: bool = False, ground: str = "") -> None:
        """`fitting`: as high as its rows, for it stands within a page that scrolls. `ground`: the colour behind them.
        Where there is one nothing shines through, so Qt scrolls by moving what it has painted."""
        super().__init__()
        self._ground = ground
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, bool(ground))
        self._fitting, self._look = fitting, look
        self._model = RowModel()
        self.letters_pass = False
        """To who stands around it; else they go to the next row that begins with them."""

        self._quiet = False
        self._passing = ""
        """The row that a person is at, where it is not the one that was chosen."""

        self._of: object = None
        """What the rows are of, as `show_rows` was told."""

        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(self, look, ground))
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

    def event(self, event: QEvent) -> bool:
        """For a new style sheet Qt lays all rows out at once, twice: without the one before and with the next."""
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()
            return QAbstractScrollArea.event(self, event)
        return super().event(event)

    def _look_changed(self) -> None:
        if self._fitting:
            self._fit()
        self.viewport().update()

    def show_rows(self, rows: list[Row], selected: str, of: object = None) -> None:
        """What is in sight stays where it is, unless the list is at its beginning. `of`: what the rows are of, a search
        for example; where that is another than before, the list begins at its first row."""
        goes_on, self._of = of == self._of, of
        anchor = self._anchor() if goes_on else None
        self._put(rows)
        if not goes_on:
            self.scrollToTop()
        self._select_again(selected)
        if anchor:
            self._hold(*anchor)
        if self.hasFocus():
            self._stand()
        self.shown.emit()

    def _put(self, rows: list[Row]) -> None:
        self._quiet = True
        self.setUniformItemSizes(not any(row.second for row in rows))  # else each is asked how high it is
        self._model.show(rows)
        self._quiet = False
        if self._fitting:
            self._fit()

    def _select_again(self, selected: str) -> None:
        """Who is passing through the list by keys stays at the row where they are."""
        passing = self._passing if self.hasFocus() and self._model.find(self._passing).isValid() else ""
        self.select(passing or selected)
        self._passing = passing

    def _anchor(self) -> tuple[str, int] | None:
        """The key of the first row in sight that has one, and where it begins; none at the list's beginning."""
        if not self.verticalScrollBar().value():
            return None
        at = max(0, self.indexAt(QPoint(1, 1)).row())
        for number in range(at, min(at + 3, len(self.rows))):
            if key := self.rows[number].key:
                return key, self.visualRect(self._model.index(number)).top()
        return None

    def _hold(self, key: str, top: int) -> None:
        """Scroll so that this row begins there again."""
        if (index := self._model.find(key)).isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(index).top() - top)

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
        if self._fitting and self.hasFocus():
            show_row(self)
        row = self._model.rows[current.row()]
        self._passing = row.key if row.opens_list else ""
        if not row.opens_list:
            self.chosen.emit(row.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self.letters_pass and writes(event):
            event.ignore()
            return
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
        """Without a row to show it, the list itself shows that a key brought the focus there."""
        if self._ground:
            QPainter(self.viewport()).fillRect(event.rect(), self._look.theme.colour(self._ground))
        super().paintEvent(event)
        by_key = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if by_key and self.hasFocus() and not self.currentIndex().isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._look.theme.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _clicked(self, index: Index) -> None:
        """The press gave the list the focus, which may stand at this row already without having chosen it."""
        row = self._model.rows[index.row()]
        if row.opens_list or (row.key and row.key == self._passing):
            self.chosen.emit(row.key)

"""A table whose rows are chosen and have the focus as wholes, in columns of which one takes the room that is left."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyleOptionViewItem, QTableView

from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.look.theme import Theme
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.widgets.announce import tell_row
from spoke.ui.widgets.row_focus import ring_row, stand
from spoke.ui.widgets.table_model import TableModel

_HEAD = 32


class RowTable(QTableView):
    """`row`, `widths`: how high a row and how wide each other column is; in pixels at 100 %."""

    def __init__(
        self, look: Look, model: TableModel, name: str, *, row: int, stretched: int, widths: Mapping[int, int]
    ) -> None:
        super().__init__()
        self._look, self._row, self._widths = look, row, widths
        self.setModel(model)
        model.modelReset.connect(lambda: stand(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        exempt_from_zoom(head)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        look.follow(self, self.measure)

    def measure(self) -> None:
        """In the look as it is now."""
        px = self._look.theme.px
        self.verticalHeader().setDefaultSectionSize(px(self._row))
        self.horizontalHeader().setFixedHeight(px(_HEAD))
        for column, width in self._widths.items():
            self.horizontalHeader().resizeSection(column, px(width))
        self.fit()
        self.viewport().update()

    def fit(self) -> None:
        """Show as many columns as there is room for."""
        raise NotImplementedError

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        stand(self)
        super().focusInEvent(event)
        tell_row(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        ring_row(self, self._look)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.fit()
        super().resizeEvent(event)


def mark_selected(painter: QPainter, theme: Theme, option: QStyleOptionViewItem) -> None:
    """A bar at the beginning of the row: its colour alone would not tell."""
    bar = QRect(option.rect.left(), option.rect.top(), theme.px(3), option.rect.height())
    painter.fillRect(Mirror(option.rect, option.direction).box(bar), theme.colour("accent"))

"""A list or a table with the focus shows at which row, where a key brought it there."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QScrollArea

from spoke.ui.look.look import Look


def stand_at(view: QAbstractItemView, row: int) -> None:
    """The focus is at that row, which is not chosen by that."""
    index = view.model().index(row, 0)
    view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)


def stand(view: QAbstractItemView) -> None:
    """Where the focus is at no row, it is at the first."""
    if view.hasFocus() and not view.currentIndex().isValid() and view.model().rowCount():
        stand_at(view, 0)


def show_row(view: QAbstractItemView) -> None:
    """In what scrolls the view, where it does not scroll by itself."""
    row, holder = view.visualRect(view.currentIndex()), view.parentWidget()
    while holder is not None:
        if isinstance(holder, QScrollArea) and (inner := holder.widget()):
            at = view.viewport().mapTo(inner, row.center())
            holder.ensureVisible(at.x(), at.y(), 0, row.height() // 2 + 1)
        holder = holder.parentWidget()


def ring_row(view: QAbstractItemView, look: Look) -> None:
    """In its paint event; without rows all of it has the ring."""
    if not (view.hasFocus() and view.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)):
        return
    box = view.viewport().rect()
    if (current := view.currentIndex()).isValid():
        row = view.visualRect(current)
        box = QRect(box.left(), row.top(), box.width(), row.height())
    painter = QPainter(view.viewport())
    painter.setPen(QPen(look.theme.colour("accent"), 2))
    painter.drawRect(box.adjusted(1, 1, -1, -1))

"""Paints a row of the conversation in the readable column, with what is chosen in it and what is under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from spoke.ui.chats.conversation.model import ROW, TurnRow
from spoke.ui.chats.conversation.pointer import Pointer
from spoke.ui.chats.conversation.rows_view import RowsView
from spoke.ui.chats.conversation.turn_bar import bar_end, paint_branch
from spoke.ui.chats.painted.code import Code
from spoke.ui.chats.painted.drawing import caret
from spoke.ui.chats.painted.part import Brush
from spoke.ui.chats.painted.prose import Prose
from spoke.ui.look.round_box import round_box

BEYOND = 8
"""Pixels: letters may reach out of their line."""


class ConversationDelegate(QStyledItemDelegate):
    def __init__(self, view: RowsView, pointer: Pointer) -> None:
        super().__init__(view)
        self._view, self._pointer = view, pointer

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: TurnRow = index.data(ROW)
        view, pointer = self._view, self._pointer
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        origin = QPointF(view.column_left(), option.rect.top())
        hot = pointer.hot if pointer.hot_row == index.row() else None
        clip = QRectF(view.exposed.adjusted(0, -BEYOND, 0, BEYOND))
        for number, placed in row.laid.between(clip.top() - origin.y(), clip.bottom() - origin.y()):
            at = origin + placed.at
            brush = Brush(painter, view.look.theme, clip, hot.moved(-placed.at) if hot else None, view.words)
            placed.part.paint(brush, at, pointer.choice.of(index.row(), number, placed.part))
        if row.turn.growing and row.laid.parts and not row.turn.waits:
            last = row.laid.parts[-1]
            if isinstance(last.part, Prose | Code):
                caret(Brush(painter, view.look.theme, clip), origin + last.at + last.part.end() + QPointF(2, 0))
        if len(row.turn.beside) > 1 and not view.has_bar(index.row()):
            self._branch(painter, row, origin)
        if option.state & QStyle.StateFlag.State_HasFocus and view.by_keys:
            self._ring(painter, QRectF(option.rect))
        painter.restore()

    def _branch(self, painter: QPainter, row: TurnRow, origin: QPointF) -> None:
        """Which of its siblings it is, where no bar says so."""
        view, first, below = self._view, row.laid.parts[0], row.laid.below
        top, height = (row.laid.height - below, below) if below else (first.at.y(), first.part.height)
        whole = QRectF(origin.x(), origin.y() + top, view.column_width(), height)
        end = origin.x() + bar_end(row, view.column_width())
        paint_branch(painter, view.look.theme, row.turn, end, whole)

    def _ring(self, painter: QPainter, rect: QRectF) -> None:
        view = self._view
        box = QRectF(view.column_left() - 10, rect.top() + 1, view.column_width() + 20, rect.height() - 2)
        round_box(painter, box, 10, None, view.look.theme.colour("accent"), 2)

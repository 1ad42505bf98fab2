"""What the pointer does over the conversation: what lies under it, what is chosen with it, what a click asks for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip

from spoke.ui.chats.conversation.rows_view import RowsView
from spoke.ui.chats.conversation.selection import Position, Selection
from spoke.ui.chats.painted.part import Part, Sideways, Spot

_SCROLL_MS = 30


class Pointer:
    """The view hands its events on to this."""

    def __init__(self, view: RowsView) -> None:
        self._view = view
        self.choice = Selection(view.row_of)
        self._pulled = QPointF()
        self._scroll = QTimer(view, interval=_SCROLL_MS)
        self._scroll.timeout.connect(self._pull)
        self.hot: Spot | None = None
        self.hot_row = -1
        self.under = -1
        """Row under the pointer."""

    def press(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found = self._part_at(event.position())
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if found and shift and self.choice.begin:
            self.choice.end = found[0]
        else:
            self.choice.clear()
            if found and self._spot_at(event.position()) is None:
                self.choice.start(found[0])
        self._view.viewport().update()

    def move(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self.choice.begin:
            self._pulled = event.position()
            self._pull()
            beyond = not self._view.viewport().rect().contains(event.position().toPoint())
            self._scroll.start() if beyond else self._scroll.stop()
            return
        self.point(event.position())

    def _pull(self) -> None:
        """The choice goes on to the pointer; beyond an edge the view scrolls after it."""
        port = self._view.viewport().rect()
        y = self._pulled.y()
        beyond = y - port.bottom() if y > port.bottom() else min(0.0, y - port.top())
        if beyond:
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + round(beyond / 2))
        found = self._part_at(QPointF(self._pulled.x(), min(max(y, 1), port.bottom() - 1)))
        if found:
            self.choice.end = found[0]
            self._view.viewport().update()

    def release(self, event: QMouseEvent) -> None:
        self._scroll.stop()
        if event.button() != Qt.MouseButton.LeftButton or self.choice:
            return
        spot = self._spot_at(event.position())
        index = self._view.indexAt(event.position().toPoint())
        if spot and index.isValid():
            self._view.acted.emit(self._view.rows[index.row()].turn.id, spot)

    def double_click(self, event: QMouseEvent) -> None:
        """Choose the word there."""
        found = self._part_at(event.position())
        if found:
            self.choice.word(*found)
            self._view.viewport().update()

    def wheel(self, event: QWheelEvent) -> bool:
        """To the side it scrolls what lies under the pointer. Whether it did."""
        delta = event.angleDelta()
        side = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        under = self._sideways_at(event.position()) if side else None
        if under is None:
            return False
        under.move(-side / 2)
        self._view.viewport().update()
        event.accept()
        return True

    def tell(self, event: QHelpEvent) -> None:
        """Where a link leads."""
        spot = self._spot_at(QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), spot.value if spot and spot.verb == "link" else "", self._view)

    def point(self, at: QPointF) -> None:
        """Show what lies there as something to click on."""
        view = self._view
        index = view.indexAt(at.toPoint())
        under = index.row() if index.isValid() else -1
        spot = self._spot_at(at)
        if under != self.under:
            self.under = under
            view.moved.emit()
        if spot != self.hot or (spot and under != self.hot_row):
            self.hot, self.hot_row = spot, under
            view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
            view.viewport().update()

    def _inside(self, at: QPointF) -> tuple[int, QPointF] | None:
        """The row under the point, and the point in the coordinates of its column."""
        index = self._view.indexAt(at.toPoint())
        if not index.isValid():
            return None
        return index.row(), at - QPointF(self._view.column_left(), self._view.visualRect(index).top())

    def _spot_at(self, at: QPointF) -> Spot | None:
        found = self._inside(at)
        return self._view.rows[found[0]].laid.spot(found[1]) if found else None

    def _part_at(self, at: QPointF) -> tuple[Position, Part] | None:
        """The place in a text that is nearest to the point, and the part that it is of."""
        view = self._view
        found = self._inside(at)
        if found is None and view.rows:  # under the last message
            last = len(view.rows) - 1
            found = last, at - QPointF(view.column_left(), view.row_rect(last).top())
        row = view.rows[found[0]] if found else None
        if found is None or row is None or not row.laid.parts:
            return None
        number = row.laid.number_at(found[1].y())
        placed = row.laid.parts[number]
        return Position(row.turn.id, number, placed.part.position(found[1] - placed.at)), placed.part

    def _sideways_at(self, at: QPointF) -> Sideways | None:
        found = self._inside(at)
        placed = self._view.rows[found[0]].laid.near(found[1]) if found else None
        side = placed.part.sideways(found[1] - placed.at) if found and placed else None
        return side if side and side.room else None

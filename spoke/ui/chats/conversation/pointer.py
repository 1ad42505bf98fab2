"""What the pointer does over the conversation: what lies under it, what is chosen with it, what a click asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip

from spoke.ui.chats.conversation.choosing import Choice, Place
from spoke.ui.chats.painted.bubble import Bubble
from spoke.ui.chats.painted.code import Code
from spoke.ui.chats.painted.part import Part, Spot

if TYPE_CHECKING:
    from spoke.ui.chats.conversation.view import ConversationView


class Pointer:
    """The view hands its events on to this."""

    def __init__(self, view: ConversationView) -> None:
        self._view = view
        self.choice = Choice()
        self.hot: Spot | None = None
        self.hot_row = -1
        self.under = -1
        """Row under the pointer."""

    def press(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.choice.clear()
        found = self._part_at(event.position())
        if found and self._spot_at(event.position()) is None:
            number, place, _ = found
            self.choice.start(self._view.rows[number].turn.id, place)
        self._view.viewport().update()

    def move(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self.choice.turn:
            found = self._part_at(event.position())
            if found and self._view.rows[found[0]].turn.id == self.choice.turn:
                self.choice.end = found[1]
                self._view.viewport().update()
            return
        self.point(event.position())

    def release(self, event: QMouseEvent) -> None:
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
            number, place, part = found
            self.choice.word(self._view.rows[number].turn.id, place, part)
            self._view.viewport().update()

    def wheel(self, event: QWheelEvent) -> bool:
        """To the side it scrolls the code under the pointer. Whether it did."""
        delta = event.angleDelta()
        side = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        code = self._code_at(event.position()) if side else None
        if code is None:
            return False
        code.offset = min(max(0.0, code.offset - side / 2), code.room)
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

    def _part_at(self, at: QPointF) -> tuple[int, Place, Part] | None:
        """Row, place in its text, and part that is nearest to the point."""
        found = self._inside(at)
        placed = self._view.rows[found[0]].laid.near(found[1]) if found else None
        if found is None or placed is None or not placed.part.text:
            return None
        number = self._view.rows[found[0]].laid.parts.index(placed)
        return found[0], (number, placed.part.position(found[1] - placed.at)), placed.part

    def _code_at(self, at: QPointF) -> Code | None:
        found = self._inside(at)
        placed = self._view.rows[found[0]].laid.near(found[1]) if found else None
        part: object = placed.part if placed else None
        inner = part.inner if isinstance(part, Bubble) else part
        return inner if isinstance(inner, Code) and inner.room else None

"""The user's ground, at the end of the column, as wide as what lies on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt

from spoke.ui.chats.painted.code import Code
from spoke.ui.chats.painted.part import Brush, Part, Sideways, Spot
from spoke.ui.chats.painted.prose import Prose
from spoke.ui.look.mirrored import mirrored

BUBBLE_X, BUBBLE_Y = 14, 8


class Bubble(Part):
    def __init__(self, inner: Prose | Code, width: float) -> None:
        self.inner = inner
        plain = isinstance(inner, Prose)
        wide = (inner.width + 2 * BUBBLE_X) if isinstance(inner, Prose) else inner.wide
        box = QRectF(width - wide, 0, wide, inner.height + (2 * BUBBLE_Y if plain else 0))
        self._box = mirrored(box, QRectF(0, 0, width, 0))
        self._at = QPointF(self._box.left() + (BUBBLE_X if plain else 0), BUBBLE_Y if plain else 0)
        self._plain = plain
        self.left = box.left()
        """As laid out from the left."""

        self.height = self._box.height()

    @property
    def text(self) -> str:
        return self.inner.text

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        if self._plain:
            brush.painter.setPen(Qt.PenStyle.NoPen)
            brush.painter.setBrush(brush.theme.colour("user"))
            brush.painter.drawRoundedRect(self._box.translated(at), 10, 10)
        self.inner.paint(brush, at + self._at, chosen)

    def spot(self, at: QPointF) -> Spot | None:
        found = self.inner.spot(at - self._at)
        return found.moved(self._at) if found else None

    def position(self, at: QPointF) -> int:
        return self.inner.position(at - self._at)

    @property
    def markdown(self) -> str:
        return self.inner.markdown

    def top_of(self, position: int) -> float:
        return self._at.y() + self.inner.top_of(position)

    def sideways(self, at: QPointF) -> Sideways | None:
        return self.inner.sideways(at - self._at)

    def cut(self, begin: int, end: int) -> str:
        return self.inner.cut(begin, end)

    def around(self, position: int) -> tuple[int, int]:
        return self.inner.around(position)

"""The user's ground, at the end of the column: one for all texts that follow each other, as wide as the widest."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from spoke.ui.chats.painted.code import Code
from spoke.ui.chats.painted.drawing import RADIUS
from spoke.ui.chats.painted.part import Brush, Part, Sideways, Spot
from spoke.ui.chats.painted.prose import Prose
from spoke.ui.chats.painted.prose_style import raised
from spoke.ui.look.mirrored import mirrored
from spoke.ui.look.round_box import round_box
from spoke.ui.look.theme import Theme

BUBBLE_X, BUBBLE_Y, PARAGRAPH = 14, 8, 10
"""Beside and above what lies on it, and between two texts on it; in pixels at 100 %."""


class Bubble(Part):
    def __init__(
        self, inner: Prose | Code, theme: Theme, width: float, wide: float, *, first: bool = True, last: bool = True
    ) -> None:
        """`wide`: of the ground. It goes on above what is not the `first` text on it, and below what is not the
        `last`."""
        self.inner = inner
        self.first, self.last = first, last
        self._radius = theme.px(RADIUS)
        self._plain = isinstance(inner, Prose)
        above = theme.px(BUBBLE_Y) if first and self._plain else 0
        below = theme.px(BUBBLE_Y if last else PARAGRAPH) if self._plain else 0
        box = QRectF(width - wide, 0, wide, math.ceil(above + inner.height + below))
        self._box = mirrored(box, QRectF(0, 0, width, 0))
        self._at = self._box.topLeft()
        if isinstance(inner, Prose):
            spare = wide - 2 * theme.px(BUBBLE_X) - inner.width
            self._at += QPointF(theme.px(BUBBLE_X) + spare * inner.from_right, above - raised(theme))
        self.left = box.left()
        """As laid out from the left."""

        self.height = self._box.height()

    @property
    def text(self) -> str:
        return self.inner.text

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        if self._plain:
            self._paint_ground(brush.painter, self._box.translated(at), brush.theme.colour("user"))
        self.inner.paint(brush, at + self._at, chosen)

    def _paint_ground(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        painter.save()
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        whole = box.adjusted(0, 0 if self.first else -self._radius, 0, 0 if self.last else self._radius)
        round_box(painter, whole, self._radius, ink)
        painter.restore()

    def spot(self, at: QPointF) -> Spot | None:
        found = self.inner.spot(at - self._at)
        return found.moved(self._at) if found else None

    def position(self, at: QPointF) -> int:
        return self.inner.position(at - self._at)

    def top_of(self, position: int) -> float:
        return self._at.y() + self.inner.top_of(position)

    def sideways(self, at: QPointF) -> Sideways | None:
        return self.inner.sideways(at - self._at)

    def cut(self, begin: int, end: int, written: str = "", *, goes_on: bool = False) -> str:
        return self.inner.cut(begin, end, written, goes_on=goes_on)

    def around(self, position: int) -> tuple[int, int]:
        return self.inner.around(position)

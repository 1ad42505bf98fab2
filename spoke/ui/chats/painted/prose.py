"""Prose as a part of a row, and the line that parts two pieces of it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from spoke.ui.chats.painted.part import Brush, Part, Spot
from spoke.ui.chats.painted.prose_text import ProseText


class Prose(Part):
    """Prose, bare or on the user's ground."""

    def __init__(self, prose: ProseText) -> None:
        self._prose = prose
        self.height = prose.height
        self.width = prose.width
        self.from_right = prose.from_right

    @property
    def text(self) -> str:
        return self._prose.text

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        self._prose.paint(brush.painter, at, brush.clip, self.found(brush.words), chosen)

    def top_of(self, position: int) -> float:
        return self._prose.top_of(position)

    def spot(self, at: QPointF) -> Spot | None:
        link = self._prose.link(at)
        return Spot("link", link) if link else None

    def position(self, at: QPointF) -> int:
        return self._prose.position(at)

    def cut(self, begin: int, end: int, written: str = "", *, goes_on: bool = False) -> str:
        return self._prose.cut(begin, end, written, goes_on=goes_on)

    def around(self, position: int) -> tuple[int, int]:
        return self._prose.word(position)

    def end(self) -> QPointF:
        return self._prose.end()


class Rule(Part):
    """A line across, between two parts of a text."""

    def __init__(self, width: float) -> None:
        self._width = width
        self.height = 13.0

    def paint(self, brush: Brush, at: QPointF, chosen: tuple[int, int] | None) -> None:
        brush.painter.fillRect(QRectF(at.x(), at.y() + 6, self._width, 1), brush.theme.colour("line"))

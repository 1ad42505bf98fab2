"""Pictures of rows that are painted: while a row says the same and is as large as before, it is drawn in one piece."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPixmap

from spoke.ui.look.theme import Theme

_MOST = 64
"""Pictures, 60 KB each at 100 %: more rows than a window shows."""


class RowPictures:
    """Of one list, whose rows lie on the ground of this name: letters are smoothed against it."""

    def __init__(self, ground: str) -> None:
        self._ground = ground
        self._theme: Theme | None = None
        self._pictures: dict[Hashable, QPixmap] = {}

    def draw(
        self, painter: QPainter, theme: Theme, box: QRect, says: Hashable, draw: Callable[[QPainter, QRect], None]
    ) -> None:
        """`says`: all that `draw` takes to paint the row within the rectangle that it gets."""
        dots = painter.device().devicePixelRatioF()
        if box.isEmpty():
            return
        if not self._ground or dots != round(dots):  # a picture would lie between two dots of the screen
            draw(painter, box)
            return
        if theme is not self._theme:
            self._theme, self._pictures = theme, {}
        key = says, box.width(), box.height(), dots
        picture = self._pictures.pop(key, None) or self._made(box.size(), dots, draw)
        self._pictures[key] = picture  # the one that was used last is the last to go
        if len(self._pictures) > _MOST:
            del self._pictures[next(iter(self._pictures))]
        painter.drawPixmap(box.topLeft(), picture)

    def _made(self, size: QSize, dots: float, draw: Callable[[QPainter, QRect], None]) -> QPixmap:
        assert self._theme is not None
        picture = QPixmap(size * dots)
        picture.setDevicePixelRatio(dots)
        picture.fill(self._theme.colour(self._ground))
        painter = QPainter(picture)
        draw(painter, QRect(QRect().topLeft(), size))
        painter.end()
        return picture

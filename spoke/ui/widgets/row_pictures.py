"""Pictures of painted rows: while a row says the same and is as large as before, it is drawn as one picture."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QPainter, QPixmap

from spoke.ui.look.theme import Theme

_MOST = 64
"""Pictures, 60 KB each at 100 %: more rows than a window shows."""

_SETTLED_MS = 300


class RowPictures:
    """Of one list. `ground`: the colour that its rows lie on, against which letters are smoothed; without one no
    pictures are made. After a change of theme or width more changes may follow at once, so rows are drawn without
    pictures at first; `settled` is called when no other change came, to have them painted again."""

    def __init__(self, holder: QObject, ground: str, settled: Callable[[], object]) -> None:
        self._ground = ground
        self._drawn_as: tuple[Theme, int, float] | None = None
        self._pictures: dict[Hashable, QPixmap] = {}
        self._settling = QTimer(holder)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED_MS)
        self._settling.timeout.connect(settled)

    def draw(
        self, painter: QPainter, theme: Theme, box: QRect, says: Hashable, draw: Callable[[QPainter, QRect], None]
    ) -> None:
        """`says`: all that `draw` takes to paint the row within the rectangle that it gets."""
        dots = painter.device().devicePixelRatioF()
        if not self._ground or dots != round(dots):  # a picture would lie between two dots of the screen
            draw(painter, box)
            return
        drawn_as = theme, box.width(), dots
        if drawn_as != self._drawn_as:
            self._drawn_as, self._pictures = drawn_as, {}
            self._settling.start()
        if box.isEmpty() or self._settling.isActive():
            draw(painter, box)
            return
        key = says, box.height()
        picture = self._pictures.pop(key, None) or self._made(box.size(), dots, theme, draw)
        self._pictures[key] = picture  # the one that was used last is the last to go
        if len(self._pictures) > _MOST:
            del self._pictures[next(iter(self._pictures))]
        painter.drawPixmap(box.topLeft(), picture)

    def _made(self, size: QSize, dots: float, theme: Theme, draw: Callable[[QPainter, QRect], None]) -> QPixmap:
        picture = QPixmap(size * dots)
        picture.setDevicePixelRatio(dots)
        picture.fill(theme.colour(self._ground))
        painter = QPainter(picture)
        draw(painter, QRect(QPoint(), size))
        painter.end()
        return picture

"""What is dragged over a page: what a drop would do is said there, for as long as it can be dropped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from spoke.ui.look.look import Look

_INSET, _RADIUS, _PAD = 8, 10, 16
"""In pixels at 100 %."""


class DropHint(QWidget):
    """An edge around `page`, and words in its middle. `says`: the words for what is over one of the `targets`; empty
    where that takes nothing of it."""

    def __init__(self, look: Look, page: QWidget, targets: list[QWidget], says: Callable[[QObject, QMimeData], str]):
        super().__init__(page)
        self._look, self._page, self._says = look, page, says
        self.words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        for target in targets:
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            self._show(self._says(watched, event.mimeData()))
        elif event.type() in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self.hide()
        return False

    def _show(self, words: str) -> None:
        self.words = words
        if words:
            self.setGeometry(self._page.rect())
            self.raise_()
        self.setVisible(bool(words))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter, theme = QPainter(self), self._look.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset, radius, pad = map(theme.px, (_INSET, _RADIUS, _PAD))
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), radius, radius)
        metrics = theme.metrics("section")
        card = QRectF(0, 0, metrics.horizontalAdvance(self.words) + 3 * pad, metrics.height() + 2 * pad)
        card.moveCenter(QRectF(self.rect()).center())
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(card, radius, radius)
        painter.setFont(theme.font("section"))
        painter.setPen(theme.colour("text"))
        painter.drawText(card, Qt.AlignmentFlag.AlignCenter, self.words)

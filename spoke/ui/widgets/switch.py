"""A choice of yes or no that acts at once: a check box drawn as a switch."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from spoke.ui.look.look import Look
from spoke.ui.look.zoom import exempt_from_zoom


class Switch(QCheckBox):
    """The name says what is on or off; on is told by the knob's place and its tick, not by colour alone."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        exempt_from_zoom(self)
        look.follow(self, lambda: self.setFixedSize(look.theme.px(40), look.theme.px(24)))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._look.theme.px(40), self._look.theme.px(24))

    def hitButton(self, _: object) -> bool:  # noqa: N802
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter, too, as on a button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        theme, on, able = self._look.theme, self.isChecked(), self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(2, 3, -2, -3)
        edge = "accent" if on else "edge.control"
        painter.setPen(QPen(theme.colour(edge if able else "line"), 1.2))
        painter.setBrush(theme.colour(("accent" if on else "raised") if able else "sunken"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        radius = track.height() / 2 - 3
        x = track.right() - radius - 3 if on == self.isLeftToRight() else track.left() + radius + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(("on.accent" if on else "text.second") if able else "disabled"))
        painter.drawEllipse(QPointF(x, track.center().y()), radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(whole, whole.height() / 2, whole.height() / 2)

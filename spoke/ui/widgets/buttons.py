"""Buttons, each made with its name for screen readers and its part in the style sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCursor, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolTip,
)

from spoke.ui.look.look import Look

LEAVES = "leaves"


class Button(QPushButton):
    """It asks for room for all its words. One that is given less, for a line has no more, ends with an ellipsis."""

    @property
    def least(self) -> int:
        """As narrow as it may be, in pixels, where its words need more."""
        return 5 * self.fontMetrics().height()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        lacking = self.sizeHint().width() - self.width() if self.text() else 0  # what Qt asks the style sheet for
        if lacking <= 0:
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        metrics = self.fontMetrics()
        room = metrics.horizontalAdvance(self.text()) - lacking
        option.text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and self.sizeHint().width() > self.width():
            QToolTip.showText(QCursor.pos(), self.text(), self)
            return True
        return super().event(event)


def push(text: str, kind: str = "", hint: str = "") -> QPushButton:
    made = Button(text)
    made.setAutoDefault(True)  # Enter presses it, wherever the system's theme lets only Space do that
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    made.setToolTip(hint)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def icon_button(look: Look, icon: str, verb: str, side: int = 32) -> QPushButton:
    """A square button; `verb` is its name, and its tooltip."""
    made = push("", "square", verb)
    made.setAccessibleName(verb)
    made.setFixedSize(side, side)
    look.set_icon(made, icon)
    return made


def leaves(button: QPushButton) -> QPushButton:
    """Esc with the focus beside it presses it: it ends a form or a question that stands in the page."""
    button.setProperty(LEAVES, True)
    return button

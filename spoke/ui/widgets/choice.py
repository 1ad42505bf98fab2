"""A choice in a list that opens."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QCursor, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
)

_ICON_GAP = 4
"""What Qt leaves beside a combo's icon, in pixels."""


class Choice(QComboBox):
    """What is chosen ends with an ellipsis where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(QStyledItemDelegate(self))  # the one that follows the style sheet

    @property
    def least(self) -> int:
        """As narrow as it may be, in pixels, where its words need more."""
        return 5 * self.fontMetrics().height()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's does not know how wide the style sheet has the arrow."""
        hint, option = super().sizeHint(), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.rect = QRect(QPoint(), hint)
        words = (self.fontMetrics().horizontalAdvance(self.itemText(number)) for number in range(self.count()))
        return QSize(hint.width() + max(0, max(words, default=0) - self._room(option)), hint.height())

    def _room(self, option: QStyleOptionComboBox) -> int:
        """For words."""
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        iconless = self.itemIcon(self.currentIndex()).isNull()
        return room - (0 if iconless else self.iconSize().width() + _ICON_GAP)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self._room(option)
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and self.sizeHint().width() > self.width():
            QToolTip.showText(QCursor.pos(), self.currentText(), self)
            return True
        return super().event(event)


def name_combo(combo: QComboBox, name: str, more: str = "") -> None:
    """On Linux Qt tells a reader what is chosen in place of a combo's name: there the description says both."""
    combo.setAccessibleName(name)
    said = (name, more) if sys.platform == "linux" else (more,)
    combo.setAccessibleDescription(", ".join(filter(None, said)))

"""The head of a card: its icon and name, and how it is there; under each other where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from spoke.ui.look.look import Look
from spoke.ui.widgets.labels import chip, label


class CardHead(QWidget):
    def __init__(self, look: Look, icon: str, title: str) -> None:
        super().__init__()
        self._mark, self._title, self.chip = label(), label(title, "section", wrap=True), chip(look)
        look.set_picture(self._mark, icon, "text")
        named = QHBoxLayout()
        named.setSpacing(10)
        named.addWidget(self._mark)
        named.addWidget(self._title, 1)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(6)
        self._line.addLayout(named, 1)
        self._line.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Under each other, whichever way they stand now."""
        beside = self._mark.sizeHint().width() + self._line.spacing() + self._title.minimumSizeHint().width()
        return QSize(max(beside, self.chip.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        parts: tuple[QLabel, ...] = (self._mark, self._title, self.chip)
        wide = sum(part.sizeHint().width() for part in parts) + 3 * self._line.spacing()
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if wide > self.width() else directions.LeftToRight)
        super().resizeEvent(event)

"""The head of a page about one thing: its icon, name, state and a line about it, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from spoke.ui.controls import chip, label, reink
from spoke.ui.look import Look

_LEAST = 200
"""Pixels at 100 % that the texts get; where the buttons would leave less, they stand under them."""


class PageHeader(QFrame):
    def __init__(self, look: Look, icon: str, *buttons: QPushButton) -> None:
        super().__init__()
        self._look, self._name = look, icon
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self._icon, self.title, self.chip = label(), label(type_="title", wrap=True), chip(look)
        self.second = label(type_="second", ink="second", wrap=True)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self.title)
        title.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        title.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(title)
        texts.addWidget(self.second)
        about = QHBoxLayout()
        about.setSpacing(14)
        about.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        about.addLayout(texts, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        for button in buttons:
            self._buttons.addWidget(button)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(24, 14, 24, 14)
        self._line.setSpacing(12)
        self._line.addLayout(about, 1)
        self._line.addLayout(self._buttons)
        look.follow(self, self._tint)

    def say(self, icon: str, title: str, state: str, kind: str, second: str) -> None:
        """`kind`: of the chip, `neutral`, `ok` or `bad`."""
        self._name = icon
        self._tint()
        # A title that may wrap asks for less than it needs.
        self.title.setText(title)
        wide = self.title.fontMetrics().horizontalAdvance(title) + self._look.theme.px(4)
        self.title.setMinimumWidth(min(wide, self._look.theme.px(320)))
        self.chip.setText(state)
        self.chip.setVisible(bool(state))
        reink(self.chip, chip=kind)
        self.second.setText(second)
        self.second.setVisible(bool(second))
        self._fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit(event.size().width())
        super().resizeEvent(event)

    def _fit(self, width: int) -> None:
        px = self._look.theme.px
        first = self.title.minimumWidth() + px(10) + (0 if self.chip.isHidden() else self.chip.sizeHint().width())
        below = width < px(32 + 14 + 12 + 48) + max(first, px(_LEAST)) + self._buttons.sizeHint().width()
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if below else directions.LeftToRight)
        self._line.setAlignment(self._buttons, Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag.AlignVCenter)

    def _tint(self) -> None:
        self._icon.setPixmap(self._look.picture(self._name, "accent.text", 32))

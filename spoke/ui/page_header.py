"""The head of a page about one thing: its icon, name, state and a line about it, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from spoke.ui.controls import chip, label, reink
from spoke.ui.look import Look
from spoke.ui.wrapped import Wrapped

_LEAST = 200
"""Pixels at 100 % that the texts get; where the buttons would leave less, they stand under them."""


class PageHeader(QFrame):
    def __init__(self, look: Look, icon: str, *buttons: QPushButton) -> None:
        super().__init__()
        self._look, self._name, self._wide = look, icon, 0
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self._icon, self.title, self.chip = label(), label(type_="title", wrap=True), chip(look)
        self.second = label(type_="second", ink="second", wrap=True)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(10)
        self._head.addWidget(self.title)
        self._head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(self._head)
        texts.addWidget(self.second)
        about = QHBoxLayout()
        about.setSpacing(14)
        about.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        about.addLayout(texts, 1)
        self._buttons = Wrapped(gap=8)
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
        self._wide = min(self.title.fontMetrics().horizontalAdvance(title), self._look.theme.px(316))
        self._wide += self._look.theme.px(4)
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
        """Where there is little room, the buttons stand under the texts, and the state under the title."""
        px, directions = self._look.theme.px, QBoxLayout.Direction
        chip = 0 if self.chip.isHidden() else px(10) + self.chip.sizeHint().width()
        besides, buttons = px(32 + 14 + 48), self._buttons.sizeHint().width()
        below = width < besides + px(12) + max(self._wide + chip, px(_LEAST)) + buttons
        room = width - besides - (0 if below else px(12) + buttons)
        self.title.setMinimumWidth(max(0, min(self._wide, room)))
        self._head.setDirection(directions.TopToBottom if room < self._wide + chip else directions.LeftToRight)
        self._line.setDirection(directions.TopToBottom if below else directions.LeftToRight)
        self._line.setAlignment(self._buttons, Qt.AlignmentFlag(0) if below else Qt.AlignmentFlag.AlignVCenter)

    def _tint(self) -> None:
        self._icon.setPixmap(self._look.picture(self._name, "accent.text", 32))

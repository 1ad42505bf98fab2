"""The head of a page about one thing: its icon, name, state and a line about it, and what can be done with it."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QPushButton, QSpacerItem, QVBoxLayout

from spoke.ui.look.look import Look
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.labels import breakable, chip, label
from spoke.ui.widgets.surfaces import restyle

_ICON, _GAP, _BESIDE, _STATE, _BUTTONS = 32, 14, 12, 10, 8
_ABOVE, _LINES, _UNDER = 14, 4, 6
_SIDE, _SLIM_SIDE, _SLIM = 24, 12, 300
"""In pixels at 100 %. Slimmer than the last, the head has no icon and less room at its sides."""

_TITLE = 316
"""A title may break where it is wider."""


class PageHeader(QFrame):
    def __init__(self, look: Look, icon: str, *buttons: QPushButton) -> None:
        super().__init__()
        self._look, self._name = look, icon
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self._icon, self.title, self.chip = label(), label(type_="title", wrap=True), chip(look)
        for part in (self, self.title):
            exempt_from_zoom(part)
        self.second = label(type_="second", ink="second", wrap=True)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self.title)
        self._head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self._buttons = buttons
        self._beside, self._under = FlowLayout(), FlowLayout()
        """Where the buttons may stand; one of the two is empty."""

        for button in buttons:
            self._beside.addWidget(button)
        top = QHBoxLayout()
        top.addLayout(self._head)
        top.addStretch(1)
        top.addLayout(self._beside)
        column = QVBoxLayout()
        column.addLayout(top)
        column.addWidget(self.second)
        self._room = QSpacerItem(0, 0)
        column.addSpacerItem(self._room)
        column.addLayout(self._under)
        self._line = QHBoxLayout(self)
        self._line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addLayout(column, 1)
        self._gaps: tuple[tuple[QLayout, int], ...] = (
            (self._line, _GAP), (top, _BESIDE), (self._head, _STATE), (column, _LINES),
            (self._beside, _BUTTONS), (self._under, _BUTTONS),
        )  # fmt: skip
        look.follow(self, self._dress)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Its width is the same whichever way its parts stand.

        If it were not, a scroll bar beside it and the way its parts stand would answer each other without end.
        """
        parts = (self.chip, self.second, *self._buttons)
        wide = max((part.minimumSizeHint().width() for part in parts if not part.isHidden()), default=0)
        metrics = self._look.theme.metrics("title")
        words = re.split("[\\s\N{ZERO WIDTH SPACE}]", self.title.text())
        wide = max(wide, *(metrics.horizontalAdvance(word) for word in words))
        return QSize(wide + 2 * self._look.theme.px(_SLIM_SIDE), super().minimumSizeHint().height())

    def say(self, icon: str, title: str, state: str, kind: str, second: str) -> None:
        """`kind`: of the chip, `neutral`, `ok` or `bad`."""
        self._name = icon
        self._tint()
        self.title.setText(breakable(title))
        self.chip.setText(state)
        self.chip.setVisible(bool(state))
        restyle(self.chip, chip=kind)
        self.second.setText(breakable(second))
        self.second.setVisible(bool(second))
        self._fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit(event.size().width())
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Its parts may ask for another room: another text, another zoom."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit(self.width())
        return super().event(event)

    def _fit(self, width: int) -> None:
        """Where there is little room, the buttons stand under the texts, and the state under a title that breaks."""
        px, directions = self._look.theme.px, QBoxLayout.Direction
        slim = width < px(_SLIM)
        side = _SLIM_SIDE if slim else _SIDE
        self._line.setContentsMargins(px(side), px(_ABOVE), px(side), px(_ABOVE))
        self._icon.setVisible(not slim)
        # A title that may wrap asks for less than it needs.
        wide = self._look.theme.metrics("title").horizontalAdvance(self.title.text()) + px(4)
        chip = 0 if self.chip.isHidden() else px(_STATE) + self.chip.sizeHint().width()
        room = width - px(2 * side + (0 if slim else _ICON + _GAP))
        buttons = px(_BESIDE) + max(self._beside.sizeHint().width(), self._under.sizeHint().width())
        below = room < min(wide, px(_TITLE)) + chip + buttons
        room -= 0 if below else buttons
        stacked = room - chip < wide
        self.title.setFixedWidth(max(0, min(wide, room if stacked else room - chip)))
        self._room.changeSize(0, px(_UNDER) if below and self._buttons else 0)
        self._head.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)
        wanted = self._under if below else self._beside
        if not wanted.count():
            for button in self._buttons:
                wanted.addWidget(button)

    def _dress(self) -> None:
        """As the theme wants it; the zoom may be another one, and the width no longer enough."""
        for layout, gap in self._gaps:
            layout.setSpacing(self._look.theme.px(gap))
        self._tint()
        self._fit(self.width())

    def _tint(self) -> None:
        self._icon.setPixmap(self._look.picture(self._name, "accent.text", _ICON))

"""A page of text and controls in a column that stays readable, however wide the window is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spoke.ui.look.look import Look
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import ground

_TOP, _BOTTOM = 22, 24
_SIDES = ((560, 24), (300, 16), (230, 8), (0, 4))
"""From which width on, and how much room there is beside the column; in pixels at 100 %."""


class ColumnPage(QScrollArea):
    """It begins with a title and what the page is about; what comes after them goes into `body`."""

    def __init__(self, look: Look, title: str, second: str, widest: int, gap: int) -> None:
        """`widest`, `gap`: of the column and between its parts, in pixels at 100 %."""
        super().__init__()
        self._px: Callable[[float], int] = lambda pixels: look.theme.px(pixels)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        held = QWidget()
        held.setMaximumWidth(widest)
        self.title, self.said = label(title, "title", wrap=True), label(second, "interface", "second", wrap=True)
        self.body = QVBoxLayout(held)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(gap)
        self.body.addWidget(self.title)
        self.body.addWidget(self.said)
        inner = ground("surface")
        exempt_from_zoom(inner)
        self._beside = QHBoxLayout(inner)
        self._beside.addWidget(held, 1000)
        self._beside.addStretch(1)
        self.setWidget(inner)
        look.follow(self, self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        """It takes what it is given. A stack of pages asks each of them: Qt would lay all of them out for an answer."""
        return self.minimumSizeHint()

    def _fit(self) -> None:
        px = self._px
        side = next(px(side) for least, side in _SIDES if self.width() >= px(least))
        self._beside.setContentsMargins(side, px(_TOP), side, px(_BOTTOM))

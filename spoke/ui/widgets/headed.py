"""A page with a head: what stands under it scrolls by itself, or with the head where the window is too low for that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from spoke.ui.look.look import Look
from spoke.ui.widgets.surfaces import ground, scrolled

_LEAST = 200
"""Of what is under the head, for it to scroll by itself; in pixels at 100 %."""


class _Below(QScrollArea):
    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        self.whole = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizeAdjustPolicy(QScrollArea.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """All of it, where it does not scroll."""
        layout = self._inner.layout()
        if not self.whole or layout is None:
            return QSize(0, 0)
        high = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else 0
        return QSize(0, max(high, layout.totalMinimumSize().height()))


class Headed(QObject):
    """`page` is what comes into a window."""

    def __init__(self, look: Look, head: QWidget, inner: QWidget) -> None:
        self.body = ground("surface")
        """What holds head and inner."""

        self.page = scrolled(self.body)
        super().__init__(self.page)
        self._look, self._head, self.below = look, head, _Below(inner)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.below, 1)
        for each in (head, self.page):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QResizeEvent):
            self._fit()
        return False

    def _fit(self) -> None:
        below = self.below
        whole = self.page.height() - self._head.height() < self._look.theme.px(_LEAST)
        if whole != below.whole:
            below.whole = whole
            never, if_needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
            below.setVerticalScrollBarPolicy(never if whole else if_needed)
            below.updateGeometry()

"""A page of text and controls in a column that stays readable, however wide the window is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import ground


class ColumnPage(QScrollArea):
    """It begins with a title and what the page is about; what comes after them goes into `body`."""

    def __init__(self, title: str, second: str, widest: int, gap: int) -> None:
        """`widest`, `gap`: of the column and between its parts, in pixels at 100 %."""
        super().__init__()
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
        row = QHBoxLayout(inner)
        row.setContentsMargins(24, 22, 24, 24)
        row.addWidget(held, 1000)
        row.addStretch(1)
        self.setWidget(inner)

    def sizeHint(self) -> QSize:  # noqa: N802
        """It takes what it is given. A stack of pages asks each of them: Qt would lay all of them out for an answer."""
        return self.minimumSizeHint()

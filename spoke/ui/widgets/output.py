"""Text that a run or a call gave back: to be read and copied, as high as it is, up to a number of lines."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from spoke.ui.widgets.fields import put_text


class Output(QPlainTextEdit):
    def __init__(self, name: str, kind: str, most: int) -> None:
        """`kind`: of the style sheet; `most`: lines, from which on it scrolls."""
        super().__init__()
        self._most = most
        self.setReadOnly(True)
        # Fixed: the card around one that may grow shares the room below it with its page's stretch, and gapes.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", kind)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)

    def show_text(self, text: str) -> None:
        put_text(self, text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Its lines are counted as they are broken, so that the last one is not cut."""
        lines = min(self._most, max(1, round(self.document().size().height())))  # below 0 was seen while it is hidden
        around = max(0, self.height() - self.viewport().height()) + 2 * self.document().documentMargin()
        around += 1  # in all that would just fit, Qt scrolls
        self.setFixedHeight(lines * QFontMetrics(self.font()).lineSpacing() + round(around))

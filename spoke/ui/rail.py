"""The rail at the left edge: one item for each place."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QVBoxLayout

from spoke.ui.icons import draw_icon
from spoke.ui.look import Look

PLACES = (("chats", "Chats"), ("devices", "Devices"), ("skills", "Skills"), ("activity", "Activity"))


class RailItem(QAbstractButton):
    """Icon over word; painted, for a tool button cannot hold 8 px corners, a bold word and a tinted icon at once."""

    def __init__(self, look: Look, icon: str, word: str, keys: str) -> None:
        super().__init__()
        self._look, self._icon = look, icon
        self.setText(word)
        self.setAccessibleName(word)
        self.setToolTip(f"{word} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})")
        self.setCheckable(True)
        self.setFixedSize(56, 50)
        look.changed.connect(self.update)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        theme, on = self._look.theme, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if on or self.underMouse():
            painter.setBrush(theme.colour("surface" if on else "hover"))
            painter.drawRoundedRect(self.rect(), 8, 8)
        ink = theme.colour("accent.text" if on else "text.second")
        draw_icon(painter, self._icon, ink, QRectF(18, 7, 20, 20))
        painter.setFont(theme.font("heading" if on else "caption"))
        painter.setPen(theme.colour("text" if on else "text.second"))
        painter.drawText(self.rect().adjusted(0, 28, 0, -4), Qt.AlignmentFlag.AlignCenter, self.text())


class Rail(QFrame):
    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("ground", "rail")
        self.setFixedWidth(68)
        self._items = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(4)
        for number, (icon, word) in enumerate(PLACES):
            item = RailItem(look, icon, word, f"Ctrl+{number + 1}")
            self._items.addButton(item, number)
            column.addWidget(item)
        column.addStretch()
        self._items.idClicked.connect(self.chosen)

    def mark(self, place: int) -> None:
        self._items.button(place).setChecked(True)

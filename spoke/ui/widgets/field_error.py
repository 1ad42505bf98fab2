"""What is wrong with a field, under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from spoke.ui.look.look import Look
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.labels import label


class FieldError(QWidget):
    """A mark and a sentence. Takes no room while nothing is."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        mark = label()
        look.set_picture(mark, "warning", "bad", 13)
        self._words = label(type_="second", ink="bad", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def say(self, sentence: str) -> None:
        self._words.setText(sentence)
        self.setVisible(bool(sentence))
        if sentence and self.isVisible():
            announce(self, sentence)

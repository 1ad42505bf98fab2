"""What is wrong with a field, under it."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from spoke.ui.look.look import Look
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.labels import label


class FieldError(QWidget):
    """A mark and a sentence. Takes no room while nothing is, which is most of the time: then it is made of nothing."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.text = ""
        self.hide()

    @cached_property
    def _words(self) -> QLabel:
        mark, words = label(), label(type_="second", ink="bad", wrap=True)
        self._look.set_picture(mark, "warning", "bad", 13)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return words

    def say(self, sentence: str) -> None:
        self.text = sentence
        if sentence:
            self._words.setText(sentence)
        self.setVisible(bool(sentence))
        if sentence and self.isVisible():
            announce(self, sentence)

"""What stands where no message does: of a new chat, or until it is known which chats there are."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.widgets.labels import label

_SOON_MS = 300
"""By then most nodes have said what there is; until then there is nothing to read."""


class EmptyChat(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._starting = True
        self.title, self.second = label("", "title", wrap=True), label("", "reading", "second", wrap=True)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._write)
        column = QVBoxLayout(self)
        column.addStretch()
        for line in (self.title, self.second):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addStretch()
        self._soon.start()

    def say(self, *, starting: bool) -> None:
        if starting != self._starting:
            self._starting = starting
            self._soon.stop()
            self._write()

    def _write(self) -> None:
        if self._starting:
            self.title.setText(tr("Felloe starts"))
            self.second.setText(tr("The first time this takes some seconds. You can write already: your text is kept."))
        else:
            self.title.setText(tr("A new chat"))
            self.second.setText(tr("It begins with your first message. Type / to call a function."))

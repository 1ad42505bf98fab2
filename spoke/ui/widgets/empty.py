"""An empty page: what will be here, and one action."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import label


class EmptyPage(QWidget):
    def __init__(
        self, look: Look, icon: str, title: str, text: str, button: str = "", act: Callable[[], None] | None = None
    ) -> None:
        super().__init__()
        mark = label()
        look.set_picture(mark, icon, "text.third", 40)
        self.title, self.text = label(title, "detail", wrap=True), label(text, "reading", "second", wrap=True)
        self.button = push(button, "main")
        if not button:
            self.button.hide()
        if act:
            self.button.clicked.connect(act)
        held = QWidget()
        held.setMaximumWidth(460)
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(8)
        column.addStretch(2)
        for line in (mark, self.title, self.text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        row.addStretch(1)
        row.addWidget(held, 1000)
        row.addStretch(1)

    def say(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)

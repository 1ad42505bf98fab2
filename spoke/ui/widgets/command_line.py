"""A command to be taken along to a terminal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import icon_button
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle


class CommandLine(QWidget):
    def __init__(self, look: Look, words: str) -> None:
        super().__init__()
        shown = label(words, "code", wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = icon_button(look, "copy", tr("Copy the command"), 26)
        copy.setAccessibleDescription(words)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(words))
        restyle(copy, kind="quiet")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(shown, 1)
        line.addWidget(copy)

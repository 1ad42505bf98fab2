"""F1: every key of the desktop, under the headings of where it works."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from spoke.ui.actions import Key
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.labels import key_hint, label


class KeyList(QDialog):
    def __init__(self, window: QWidget, look: Look, keys: Sequence[Key]) -> None:
        super().__init__(window)
        self.setWindowTitle(tr("Keys"))
        self.setAccessibleName(tr("Keys"))
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(24, 16, 24, 24)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        line = 0
        for group in dict.fromkeys(key.group for key in keys):
            heading = label(group, "section")
            heading.setContentsMargins(0, 12 if line else 0, 0, 2)
            grid.addWidget(heading, line, 0, 1, 2)
            for key in (key for key in keys if key.group == group):
                line += 1
                shown = key_hint(key.keys)
                grid.addWidget(shown, line, 0, Qt.AlignmentFlag.AlignLeading)
                grid.addWidget(label(key.words, wrap=True), line, 1)
            line += 1
        grid.setRowStretch(line, 1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(tr("Keys"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        look.style(self)
        self.resize(look.theme.px(520), min(look.theme.px(640), window.height()))
        area.setFocus()

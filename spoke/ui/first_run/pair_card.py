"""The person's other devices: one field for the string that pairs this one with a hub."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from shared.errors import FelloeError
from shared.pairing import PairingString
from spoke.ui.controls import chip, icon_button, label, reink
from spoke.ui.node_sentences import worded
from spoke.ui.place import Desk
from spoke.ui.words import tr

_COMMAND = "felloe-hub serve"


class PairCard(QFrame):
    """`wanted` carries a string that has the right form."""

    wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        state = chip(desk.look)
        state.setText(tr("Not paired"))
        mark = label()
        desk.look.mark(mark, "pair", "text")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(mark)
        head.addWidget(label(tr("Your other devices"), "section"), 1)
        head.addWidget(state)
        self.string = QLineEdit()
        self.string.setFixedHeight(32)
        self.string.setPlaceholderText("felloe://…")
        self.string.setAccessibleName(tr("Pairing string"))
        self.string.setAccessibleDescription(tr("Enter pairs"))
        self.string.returnPressed.connect(self._pair)
        self._fault = label(type_="second", ink="bad", wrap=True)
        self._fault.hide()
        command = QHBoxLayout()
        command.setSpacing(6)
        command.addWidget(label(tr("No hub? One command starts one:"), "second", "second", wrap=True), 1)
        shown = label(_COMMAND, "code")
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = icon_button(desk.look, "copy", tr("Copy the command"), 26)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(_COMMAND))
        reink(copy, kind="quiet")
        line = QHBoxLayout()
        line.addWidget(shown, 1)
        line.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 14, 15, 10)
        column.setSpacing(8)
        column.addLayout(head)
        said = tr("Paste the string that your hub gave you. Chats sync, and skills can be called from all devices.")
        column.addWidget(label(said, "second", "second", wrap=True))
        column.addWidget(self.string)
        column.addWidget(self._fault)
        column.addLayout(command)
        column.addLayout(line)

    def _pair(self) -> None:
        try:
            PairingString.parse(self.string.text())
        except FelloeError as error:
            self._fault.setText(f"⚠ {worded(error)}")
            self._fault.show()
            reink(self.string, fault="true")
            return
        self._fault.hide()
        reink(self.string, fault="false")
        self.wanted.emit(self.string.text().strip())

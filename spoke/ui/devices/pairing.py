"""Join a hub with its pairing string."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from shared.errors import FelloeError
from shared.pairing import PairingString
from spoke.ui.banner import Banner
from spoke.ui.controls import label, push, reink
from spoke.ui.place import Desk


class PairingForm(QFrame):
    """`paired` is called when the node belongs to a hub."""

    def __init__(self, desk: Desk, paired: Callable[[], None]) -> None:
        super().__init__()
        self._desk, self._paired = desk, paired
        self._pairing = False
        self.setProperty("ground", "surface")
        self.banner = Banner(desk.look)
        self.string = QLineEdit()
        self.string.setFixedHeight(32)
        self.string.setPlaceholderText("felloe://HOST:PORT/XXXX-XXXX-XXXX/…")
        self.string.setAccessibleName("Pairing string")
        self.string.setFont(QFont(desk.look.theme.font("code")))
        self.fault = label(type_="second", ink="bad", wrap=True)
        self.fault.hide()
        self.pair = push("Pair", "main")
        self.pair.clicked.connect(self._start)
        self.string.returnPressed.connect(self._start)
        self._lay_out()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("ground", "card")
        form = QVBoxLayout(card)
        form.setContentsMargins(16, 14, 16, 14)
        form.setSpacing(6)
        form.addWidget(label("Pairing string", "state"))
        form.addWidget(self.string)
        form.addWidget(self.fault)
        form.addSpacing(4)
        form.addWidget(label("On the hub, this prints one. It works once, for ten minutes:", "second", "second"))
        form.addWidget(label("felloe-hub pairing-code USER", "code"))
        form.addSpacing(8)
        form.addWidget(self.pair)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(label("Join your other devices", "title"))
        column.addWidget(
            label(
                "Chats sync, and skills on each device can be called from all. Your chats here are kept.",
                "",
                "second",
                wrap=True,
            )
        )
        column.addSpacing(14)
        column.addWidget(card)
        column.addStretch()
        middle = QHBoxLayout()
        middle.setContentsMargins(24, 32, 24, 24)
        middle.addStretch()
        middle.addLayout(column, 1000)
        middle.addStretch()
        card.setMaximumWidth(560)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.banner)
        outer.addLayout(middle, 1)
        outer.setAlignment(middle, Qt.AlignmentFlag(0))

    def _start(self) -> None:
        if self._pairing:
            return
        try:
            PairingString.parse(self.string.text())
        except FelloeError as error:
            self._say_fault(str(error))
            self.string.setFocus()
            return
        self._say_fault("")
        self._pairing = True
        self._desk.tasks.start(self._pair(self.string.text().strip()))

    async def _pair(self, text: str) -> None:
        self.banner.say("neutral", "Pairing…")
        try:
            await self._desk.node.client.pair(text)
            self.banner.clear()
            self.string.clear()
            await self._desk.node.refresh_status()
            self._paired()
        except FelloeError as error:
            self.banner.say("bad", f"Not paired. {error}")
        finally:
            self._pairing = False

    def _say_fault(self, sentence: str) -> None:
        self.fault.setText(f"⚠ {sentence}" if sentence else "")
        self.fault.setVisible(bool(sentence))
        reink(self.string, fault="true" if sentence else "false")

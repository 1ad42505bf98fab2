"""A new device: the one-time string that joins it to the others, as text to copy and as a picture to scan."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shared.accounts import NewCode, PairingCodeLine
from shared.pairing import PairingString
from shared.system.clock import now_ms
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.look.round_box import round_box
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.buttons import leaves, push
from spoke.ui.widgets.column_page import ColumnPage
from spoke.ui.widgets.flow_layout import FlowLayout
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import ground

_SIDE = 220
"""In pixels at any zoom: a camera reads it, and it would leave the words no room."""

_AROUND, _GAP, _WORDS = 80, 20, 200
"""What the page and the card leave free at the sides, what is between picture and words, and the least room for words
beside it; in pixels at 100 %."""

_QUIET = 4
"""Modules of white around the picture, by the standard."""


class Picture(QWidget):
    """A QR code, always dark on white: many scanners read it no other way."""

    def __init__(self) -> None:
        super().__init__()
        self._modules: list[list[bool]] = []
        self.setAccessibleName(tr("The pairing string as a picture"))
        self.setFixedSize(_SIDE, _SIDE)
        exempt_from_zoom(self)

    def show_text(self, text: str) -> None:
        """Nothing where it is empty."""
        import segno  # seldom needed, and slow to import

        code = segno.make(text, error="m", micro=False) if text else None
        self._modules = [[bool(module) for module in row] for row in code.matrix] if code else []
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        round_box(painter, self.rect(), 8, QColor("white"))
        if not self._modules:
            return
        across = len(self._modules) + 2 * _QUIET
        step = max(1, self.width() // across)
        begin = (self.width() - step * len(self._modules)) / 2
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRectF(begin + x * step, begin + y * step, step, step), QColor("black"))


class NewDevicePage(ColumnPage):
    left = Signal()

    def __init__(self, services: Services) -> None:
        why = tr(
            "It gets your chats, and can call what the others let it: at first what changes nothing. "
            "Give the string to nobody else."
        )
        super().__init__(services.look, tr("Pair a new device"), why, 620, 4)
        self._services = services
        self._code: PairingCodeLine | None = None
        self._tick = QTimer(self, interval=1_000)
        self._tick.timeout.connect(self._say_time)
        self.picture = Picture()
        self.string = QLineEdit()
        self.string.setReadOnly(True)
        self.string.setFixedHeight(32)
        self.string.setAccessibleName(tr("Pairing string"))
        services.look.follow(self.string, lambda: self.string.setFont(services.look.theme.font("code")))
        self._said = label(ink="second", wrap=True)
        self._here = label(
            tr("Only the hub's own machine can use this string. So that others can, start the hub with: "
               "felloe-hub serve --host 0.0.0.0"),
            ink="warn", wrap=True,
        )  # fmt: skip
        self._here.hide()
        self.copy, self.again, self.done = (
            push(tr("Copy the string"), "main"),
            push(tr("Make another")),
            leaves(push(tr("Done"))),
        )
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.string.text()))
        self.again.clicked.connect(self.begin)
        self.done.clicked.connect(self._leave)
        self._lay_out()
        services.look.follow(self, self._turn)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._turn()
        super().resizeEvent(event)

    def _turn(self) -> None:
        """The words beside the picture, or under it where there is little room."""
        px, directions = self._services.look.theme.px, QBoxLayout.Direction
        beside = self.width() - px(_AROUND) - _SIDE >= px(_GAP + _WORDS)
        self._top.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    def begin(self) -> None:
        """Ask the hub for a string; it works once."""
        self._code = None
        self.picture.show_text("")
        self.string.clear()
        self._said.clear()
        self._here.hide()
        self.copy.setFocus()
        self._services.operations.do(
            tr("Asking the hub for a string"),
            self._read,
            by=self,
            refused=lambda error: self._said.setText(worded(error)),
        )

    async def _read(self) -> None:
        self._code = await self._services.node.client.pairing_code(NewCode())
        self.string.setText(self._code.pairing_string)
        self.string.setCursorPosition(0)
        self._here.setVisible(PairingString.parse(self._code.pairing_string).on_loopback)
        self.picture.show_text(self._code.pairing_string)
        self._tick.start()
        self._say_time()
        announce(self, " ".join(each.text() for each in (self._said, self._here) if not each.isHidden()))

    def _say_time(self) -> None:
        left = (self._code.expires_ms - now_ms()) // 1000 if self._code else 0
        if left > 0:
            self._said.setText(
                tr("Works once, for {minutes}:{seconds:02d} more.", minutes=left // 60, seconds=left % 60)
            )
            return
        self._tick.stop()
        self.picture.show_text("")
        self.string.clear()
        self._said.setText(tr("It has expired. Make another one."))

    def _leave(self) -> None:
        self._tick.stop()
        self.left.emit()

    def _lay_out(self) -> None:
        card = ground("card")
        texts = QVBoxLayout()
        texts.setSpacing(6)
        texts.addWidget(label(tr("On the new device"), "section", wrap=True))
        for step in (
            tr("1. Install Felloe and open it."),
            tr("2. Choose Devices, then paste the string, or scan the picture and paste what it says."),
            tr("Without a screen: felloe pair STRING"),
        ):
            texts.addWidget(label(step, "interface", "second", wrap=True))
        texts.addSpacing(6)
        texts.addWidget(self._said)
        texts.addWidget(self._here)
        texts.addStretch()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(_GAP)
        self._top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._top.addLayout(texts, 1)
        buttons = FlowLayout(gap=8)
        for button in (self.copy, self.again, self.done):
            buttons.addWidget(button)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(12)
        inside.addLayout(self._top)
        inside.addWidget(self.string)
        inside.addLayout(buttons)
        self.body.addSpacing(14)
        self.body.addWidget(card)
        self.body.addStretch()

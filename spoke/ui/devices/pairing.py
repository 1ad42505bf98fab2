"""Join a hub with its pairing string."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from shared.errors import FelloeError
from shared.pairing import PairingString
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.column_page import ColumnPage
from spoke.ui.widgets.command_line import CommandLine
from spoke.ui.widgets.field_error import FieldError
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle


class PairingCard(QFrame):
    """`paired` is called when the node belongs to a hub."""

    def __init__(self, services: Services, paired: Callable[[], None]) -> None:
        super().__init__()
        self._services, self._paired = services, paired
        self.setProperty("ground", "card")
        self.string = QLineEdit()
        self.string.setFixedHeight(32)
        self.string.setPlaceholderText("felloe://HOST:PORT/XXXX-XXXX-XXXX/…")
        self.string.setAccessibleName(tr("Pairing string"))
        services.look.follow(self.string, lambda: self.string.setFont(services.look.theme.font("code")))
        self._fault = FieldError(services.look)
        self.pair = push(tr("Pair"), "main")
        self.pair.clicked.connect(self._start)
        self.string.returnPressed.connect(self._start)
        self._lay_out()

    @property
    def fault(self) -> str:
        return self._fault.text

    def _lay_out(self) -> None:
        form = QVBoxLayout(self)
        form.setContentsMargins(16, 14, 16, 16)
        form.setSpacing(6)
        form.addWidget(label(tr("Pairing string"), "state"))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.string, 1)
        line.addWidget(self.pair)
        form.addLayout(line)
        form.addWidget(self._fault)
        for hint, *commands in (
            (tr("It works once, for ten minutes. A paired device shows one: Devices, then +. "
                "In a terminal, there or on the hub:"),
             "felloe pairing-code", "felloe-hub pairing-code USER"),
            (tr("No hub yet? On a machine that stays on, this starts one and adds you to it:"),
             "felloe-hub serve --host 0.0.0.0", "felloe-hub user add USER"),
        ):  # fmt: skip
            form.addSpacing(6)
            form.addWidget(label(hint, "second", "second", wrap=True))
            for command in commands:
                form.addWidget(CommandLine(self._services.look, command))

    def pair_with(self, string: str) -> None:
        """As if it were typed here, where it can be mended if it is refused."""
        self.string.setText(string)
        self.string.setFocus()
        self._start()

    def _start(self) -> None:
        try:
            PairingString.parse(self.string.text())
        except FelloeError as error:
            self._say_fault(worded(error))
            self.string.setFocus()
            return
        self._say_fault("")
        work = partial(self._pair, self.string.text().strip())
        self._services.operations.do(tr("Pairing"), work, by=self.pair, refused=self._refuse)

    async def _pair(self, text: str) -> None:
        await self._services.node.client.pair(text)
        self.string.clear()
        with contextlib.suppress(FelloeError):  # it is paired, and its status comes with the next event too
            await self._services.node.refresh_status()
        self._paired()

    def _refuse(self, error: FelloeError) -> None:
        self._say_fault(tr("Not paired. {reason}", reason=worded(error)))

    def _say_fault(self, sentence: str) -> None:
        self._fault.say(sentence)
        restyle(self.string, fault="true" if sentence else "false")


class PairingPage(ColumnPage):
    """The card with what it is for."""

    def __init__(self, services: Services, paired: Callable[[], None]) -> None:
        why = tr("Chats sync, and skills on each device can be called from all. Your chats here are kept.")
        super().__init__(services.look, tr("Join your other devices"), why, 560, 4)
        self.card = PairingCard(services, paired)
        self.body.addSpacing(14)
        self.body.addWidget(self.card)
        self.body.addStretch()

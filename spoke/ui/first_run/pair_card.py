"""The person's other devices: one field for the string that pairs this one with a hub."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shared.errors import FelloeError
from shared.pairing import PairingString
from spoke.ui.first_run.card_head import CardHead
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.navigation import DEVICES
from spoke.ui.services import Services
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.command_line import CommandLine
from spoke.ui.widgets.labels import label, short_words
from spoke.ui.widgets.surfaces import restyle

if TYPE_CHECKING:
    from spoke.node.bodies.node import Status


class PairCard(QFrame):
    """`wanted` carries a string that has the right form."""

    wanted = Signal(str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        head = CardHead(services.look, "pair", tr("Your other devices"))
        self.chip = head.chip
        self._said = label(type_="second", ink="second", wrap=True)
        self.string = QLineEdit()
        self.string.setFixedHeight(32)
        self.string.setPlaceholderText("felloe://…")
        self.string.setAccessibleName(tr("Pairing string"))
        self.string.returnPressed.connect(self._pair)
        self.pair = push(tr("Pair"))
        self.pair.clicked.connect(self._pair)
        self._fault = label(type_="second", ink="bad", wrap=True)
        self._fault.hide()
        self._alone = self._make_alone(services)
        self.add = push(tr("Add a device"))
        self.add.clicked.connect(lambda: services.navigation.place.emit(DEVICES))
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 14, 15, 14)
        column.setSpacing(8)
        for part in (head, self._said, self._alone):
            column.addWidget(part)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        services.node.status_changed.connect(self._show)
        self._show(services.node.status)

    def _make_alone(self, services: Services) -> QWidget:
        """The way to a hub."""
        made = QWidget()
        field = QHBoxLayout()
        field.setSpacing(8)
        field.addWidget(self.string, 1)
        field.addWidget(self.pair)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(field)
        column.addWidget(self._fault)
        column.addWidget(
            label(
                tr("No hub? On a machine that stays on, this starts one, and says how you join it:"),
                "second",
                "second",
                wrap=True,
            )
        )
        column.addWidget(CommandLine(services.look, "felloe-hub serve --host 0.0.0.0"))
        return made

    def _show(self, status: Status | None) -> None:
        account = status.account if status else None
        self.chip.setText(tr("Paired") if account else tr("Not paired"))
        restyle(self.chip, chip="ok" if account else "neutral")
        said = tr("Paste the string that your hub gave you. Chats sync, and skills can be called from all devices.")
        if account:
            where = short_words(f"{urlsplit(account.hub_url).hostname}")
            said = tr("Chats sync with {host}, as {user}.", host=where, user=short_words(account.user))
        self._said.setText(said)
        self._alone.setVisible(account is None)
        self.add.setVisible(account is not None)

    def _pair(self) -> None:
        try:
            PairingString.parse(self.string.text())
        except FelloeError as error:
            self._fault.setText(f"⚠ {worded(error)}")
            self._fault.show()
            restyle(self.string, fault="true")
            return
        self._fault.hide()
        restyle(self.string, fault="false")
        self.wanted.emit(self.string.text().strip())

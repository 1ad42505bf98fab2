"""One device: its name and state, how it is called in a skill path, what it offers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from shared.api import DeviceInfo, FoundFunction
from spoke.node.bodies.node import Status
from spoke.ui.banner import Banner
from spoke.ui.clock import present
from spoke.ui.controls import chip, ground, label, reink
from spoke.ui.devices.device_rows import device_icon, state_words
from spoke.ui.look import Look
from spoke.ui.rows import Row, RowList
from spoke.ui.skills.reach import EFFECTS


class DeviceDetail(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._kind = "monitor"
        self.setProperty("ground", "surface")
        self.banner = Banner(look)
        self._icon, self._title, self._chip = label(), label(type_="title"), chip(look)
        self._second = label(type_="second", ink="second")
        self._path = label(type_="code", ink="second")
        self._hint = label(type_="interface", ink="second", wrap=True)
        self.functions = RowList(look, "Functions it offers")
        self._lay_out()
        look.changed.connect(self._tint)

    def show_device(self, device: DeviceInfo, offered: list[FoundFunction], status: Status) -> None:
        own = status.account.device_id if status.account else ""
        _, ink, words = state_words(device, own, present())
        self._kind = device_icon(device, own)
        self._title.setText(device.name)
        self._chip.setText(words)
        self._second.setText(" · ".join(part for part in (device.platform, "called as") if part))
        self._path.setText(device.handle)
        reink(self._chip, chip=ink if ink in ("ok", "bad") else "neutral")
        self._hint.setText(_hint(mine=device.id == own, offers=bool(offered)))
        self.functions.show_rows([_row(found) for found in offered], "")
        self._tint()

    def _lay_out(self) -> None:
        hint = QVBoxLayout()
        hint.setContentsMargins(24, 18, 24, 0)
        hint.addWidget(self._hint)
        rows = QVBoxLayout()
        rows.setContentsMargins(6, 6, 6, 12)
        rows.addWidget(self.functions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        column.addWidget(self.banner)
        column.addLayout(hint)
        column.addLayout(rows, 1)

    def _make_header(self) -> QFrame:
        header = ground("surface", "bottom")
        header.setMinimumHeight(72)
        title, second = QHBoxLayout(), QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self._title)
        title.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        title.addStretch()
        second.setSpacing(6)
        second.addWidget(self._second)
        second.addWidget(self._path)
        second.addStretch()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(title)
        texts.addLayout(second)
        row = QHBoxLayout(header)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(14)
        row.addWidget(self._icon)
        row.addLayout(texts, 1)
        return header

    def _tint(self) -> None:
        self._icon.setPixmap(self._look.icon(self._kind, "accent.text").pixmap(QSize(32, 32)))


def _hint(*, mine: bool, offers: bool) -> str:
    if offers:
        return "What your other devices may call here" if mine else "What you can call there"
    where = "Give it a skill with" if mine else "Give it a skill there with"
    return f"It offers no functions yet. {where}: felloe skill install FOLDER"


def _row(found: FoundFunction) -> Row:
    path = f"{found.info.skill}.{found.info.function}"
    first = (found.info.description.strip().splitlines() or ["No description"])[0]
    return Row(path, path, first, side=EFFECTS[found.info.effect], fixed=True)

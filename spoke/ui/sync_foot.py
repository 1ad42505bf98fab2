"""The foot of the list column: what the node's sync is doing, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from spoke.node.bodies.node import Status
from spoke.ui.clock import past, present
from spoke.ui.controls import label
from spoke.ui.look import Look


@dataclass(frozen=True, slots=True)
class SyncWords:
    icon: str
    ink: str
    first: str
    second: str


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def sync_words(status: Status | None, now: datetime) -> SyncWords:
    """What the foot says; green only for what the hub really holds."""
    if status is None:
        return SyncWords("clock", "text.second", "Starting Felloe's node", "On this device")
    if status.account is None:
        return SyncWords("laptop", "text.second", "Only on this device", "Not paired with a hub")
    host = urlsplit(status.account.hub_url).hostname or status.account.hub_url
    waiting = counted(status.sync.pending, "change waits", "changes wait")
    if status.hub == "offline":
        since = f" since {past(status.hub_since_ms, now)}" if status.hub_since_ms else ""
        return SyncWords("cloud-off", "text.second", f"No hub{since}", waiting if status.sync.pending else host)
    if status.sync.quarantined:
        return SyncWords("warning", "warn", f"{status.sync.quarantined} not accepted by the hub", host)
    if status.sync.pending:
        return SyncWords("cloud-up", "text.second", waiting, host)
    if status.hub == "connecting":
        return SyncWords("clock", "text.second", "Connecting to the hub", host)
    return SyncWords("cloud-check", "ok", "Everything synced", f"{host} · as {status.account.user}")


class SyncFoot(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._words = sync_words(None, present())
        self.setProperty("edge", "top")
        self.setFixedHeight(48)
        self._icon = label()
        self._first = label(type_="state")
        self._second = label(type_="caption", ink="third")
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch()
        texts.addWidget(self._first)
        texts.addWidget(self._second)
        texts.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addLayout(texts, 1)
        look.changed.connect(self._tint)
        self.show_status(None)

    @property
    def text(self) -> str:
        return self._first.text()

    def show_status(self, status: Status | None) -> None:
        self._words = sync_words(status, present())
        self._first.setText(self._words.first)
        self._second.setText(self._words.second)
        self.setAccessibleName(f"Sync: {self._words.first}, {self._words.second}")
        self._tint()

    def _tint(self) -> None:
        pixmap = self._look.icon(self._words.icon, self._words.ink).pixmap(QSize(18, 18))
        self._icon.setPixmap(pixmap)

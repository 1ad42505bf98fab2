"""The foot of the list column: what the node's sync is doing, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.labels import Elided, label

if TYPE_CHECKING:
    from spoke.node.bodies.node import Status, SyncStatus

_ALONE = "laptop"


@dataclass(frozen=True, slots=True)
class SyncWords:
    icon: str
    ink: str
    first: str
    second: str


def sync_words(status: Status | None, now: datetime) -> SyncWords:
    """What the foot says; green only for what the hub really holds."""
    if status is None:
        return SyncWords("clock", "text.second", tr("Starting Felloe's node"), tr("On this device"))
    if status.account is None:
        return SyncWords(_ALONE, "text.second", tr("Only on this device"), tr("Not paired with a hub"))
    host = urlsplit(status.account.hub_url).hostname or status.account.hub_url
    waiting = waiting_words(status.sync)
    if status.hub == "offline":
        since = status.hub_since_ms
        said = tr("No hub since {when}", when=past(since, now)) if since else tr("No hub")
        return SyncWords("cloud-off", "text.second", said, waiting or host)
    if refused := status.sync.quarantined + status.sync.files_refused:
        said = plural("%n not accepted", "%n not accepted", refused)
        return SyncWords("warning", "warn", said, waiting or host)
    if waiting:
        return SyncWords("cloud-up", "text.second", waiting, host)
    if status.hub == "connecting":
        return SyncWords("clock", "text.second", tr("Connecting to the hub"), host)
    return SyncWords(
        "cloud-check", "ok", tr("Everything synced"), tr("{host} · as {user}", host=host, user=status.account.user)
    )


def waiting_words(sync: SyncStatus) -> str:
    """What is not on the hub yet; empty where all is."""
    changes = plural("%n change waits", "%n changes wait", sync.pending) if sync.pending else ""
    files = plural("%n file waits", "%n files wait", sync.files) if sync.files else ""
    return " · ".join(part for part in (changes, files) if part)


class SyncFoot(QFrame):
    """`more`: the person wants to know more, or to pair where `alone` is true."""

    more = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._words = sync_words(None, present())
        self.setProperty("edge", "top")
        self.setFixedHeight(48)
        self._icon = label()
        self._first = Elided("state")
        self._second = Elided("caption", "third")
        self._button = push("", "quiet")
        self._button.clicked.connect(lambda: self.more.emit(self._words.icon == _ALONE))
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
        row.addWidget(self._button)
        look.changed.connect(self._tint)
        self.show_status(None)

    @property
    def text(self) -> str:
        return self._first.text()

    def show_status(self, status: Status | None) -> None:
        self._words = sync_words(status, present())
        self._first.setText(self._words.first)
        self._second.setText(self._words.second)
        self._button.setText(tr("Pair") if self._words.icon == _ALONE else tr("Details"))
        self._button.setAccessibleName(self._button.text())
        self._button.setVisible(status is not None and self._words.icon != "cloud-check")
        self.setAccessibleName(tr("Sync: {first}, {second}", first=self._words.first, second=self._words.second))
        self._tint()

    def _tint(self) -> None:
        self._icon.setPixmap(self._look.picture(self._words.icon, self._words.ink, 18))

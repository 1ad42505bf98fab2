"""What a backup holds that was read, beside what is here, before it takes its place."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from spoke.node.bodies.backups import RestoreLook
from spoke.node.bodies.node import Status
from spoke.ui.i18n.figures import past, present
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.widgets.buttons import leaves, push
from spoke.ui.widgets.labels import label


class RestoreCard(QFrame):
    """`restore` and `leave` are its two words; the focus goes to the one that changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "card")
        self.restore, self.leave = push(tr("Restore"), "main"), leaves(push(tr("Cancel")))
        self.head = label(type_="section", wrap=True)
        self.holds, self.here = label(type_="interface", wrap=True), label(type_="interface", ink="second", wrap=True)
        self.warning = label(type_="interface", ink="warn", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.restore)
        buttons.addWidget(self.leave)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        for part in (self.head, self.holds, self.here, self.warning):
            column.addWidget(part)
        column.addSpacing(6)
        column.addLayout(buttons)
        self.hide()

    def say(self, look: RestoreLook, status: Status) -> None:
        self.head.setText(tr("As this device was at {when}", when=past(look.made_ms, present())))
        parts = [
            plural("%n chat", "%n chats", look.chats),
            plural("%n skill", "%n skills", look.skills),
            plural("%n file", "%n files", look.files) if look.files else "",
            tr("each file read and intact"),
        ]
        self.holds.setText(", ".join(part for part in parts if part))
        now = f"{plural('%n chat', '%n chats', status.sessions)}, {plural('%n skill', '%n skills', status.skills)}"
        self.here.setText(tr("Here now: {now}. It is set aside, and can be gone back to.", now=now))
        self.warning.setText(_warning(look, status))
        self.warning.setVisible(bool(self.warning.text()))
        words = " ".join((self.head.text(), self.holds.text(), self.here.text(), self.warning.text()))
        self.setAccessibleName(words)
        self.leave.setAccessibleDescription(words)  # where the focus goes

    def busy(self, busy: bool) -> None:
        self.restore.setEnabled(not busy)
        self.leave.setEnabled(not busy)


def _warning(look: RestoreLook, status: Status) -> str:
    """Where it is of another device, or of another account."""
    own = status.account.device_id if status.account else None
    if look.device_id == own:
        return ""
    if look.device_id is None:
        return tr("It was made before this device was paired: afterwards it belongs to no hub.")
    hub = urlsplit(look.hub_url).hostname or look.hub_url
    whose = tr("{device} of {user} on {hub}", device=look.device, user=look.user, hub=hub)
    return tr("It belongs to {whose}. This device becomes that one; do not let both run.", whose=whose)

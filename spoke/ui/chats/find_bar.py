"""Find in this chat: words, how many messages hold them, and from one to the next."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout

from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.widgets.announce import announce
from spoke.ui.widgets.buttons import icon_button
from spoke.ui.widgets.fields import find_field
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle

_PAUSE_MS = 150


class FindBar(QFrame):
    """`searched` carries the words; `went` the message to show; `closed`: whether the focus was in it."""

    searched = Signal(str)
    went = Signal(str)
    closed = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._hits: list[str] = []
        self._now = 0
        self.setProperty("ground", "list")
        self.setProperty("edge", "bottom")
        self.field = find_field(look, tr("Find in this chat"))
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.field.textChanged.connect(lambda _: self._later.start())
        self._later.timeout.connect(lambda: self.searched.emit(self.field.text().strip()))
        self._count = label("", "second", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 20, 6)
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        for icon, verb, step in (("up", tr("Previous hit (Shift+Enter)"), -1), ("down", tr("Next hit (Enter)"), 1)):
            button = icon_button(look, icon, verb, 28)
            restyle(button, kind="bare")
            button.clicked.connect(lambda _=False, step=step: self.step(step))
            row.addWidget(button)
        close = icon_button(look, "close", tr("Close (Esc)"), 28)
        restyle(close, kind="bare")
        close.clicked.connect(self.close_bar)
        row.addWidget(close)
        self.hide()

    @property
    def count(self) -> str:
        return self._count.text()

    def open_bar(self) -> None:
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.field.text():
            self._later.start()

    def close_bar(self) -> None:
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        self.show_hits([])
        self.closed.emit(had_focus)

    def show_hits(self, hits: list[str]) -> None:
        """Messages in the order in which they are read; the last is gone to first."""
        self._hits = hits
        self._now = len(hits) - 1
        self._say()
        if hits:
            self.went.emit(hits[self._now])

    def step(self, by: int) -> None:
        if self._hits:
            self._now = (self._now + by) % len(self._hits)
            self._say()
            self.went.emit(self._hits[self._now])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        if self._hits:
            self._count.setText(tr("{n} of {all}", n=self._now + 1, all=len(self._hits)))
        else:
            self._count.setText(tr("No message contains it") if self.field.text().strip() else "")
        if self.count and self.isVisible():
            announce(self.field, self.count)

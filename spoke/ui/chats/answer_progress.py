"""How far an answer is, in words beside its Stop, and in the figures of its runs, which count up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from spoke.ui.i18n.translate import plural, tr
from spoke.ui.widgets.announce import announce

if TYPE_CHECKING:
    from spoke.ui.chats.conversation.loader import ConversationLoader
    from spoke.ui.chats.page import ChatPage

_TICK_MS = 1_000
_SILENT_S = 2
"""Before that, who reads has not begun to wait."""


class AnswerProgress(QObject):
    def __init__(self, page: ChatPage, loader: ConversationLoader) -> None:
        super().__init__(page)
        self._page, self._loader = page, loader
        self._on = False
        self._chat = ""
        self._heard_at = 0.0
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._count)
        self._loader.answering.connect(self._answering)
        self._loader.grew.connect(self._grew)

    def _answering(self, on: bool) -> None:
        if on != self._on:
            self._on = on
            self._heard_at = time.monotonic()
            if on:
                announce(self._page.messages, tr("An answer begins"))
            elif self._chat == self._loader.session:  # else another chat was opened, and it goes on
                announce(self._page.messages, tr("The answer is there"))
            self._tick.start() if on else self._tick.stop()
        self._chat = self._loader.session
        self._say()

    def _grew(self) -> None:
        if not self._running:  # else it is only the figure that counts
            self._heard_at = time.monotonic()
        self._answering(bool(self._loader.growing))

    @property
    def _running(self) -> list[str]:
        """Turns with a call that runs."""
        return [turn.id for turn in self._loader.growing if any(call.state == "running" for call in turn.calls)]

    def _count(self) -> None:
        for turn in self._running:
            self._heard_at = time.monotonic()
            self._loader.lay_again(turn)
        self._say()

    def _say(self) -> None:
        self._page.composer.show_answering(self._on, self._words() if self._on else "")

    def _words(self) -> str:
        if any(turn.waits for turn in self._loader.growing):
            return tr("Waits for your answer")
        if self._running:
            return tr("Running")
        if pace := self._loader.pace.words_a_second:
            return plural("Answering, %n word/s", "Answering, %n words/s", pace)
        silent = int(time.monotonic() - self._heard_at)
        return tr("Waits for the model, {n} s", n=silent) if silent >= _SILENT_S else tr("Answering")

"""Watches what happens while nobody looks: asks that wait, and answers that came to their end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spoke.ui.chats.asks.ask_words import AskWords
from spoke.ui.place import Desk
from spoke.ui.words import tr

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import AskInfo


class Watch(QObject):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asking: set[int] | None = None
        desk.asks.was_read.connect(self._look_at_asks)
        desk.answers.ended.connect(lambda chat: desk.tasks.start(self._tell_answered(chat)))

    def _look_at_asks(self) -> None:
        """Those that waited before the window came are no news."""
        waiting = self._desk.asks.here
        for ask in waiting:
            if self._asking is not None and ask.id not in self._asking:
                self._tell_ask(ask)
        self._asking = {ask.id for ask in waiting}

    def _tell_ask(self, ask: AskInfo) -> None:
        words = AskWords(ask)
        who = tr("The assistant") if words.of_chat else ask.label or ask.asker
        self._desk.news.tell(
            tr("{what} asks you", what=who), words.question, partial(self._desk.doors.ask.emit, ask.id)
        )

    async def _tell_answered(self, chat: str) -> None:
        info = (await self._desk.node.client.session(chat)).session
        self._desk.news.tell(tr("Answered"), info.title or tr("Untitled"), partial(self._desk.doors.chat.emit, chat))

"""Watches what happens while nobody looks: asks that wait, and answers that came to their end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spoke.ui.chats.asks.ask_words import AskWords
from spoke.ui.i18n.translate import tr
from spoke.ui.notifications.notification import Notification
from spoke.ui.services import Services

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import AskInfo


class Watch(QObject):
    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._asking: set[int] | None = None
        services.asks.updated.connect(self._look_at_asks)
        services.answers.ended.connect(lambda chat: services.tasks.start(self._tell_answered(chat)))

    def _look_at_asks(self) -> None:
        """Those that waited before the window came are no news."""
        waiting = self._services.asks.here
        for ask in waiting:
            if self._asking is not None and ask.id not in self._asking:
                self._tell_ask(ask)
        self._asking = {ask.id for ask in waiting}

    def _tell_ask(self, ask: AskInfo) -> None:
        words = AskWords(ask)
        who = tr("The assistant") if words.of_chat else ask.label or ask.asker
        opens = partial(self._services.navigation.ask.emit, ask.id)
        self._services.alerts.tell(Notification(tr("{what} asks you", what=who), words.question, opens))

    async def _tell_answered(self, chat: str) -> None:
        info = (await self._services.node.client.session(chat)).session
        opens = partial(self._services.navigation.chat.emit, chat)
        self._services.alerts.tell(Notification(tr("Answered"), info.title or tr("Untitled"), opens))

"""Finds words in the open chat, and goes to a message, wherever in the chat it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from shared.errors import InvalidArgument
from spoke.ui.chats.writing.sending import NEW
from spoke.ui.i18n.translate import tr

if TYPE_CHECKING:
    from spoke.ui.chats.conversation.loader import ConversationLoader
    from spoke.ui.chats.page import ChatPage
    from spoke.ui.services import Services

_FOUND = 200


class FindInChat(QObject):
    def __init__(
        self, services: Services, page: ChatPage, loader: ConversationLoader, current: Callable[[], str]
    ) -> None:
        super().__init__(page)
        self._services, self._page, self._loader, self._current = services, page, loader, current
        self._words = ""
        self._bar = page.find_bar
        self._bar.searched.connect(self._search)
        self._bar.went.connect(self.go_to)
        self._bar.closed.connect(self._closed)
        page.find_button.clicked.connect(self.open_bar)

    def open_bar(self) -> None:
        if self._current() != NEW:
            self._bar.open_bar()

    def go_to(self, message: str) -> None:
        """Read the chat back to there, if it is in the branch that one reads."""
        self._services.operations.do(tr("Going to the message"), partial(self._go_to, message), looks=True)

    def _search(self, words: str) -> None:
        self._words = words
        self._services.operations.do(tr("Looking in this chat"), partial(self._find, words), looks=True)

    def _closed(self, had_focus: bool) -> None:
        self._page.messages.mark("")
        if had_focus:
            self._page.composer.editor.setFocus()

    async def _find(self, words: str) -> None:
        hits: list[str] = []
        if words:
            try:
                found = await self._services.node.client.search(words, limit=_FOUND, session_id=self._current())
            except InvalidArgument:  # half-typed quotation marks and the like
                pass
            else:
                hits = sorted(hit.message_id for hit in found.hits if hit.message_id)
        if words != self._words:  # typed on meanwhile
            return
        self._page.messages.mark(words)
        self._bar.show_hits(hits)

    async def _go_to(self, message: str) -> None:
        chat = self._current()
        if await self._loader.reach(message) and chat == self._current():
            self._page.messages.show_turn(message)

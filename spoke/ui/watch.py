"""Watches what happens while nobody looks: asks that wait, and answers that came to their end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shared.errors import NotFound
from spoke.ui.chats.asks.ask_words import AskWords
from spoke.ui.place import Desk
from spoke.ui.tasks import Repeat
from spoke.ui.words import tr

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import AskInfo
    from spoke.node.bodies.events import Event


class Watch(QObject):
    """`asks_changed` carries how many wait for the person on this device."""

    asks_changed = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: set[int] | None = None
        self._answering: dict[str, str] = {}
        self._asks = Repeat(desk.tasks, self._read_asks)
        self._answers = Repeat(desk.tasks, self._read_answers)

    def refresh(self) -> None:
        self._asks.ask()
        self._answers.ask()

    def on_event(self, event: Event) -> None:
        if event.kind in ("asks", "reset"):
            self._asks.ask()
        if event.kind in ("session", "reset"):
            self._answers.ask()

    async def _read_asks(self) -> None:
        waiting = (await self._desk.node.client.asks()).asks
        for ask in waiting:
            if self._known is not None and ask.id not in self._known:
                self._tell(ask)
        self._known = {ask.id for ask in waiting}
        self.asks_changed.emit(len(waiting))

    def _tell(self, ask: AskInfo) -> None:
        words = AskWords(ask)
        who = tr("The assistant") if words.of_chat else ask.label or ask.asker
        self._desk.news.tell(
            tr("{what} asks you", what=who), words.question, partial(self._desk.doors.ask.emit, ask.id)
        )

    async def _read_answers(self) -> None:
        """An answer that was on its way and is not any more has ended."""
        try:
            now = {one.id: one.session_id for one in (await self._desk.node.client.answers()).answers}
        except NotFound:  # a node of another version
            return
        ended = [chat for answer, chat in self._answering.items() if answer not in now]
        self._answering = now
        for chat in ended:
            info = (await self._desk.node.client.session(chat)).session
            title = info.title or tr("Untitled")
            self._desk.news.tell(tr("Answered"), title, partial(self._desk.doors.chat.emit, chat))

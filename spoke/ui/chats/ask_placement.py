"""Where each open question stands: in the message that waits for it, else above the composer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from spoke.ui.chats.asks.ask_cards import focus_card
from spoke.ui.chats.asks.ask_words import chat_of

if TYPE_CHECKING:
    from spoke.ui.chats.asks.ask_card import AskCard
    from spoke.ui.chats.asks.ask_cards import AskCards
    from spoke.ui.chats.conversation.loader import ConversationLoader
    from spoke.ui.chats.conversation.model import TurnRow
    from spoke.ui.chats.page import ChatPage

_PATIENCE_MS = 4_000
"""For a card whose chat is being opened: later the focus is not taken from what the person does meanwhile."""


class AskPlacement(QObject):
    """`opens`: the chat of a question that is to be answered."""

    opens = Signal(str)

    def __init__(self, page: ChatPage, asks: AskCards, loader: ConversationLoader, current: Callable[[], str]) -> None:
        super().__init__(page)
        self._page, self._asks, self._loader, self._current = page, asks, loader, current
        page.overlays.cards = asks.cards
        self._wanted = ""
        """The card that is to have the focus once it is in sight."""

        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)
        self._asks.changed.connect(self.place)
        self._asks.settled.connect(loader.refresh)
        self._asks.resized.connect(self._resized)
        self._asks.seen.connect(self._seen)
        for leaves in (asks.left, page.overlays.left):
            leaves.connect(page.composer.editor.setFocus)
        loader.grew.connect(self._grew)

    def room(self, name: str, width: float) -> float | None:
        """How high the card of a question in the flow is, if there is one."""
        card = self._asks.cards.get(name)
        return card.height_at(width) if card and self._in_flow(card) else None

    def place(self) -> None:
        loader, rows = self._loader, self._page.messages.rows
        here = {str(ask.ask): row.turn.id for row in rows for ask in row.turn.asks if ask.state == "pending"}
        strip = []
        for name, card in self._asks.cards.items():
            chat = chat_of(card.ask)
            if name in here:
                if not self._in_flow(card):
                    self._page.overlays.put_card(card)
                    loader.lay_again(here[name])
            elif not chat or (chat == self._current() and loader.is_there and not loader.growing):
                strip.append(card)
        self._page.asks.show_cards(strip, self._asks.more)
        self._page.overlays.place()
        self._bring()

    def focus_oldest(self) -> None:
        """In this chat, above the composer, or in another chat, which is opened then."""
        if self._asks.cards:
            self._focus(next(iter(self._asks.cards)))

    def open_ask(self, ask_id: int) -> None:
        """A question of this device by its id."""
        if str(ask_id) in self._asks.cards:
            self._focus(str(ask_id))

    def _focus(self, name: str) -> None:
        card = self._asks.cards[name]
        chat = chat_of(card.ask)
        if chat and chat != self._current():
            self.opens.emit(chat)
        self._wanted = name
        self._patience.start()
        self._bring()

    def _bring(self) -> None:
        """The card that is wanted into sight, as far as its chat is there."""
        card = self._asks.cards.get(self._wanted)
        if card is None:
            self._give_up()
        elif card.isVisible():
            self._seen(self._wanted)
        elif self._in_flow(card):
            for row in self._rows_of(self._wanted):
                self._page.messages.show_turn(row.turn.id)

    def _seen(self, name: str) -> None:
        if name == self._wanted:
            self._give_up()
            focus_card(self._asks.cards[name])

    def _give_up(self) -> None:
        self._wanted = ""
        self._patience.stop()

    def _in_flow(self, card: AskCard) -> bool:
        return card.parent() is self._page.messages.viewport()

    def _grew(self) -> None:
        """A question may be known before the message that waits for it says so."""
        if any(turn.waits for turn in self._loader.growing):
            self.place()

    def _resized(self, name: str) -> None:
        self._page.asks.fit()
        for row in self._rows_of(name):
            self._loader.lay_again(row.turn.id)

    def _rows_of(self, name: str) -> list[TurnRow]:
        """Those that wait for it."""
        return [row for row in self._page.messages.rows if any(str(ask.ask) == name for ask in row.turn.asks)]

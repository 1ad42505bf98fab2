"""Where each open question stands: in the message that waits for it, else above the composer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spoke.ui.chats.asks.ask_words import chat_of
from spoke.ui.chats.asks.open_asks import focus_card

if TYPE_CHECKING:
    from spoke.ui.chats.asks.ask_card import AskCard
    from spoke.ui.chats.place import ChatsPlace

_LOOK_S = 0.02
_PATIENCE = 200
"""Looks for a card whose chat is being opened."""


class AskPlaces(QObject):
    def __init__(self, place: ChatsPlace) -> None:
        super().__init__(place)
        self._place = place
        self._page = place.page
        self._asks = place.asks
        self._asks.changed.connect(self._changed)
        self._asks.settled.connect(self._settled)
        self._asks.resized.connect(self._resized)
        self._asks.left.connect(place.focus_composer)
        place.page.overlays.left.connect(place.focus_composer)
        place.flow.grew.connect(self._grew)

    def room(self, name: str, width: float) -> float | None:
        """How high the card of a question in the flow is, if there is one."""
        card = self._asks.cards.get(name)
        return card.height_at(width) if card and self._in_flow(name, card) else None

    def place(self) -> None:
        flow, rows = self._place.flow, self._page.messages.rows
        here = {str(ask.ask): row.turn.id for row in rows for ask in row.turn.asks if ask.state == "pending"}
        strip = []
        for name, card in self._asks.cards.items():
            chat = chat_of(card.ask)
            if name in here:
                if not self._in_flow(name, card):
                    self._page.overlays.put_card(card)
                    flow.lay_again(here[name])
            elif not chat or (chat == self._place.current and flow.is_there and not flow.growing):
                strip.append(card)
        self._page.asks.show_cards(strip)
        self._page.overlays.place()

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
        if chat and chat != self._place.current:
            self._place.open(chat)
        if card.isVisible():
            focus_card(card)
        else:
            self._place.desk.tasks.start(self._focus_when_there(name))

    async def _focus_when_there(self, name: str) -> None:
        """Its chat is being read, or it is out of sight."""
        for _ in range(_PATIENCE):
            card = self._asks.cards.get(name)
            if card is None:
                return
            if self._in_flow(name, card):
                self._place.turns.show_ask(name)
            if card.isVisible():
                focus_card(card)
                return
            await asyncio.sleep(_LOOK_S)

    def _in_flow(self, name: str, card: AskCard) -> bool:
        overlays = self._page.overlays
        return overlays.cards.get(name) is card and card.parent() is self._page.messages.viewport()

    def _grew(self) -> None:
        """A question may be known before the message that waits for it says so."""
        if any(turn.waits for turn in self._place.flow.growing):
            self.place()

    def _changed(self) -> None:
        self.place()
        self._place.list.show()

    def _settled(self, name: str) -> None:
        card = self._page.overlays.cards.pop(name, None)
        shown = self._page.asks.card
        if card is None and shown is not None and shown not in self._asks.cards.values():
            self._page.asks.forget()
        self._place.flow.refresh()

    def _resized(self, name: str) -> None:
        self._page.asks.fit()
        for row in self._page.messages.rows:
            if any(str(ask.ask) == name for ask in row.turn.asks):
                self._place.flow.lay_again(row.turn.id)

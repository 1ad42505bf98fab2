"""The questions that wait for the person, of all their devices: each as a card, in its chat or above the composer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from shared.errors import Conflict, FelloeError, NotFound
from spoke.ui.announce import announce
from spoke.ui.chats.asks.ask_words import chat_of
from spoke.ui.deeds import failure
from spoke.ui.place import Desk
from spoke.ui.tasks import Repeat
from spoke.ui.words import tr

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import AskInfo
    from spoke.ui.chats.asks.ask_card import AskCard


class Asks(QObject):
    """`changed`: which there are. `settled`: a card's answer is in, or it is not to be answered any more. `left`: the
    card with the focus goes."""

    changed = Signal()
    settled = Signal(str)
    left = Signal()
    resized = Signal(str)

    def __init__(self, desk: Desk, name_of: Callable[[str], str]) -> None:
        super().__init__()
        self._desk, self._name_of = desk, name_of
        self.cards: dict[str, AskCard] = {}
        """By the ask's id; one of another device has that before it. Oldest first."""

        self._all = Repeat(desk.tasks, self._read)

    def refresh(self) -> None:
        self._all.ask()

    @property
    def chats(self) -> set[str]:
        """Which chats ask."""
        return {chat_of(card.ask) for card in self.cards.values()} - {""}

    async def _read(self) -> None:
        everywhere = await self._desk.node.client.asks_everywhere()
        now: dict[str, tuple[AskInfo, str, str]] = {}
        for each in everywhere.devices:
            for ask in each.asks:
                handle = "" if each.here else each.device
                now[f"{handle}:{ask.id}" if handle else str(ask.id)] = (ask, each.device, handle)
        gone = [name for name in self.cards if name not in now]
        fresh = [name for name in now if name not in self.cards]
        for name in gone:
            card = self.cards.pop(name)
            if card.isAncestorOf(QApplication.focusWidget() or card) or card.hasFocus():
                self.left.emit()
            card.deleteLater()
            self.settled.emit(name)
        for name in sorted(fresh, key=lambda name: now[name][0].created_ms):
            ask, device, handle = now[name]
            self.cards[name] = self._card(name, ask, self._name_of(device) if handle else "", handle)
        if gone or fresh:
            self.changed.emit()

    def _card(self, name: str, ask: AskInfo, device: str, handle: str) -> AskCard:
        from spoke.ui.chats.asks.ask_card import AskCard

        card = AskCard(self._desk.look, ask, device, handle)
        card.answered.connect(lambda answer: self._answered(name, card, answer))
        card.resized.connect(lambda: self.resized.emit(name))
        announce(card, card.words.spoken)
        return card

    def _answered(self, name: str, card: AskCard, answer: str) -> None:
        doing = tr("Answering the question")

        def refused(error: FelloeError) -> None:
            if self.cards.get(name) is card:
                card.show_problem(failure(doing, error))

        work = partial(self._answer, card.ask.id, card.handle, answer)
        self._desk.deeds.do(doing, work, by=card, refused=refused, ended=lambda: self._open_again(name, card))

    def _open_again(self, name: str, card: AskCard) -> None:
        if self.cards.get(name) is card:
            card.open_again()

    async def _answer(self, ask: int, handle: str, answer: str) -> None:
        client = self._desk.node.client
        with contextlib.suppress(NotFound, Conflict):  # somebody else was quicker, or its time was over
            await (client.on(handle) if handle else client).answer(ask, answer)  # type: ignore[arg-type]
        self._all.ask()


def focus_card(card: AskCard) -> None:
    card.setFocus(Qt.FocusReason.ShortcutFocusReason)

"""The cards of the questions that wait for the person, one each, whatever device asks and wherever the card stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from shared.errors import Conflict, FelloeError, NotFound
from spoke.ui.chats.asks.ask_words import chat_of
from spoke.ui.event_loop.sliced import own_turn
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.widgets.announce import announce
from spoke.ui.work.operations import failure

if TYPE_CHECKING:
    from spoke.ui.chats.asks.ask_card import AskCard
    from spoke.ui.chats.asks.ask_words import AskWords
    from spoke.ui.node.asks import OpenAsk


class AskCards(QObject):
    """`changed`: which there are. `settled`: one was answered, or is not to be any more. `left`: the one with the focus
    goes. `seen`: one came into sight. `overtaken`: what was decided first, where a person wanted otherwise."""

    changed = Signal()
    settled = Signal()
    left = Signal()
    resized = Signal(str)
    seen = Signal(str)
    overtaken = Signal(str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._making = False
        self._more: tuple[str, ...] = ()
        self.cards: dict[str, AskCard] = {}
        """By name as in `Asks.all`, in the order in which they came."""

        services.asks.updated.connect(self._match)

    @property
    def more(self) -> list[str]:
        """Names of the devices that ask more than there are cards for."""
        return [self._services.devices.name(handle) for handle in self._services.asks.more]

    @property
    def chats(self) -> set[str]:
        """Which chats ask."""
        return {chat_of(card.ask) for card in self.cards.values()} - {""}

    def _match(self) -> None:
        """A card for each question that waits, and none for others."""
        now = self._services.asks.all
        gone = [name for name in self.cards if name not in now]
        for name in gone:
            card = self.cards.pop(name)
            if card.isAncestorOf(QApplication.focusWidget() or card) or card.hasFocus():
                self.left.emit()
            card.deleteLater()
        if gone or self._services.asks.more != self._more:
            self._more = self._services.asks.more
            self.changed.emit()
        if gone:
            self.settled.emit()
        if not self._making and self._next():
            self._making = True
            self._services.tasks.start(self._make())

    def _next(self) -> str:
        """The oldest question that has no card; empty where there is none."""
        now = self._services.asks.all
        return min((each for each in now if each not in self.cards), key=lambda each: now[each].ask.created_ms,
                   default="")  # fmt: skip

    async def _make(self) -> None:
        """Each made in a turn of its own, and put into its place in another: a device may ask twenty things at once."""
        try:
            while name := self._next():
                await own_turn()
                if (waiting := self._services.asks.all.get(name)) is None:
                    continue
                card = self._card(name, waiting)
                await own_turn()
                if name in self._services.asks.all:
                    self.cards[name] = card
                    self.changed.emit()
                    announce(card, card.words.spoken)
                else:
                    card.deleteLater()
        finally:
            self._making = False

    def _card(self, name: str, waiting: OpenAsk) -> AskCard:
        from spoke.ui.chats.asks.ask_card import AskCard

        device = self._services.devices.name(waiting.handle) if waiting.handle else ""
        card = AskCard(self._services.look, waiting.ask, device, waiting.handle)
        card.answered.connect(lambda answer: self._answered(name, card, answer))
        card.resized.connect(lambda: self.resized.emit(name))
        card.seen.connect(lambda: self.seen.emit(name))
        return card

    def _answered(self, name: str, card: AskCard, answer: str) -> None:
        doing = tr("Answering the question")

        def refused(error: FelloeError) -> None:
            if self.cards.get(name) is card:
                card.show_problem(failure(doing, error))

        work = partial(self._answer, card.ask.id, card.handle, card.words, answer)
        self._services.operations.do(doing, work, by=card, refused=refused, ended=lambda: self._open_again(name, card))

    def _open_again(self, name: str, card: AskCard) -> None:
        if self.cards.get(name) is card:
            card.open_again()

    async def _answer(self, ask: int, handle: str, words: AskWords, answer: str) -> None:
        client = self._services.node.client
        try:
            await (client.on(handle) if handle else client).answer(ask, answer)  # type: ignore[arg-type]
        except NotFound:
            pass  # its work ended, and it with that
        except Conflict as error:  # somebody else was quicker, or its time was over
            if error.details.get("answer") != answer:
                self.overtaken.emit(words.decided_before(error.details))
        self._services.asks.refresh()


def focus_card(card: AskCard) -> None:
    card.setFocus(Qt.FocusReason.ShortcutFocusReason)

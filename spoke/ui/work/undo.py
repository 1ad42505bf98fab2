"""Taking back: what was done is said with an Undo beside it, and Ctrl+Z takes the last one back, and the one before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from spoke.ui.i18n.translate import tr
from spoke.ui.work.operations import Operations

Back = Callable[[], Coroutine[Any, Any, None]]
_KEPT = 50


@dataclass(frozen=True, eq=False, slots=True)
class Offer:
    said: str
    back: Back


class Undo(QObject):
    """`offered` carries an `Offer`; `gone` carries it when it is being taken back."""

    offered = Signal(object)
    gone = Signal(object)

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self._operations = operations
        self._done: deque[Offer] = deque(maxlen=_KEPT)
        self._line: deque[Offer] = deque()
        """Taken back one after the other, the first one now: two of one thing would race."""

    @property
    def offers(self) -> Sequence[Offer]:
        """What can be taken back, the last one at the end."""
        return self._done

    def offer(self, said: str, back: Back) -> None:
        """Something was done that `back` takes back: `Deleted "Names for the boat".`"""
        made = Offer(said, back)
        self._done.append(made)
        self.offered.emit(made)

    def last(self) -> None:
        """Take the last one back; nothing happens where there is none."""
        if self._done:
            self.take(self._done[-1])

    def take(self, offer: Offer) -> None:
        """Take back this one, whatever was done since. What could not be taken back can be tried again."""
        if offer in self._done:
            self._done.remove(offer)
            self.gone.emit(offer)
            self._line.append(offer)
            if len(self._line) == 1:
                self._take_first()

    def _take_first(self) -> None:
        offer = self._line[0]
        self._operations.do(
            tr("Undo"),
            partial(self._back, offer),
            ended=partial(self._not_taken_back, offer),
            again=partial(self.take, offer),
        )

    async def _back(self, offer: Offer) -> None:
        await offer.back()
        self._next()

    def _not_taken_back(self, offer: Offer) -> None:
        self._done.append(offer)
        self._next()

    def _next(self) -> None:
        self._line.popleft()
        if self._line:
            self._take_first()

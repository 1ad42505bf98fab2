"""Questions that belong to no message of the open chat: the oldest as a card above the composer, the others counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spoke.ui.i18n.translate import plural, tr
from spoke.ui.widgets.focus_order import put_after
from spoke.ui.widgets.labels import label

if TYPE_CHECKING:
    from spoke.ui.chats.asks.ask_card import AskCard


class AskStrip(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._card: AskCard | None = None
        self._more = label("", "second", "warn", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 6)
        self._column.setSpacing(4)
        self._column.addWidget(self._more)
        self.hide()

    @property
    def card(self) -> AskCard | None:
        return self._card

    def show_cards(self, cards: list[AskCard], more: Sequence[str] = ()) -> None:
        """`more`: devices that ask more than there are cards for."""
        first = cards[0] if cards else None
        if self._card is not first:
            if self._card is not None:
                self._column.removeWidget(self._card)
                if self._card.parent() is self:  # else it stands in the flow by now
                    self._card.hide()
            self._card = first
            if first is not None:
                self._column.insertWidget(0, first)
                put_after(self, first)
                first.show()
        rest = len(cards) - 1
        told = [plural("%n more asks you", "%n more ask you", rest)] if rest > 0 else []
        told += [tr("{device} asks more than these. The rest comes as you answer.", device=each) for each in more]
        self._more.setText("\n".join(told))
        self._more.setVisible(bool(told))
        self.setVisible(bool(cards or told))
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        if self._card is not None:
            width = self.width() or 740
            self._card.setFixedHeight(round(self._card.height_at(width)))
            self._card.setMinimumWidth(0)
            self._card.setMaximumWidth(width)

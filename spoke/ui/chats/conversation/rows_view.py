"""Rows in a readable column: what they are, where each of them lies, and what is marked in them."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QListView

from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.conversation.model import ConversationModel, TurnRow
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.painted.part import Placed
from spoke.ui.look.look import Look
from spoke.ui.look.repainting import paint_later

_COLUMN, _MARGIN = 740, 24


class RowsView(QListView):
    """`acted`: turn and spot that was clicked. `moved`: what lies over the rows must."""

    acted = Signal(str, object)
    moved = Signal()

    def __init__(self, look: Look, context: RowContext) -> None:
        super().__init__()
        self._above = 0
        self.look = look
        self._turns = ConversationModel(context)
        self.setModel(self._turns)
        self.words: tuple[str, ...] = ()
        """What is looked for in here, and marked."""

        self.has_bar: Callable[[int], bool] = lambda _number: False
        """Whether the actions of that row lie over it."""

        self.by_keys = False
        self.exposed = QRect()
        """What of the viewport is being painted: where it scrolls, the lines that came."""

    @property
    def rows(self) -> list[TurnRow]:
        return self._turns.rows

    @property
    def messages(self) -> list[Turn]:
        return [row.turn for row in self.rows]

    def row_of(self, turn_id: str) -> int:
        return self._turns.find(turn_id)

    @property
    def current(self) -> TurnRow | None:
        index = self.currentIndex()
        return self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None

    def mark(self, words: str) -> None:
        """Mark these words wherever they stand; none when empty."""
        self.words = tuple(word.casefold() for word in re.findall(r"[^\s\"]+", words))
        paint_later(self)

    def leave_room(self, above: int) -> None:
        """So much lies over its top, and the rows can be scrolled out from under there. Nothing in sight moves."""
        self._above = above
        self.begin_above(self.verticalScrollBar().value())

    def updateGeometries(self) -> None:  # noqa: N802
        at = self.verticalScrollBar().value()
        super().updateGeometries()
        self.begin_above(at)

    def begin_above(self, at: int) -> None:
        """For Qt the rows begin at 0. Room that is in sight stays until it is scrolled away. Rows that fit get none: Qt
        would hide the bar that it shows, and so on without end."""
        bar = self.verticalScrollBar()
        scrolls = bar.maximum() > 0
        bar.setMinimum(min(-self._above, at) if scrolls else 0)
        if at < 0 and scrolls:
            bar.setValue(at)

    def _uncover(self, number: int) -> None:
        covered = self._above - self.row_rect(number).top()
        if covered > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - covered)

    def column_width(self) -> float:
        theme = self.look.theme
        room = self.width()
        margin = theme.px(_MARGIN if room >= theme.px(660) else 16)
        return float(max(200, min(theme.px(_COLUMN), room - 2 * margin)))

    def column_left(self) -> float:
        """In the middle of the whole view, so that a scroll bar that comes and goes moves nothing."""
        return float(round((self.width() - self.column_width()) / 2))

    def place_of(self, number: int, placed: Placed) -> QRect:
        """Where a part of a row is in the viewport."""
        top = self.visualRect(self._turns.index(number)).top()
        left = self.column_left() + placed.at.x()
        return QRect(round(left), round(top + placed.at.y()), round(self.column_width()), round(placed.part.height))

    def row_rect(self, number: int) -> QRect:
        return self.visualRect(self._turns.index(number))

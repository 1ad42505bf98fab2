"""Keeps the rows of the conversation laid out: at another width, in another theme, and while an answer grows.

An answer that grows is drawn at most once in `FLUSH_S`, however fast it comes.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Signal

from spoke.ui.chats.conversation.laying import lay
from spoke.ui.chats.conversation.model import Row
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.conversation.view import ConversationView
from spoke.ui.chats.painted.part import Laid
from spoke.ui.chats.said.turns import Turn
from spoke.ui.place import Desk
from spoke.ui.sliced import sliced
from spoke.ui.tasks import Repeat

FLUSH_S = 0.05


class RowLayer(QObject):
    grew = Signal()

    def __init__(self, desk: Desk, view: ConversationView, context: RowContext) -> None:
        super().__init__()
        self._desk, self._view, self._context = desk, view, context
        self._dirty: set[str] = set()
        self._flushing = False
        self._chat = 0
        """Counts the chats that were opened, so that work for one that was left can end."""

        self._again = Repeat(desk.tasks, self._lay_all_again)
        view.column_changed.connect(self._again.ask)
        desk.look.changed.connect(self._again.ask)

    def leave(self) -> None:
        """Another chat is opened."""
        self._chat += 1
        self._dirty.clear()

    async def row(self, turn: Turn, width: float, before: Row | None = None) -> Row:
        memo = before.memo if before else {}
        laid = await sliced(lay(turn, self._desk.look.theme, width, self._context, memo))
        assert laid is not None
        return Row(turn, laid, width, memo)

    def lay_again(self, turn_id: str) -> None:
        """Soon: something that the row shows is different now."""
        self._dirty.add(turn_id)
        if not self._flushing:
            self._flushing = True
            self._desk.tasks.start(self._flush())

    async def _flush(self) -> None:
        try:
            while self._dirty:
                turn_id = self._dirty.pop()
                number = self._view.row_of(turn_id)
                if number < 0:
                    continue
                row = self._view.rows[number]
                width = self._view.column_width()
                laid = await self._laid(row, width)
                number = self._view.row_of(turn_id)
                if number >= 0:
                    row.laid, row.width = laid, width
                    self._view.changed(number)
                    self.grew.emit()
                await asyncio.sleep(FLUSH_S)
        finally:
            self._flushing = False

    async def _lay_all_again(self) -> None:
        """What is in sight first."""
        chat, width = self._chat, self._view.column_width()
        seen = [row for number, row in enumerate(self._view.rows) if self._in_sight(number)]
        ids = {row.turn.id for row in seen}
        rows = [*seen, *(row for row in self._view.rows if row.turn.id not in ids)]
        for number, row in enumerate(rows):
            laid = await self._laid(row, width)
            if chat != self._chat:
                return
            row.laid, row.width = laid, width
            if number + 1 in (len(seen), len(rows)):
                self._view.all_changed()

    async def _laid(self, row: Row, width: float) -> Laid:
        laid = await sliced(lay(row.turn, self._desk.look.theme, width, self._context, row.memo))
        assert laid is not None
        return laid

    def _in_sight(self, number: int) -> bool:
        return self._view.row_rect(number).intersects(self._view.viewport().rect())

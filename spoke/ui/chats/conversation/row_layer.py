"""Keeps the rows of the conversation laid out: at another width, in another theme, and while an answer grows.

At another width, or in another theme, what is in sight is laid out at once, and the rest while nothing else is done.

An answer that grows is drawn at most once in `FLUSH_S`, however fast it comes.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Signal

from spoke.ui.chats.content.turns import Turn
from spoke.ui.chats.conversation.layout import lay
from spoke.ui.chats.conversation.memo import Memo
from spoke.ui.chats.conversation.model import TurnRow
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.conversation.view import ConversationView
from spoke.ui.chats.painted.part import Laid
from spoke.ui.event_loop.sliced import free, idle, sliced
from spoke.ui.look.repainting import let_go
from spoke.ui.services import Services
from spoke.ui.work.refresh import Refresh

FLUSH_S = 0.05
_TOGETHER = 10
"""Rows out of sight, of which each step changes so many."""


class RowLayer(QObject):
    grew = Signal()

    def __init__(self, services: Services, view: ConversationView, context: RowContext) -> None:
        super().__init__(view)
        self._services, self._view, self._context = services, view, context
        self._dirty: set[str] = set()
        self._flushing = False
        self._all = 0
        """Counts how often all became another, so that work for what was before can end."""

        self._width = 0.0
        """That all is laid out for, or is going to be."""

        self._again = Refresh(services.tasks, self._lay_all_again)
        view.column_changed.connect(self._column_changed)
        services.look.changed.connect(self._look_changed)

    def leave(self) -> None:
        """Another chat is opened: no row is shown any more."""
        self._all += 1
        self._dirty.clear()
        left = [part for row in self._view.rows for part in (*row.laid.parts, *row.memo.parts.values())]
        self._view.put([])
        self._services.tasks.start(free(left))
        let_go(self._view)

    @property
    def begun(self) -> int:
        """For `came`, before rows are laid out."""
        return self._all

    def came(self, begun: int) -> None:
        """Rows came into the view that were laid out since then. If all became another meanwhile, they missed it."""
        if begun != self._all:
            self._ask_again()

    async def row(self, turn: Turn, width: float, before: TurnRow | None = None) -> TurnRow:
        memo = before.memo if before else Memo()
        return TurnRow(turn, await self._lay(turn, width, memo), width, memo)

    def lay_again(self, turn_id: str) -> None:
        """Soon: something that the row shows is different now."""
        self._dirty.add(turn_id)
        if not self._flushing:
            self._flushing = True
            self._services.tasks.start(self._flush())

    async def _flush(self) -> None:
        try:
            while self._dirty:
                turn_id = self._dirty.pop()
                number = self._view.row_of(turn_id)
                if number < 0:
                    continue
                row = self._view.rows[number]
                width, begun = self._view.column_width(), self.begun
                laid = await self._lay(row.turn, width, row.memo)
                if begun != self.begun:
                    self._dirty.add(turn_id)
                number = self._view.row_of(turn_id)
                if number >= 0:
                    before, row.laid, row.width = row.laid, laid, width
                    self._view.changed(number, before)
                    self.grew.emit()
                await asyncio.sleep(FLUSH_S)
        finally:
            self._flushing = False

    def _look_changed(self) -> None:
        """Nothing of the view is painted in two themes: what lies over the rows has the new one already."""
        self._view.setUpdatesEnabled(False)
        self._ask_again()

    def _column_changed(self) -> None:
        width = self._view.column_width()
        if width != self._width:
            self._width = width
            self._ask_again()

    def _ask_again(self) -> None:
        self._all += 1
        self._again.ask()

    async def _lay_all_again(self) -> None:
        every, number = self._view.rows, self._all
        seen = [row for at, row in enumerate(every) if self._in_sight(at)]
        try:
            await self._lay_some(seen, number)
        finally:
            if number == self._all:  # else another of these follows
                let_go(self._view)
        there = set(map(id, seen))
        rest = [row for row in reversed(every) if id(row) not in there]
        for begin in range(0, len(rest), _TOGETHER):
            await self._lay_some(rest[begin : begin + _TOGETHER], number, patient=True)

    async def _lay_some(self, rows: list[TurnRow], number: int, *, patient: bool = False) -> None:
        """They change together, in one layout of the view."""
        width, made = self._view.column_width(), []
        for row in rows:
            if patient:
                await idle()
            if number != self._all:
                return
            made.append((row, await self._lay(row.turn, width, row.memo)))
        if number == self._all:
            left = [part for row, _ in made for part in row.laid.parts]
            for row, laid in made:
                row.laid, row.width = laid, width
            self._view.all_changed()
            made.clear()
            await free(left)

    async def _lay(self, turn: Turn, width: float, memo: Memo) -> Laid:
        laid = await sliced(lay(turn, self._services.look.theme, width, self._context, memo))
        assert laid is not None
        return laid

    def _in_sight(self, number: int) -> bool:
        return self._view.row_rect(number).intersects(self._view.viewport().rect())

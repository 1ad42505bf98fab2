"""Brings a chat into the conversation: page by page, and live while an answer grows.

Only what is in sight is waited for when a chat is opened; what is older comes behind it, and more when one scrolls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shared.errors import NotFound
from spoke.ui.chats.content.turns import Turn, turn_of
from spoke.ui.chats.conversation.answer_streams import AnswerStreams
from spoke.ui.chats.conversation.branch_turns import branch_turns, same_turn
from spoke.ui.chats.conversation.model import TurnRow
from spoke.ui.chats.conversation.pace import Pace
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.conversation.row_layer import RowLayer
from spoke.ui.chats.conversation.view import ConversationView
from spoke.ui.event_loop.sliced import free
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from spoke.node.bodies.sessions import BranchPage

PAGE = 60
_MOST_ROWS, _KEPT_ROWS = 600, 200
_MOST_READ = 500


class ConversationLoader(QObject):
    """`loaded`: the page that was read, and that the newest rows are there. `answering`: whether one grows.
    `gone`: the chat is not there any more. `shown`: rows came, so what belongs to them can be fetched."""

    loaded = Signal(object)
    answering = Signal(bool)
    gone = Signal(str)
    shown = Signal()
    grew = Signal()

    def __init__(self, services: Services, view: ConversationView, context: RowContext) -> None:
        super().__init__()
        self._services, self._view, self._context = services, view, context
        self.session = ""
        self.earlier = 0
        """How many messages of the branch come before the first row."""

        self._grows: frozenset[str] = frozenset()
        self._away: frozenset[str] = frozenset()
        """What grows and is not looked at, but a branch beside it."""

        self._layer = RowLayer(services, view, context)
        self.lay_again = self._layer.lay_again
        self._listening = AnswerStreams(services, context.begun_anew)
        self._fetching = False
        self._settled = asyncio.Event()
        """A page is laid out, or will not be: who waits for one clears it and looks again."""

        self._there = ""
        """The chat whose end is laid out."""

        self._read = Refresh(services.tasks, self._read_end, tr("Opening the chat"))
        self._layer.grew.connect(self.grew)
        self._listening.heard.connect(self._layer.lay_again)
        self._listening.ended.connect(self.refresh)
        view.near_top.connect(self.more)

    @property
    def is_there(self) -> bool:
        """Whether the end of the chat is laid out."""
        return self._there == self.session

    @property
    def pace(self) -> Pace:
        return self._listening.pace

    @property
    def growing(self) -> list[Turn]:
        return [row.turn for row in self._view.rows if row.turn.growing]

    def open(self, session: str) -> None:
        """Show another chat; an empty id shows none."""
        if session != self.session:
            self.session = session
            self.earlier = 0
            self._there = ""
            self._settled.set()
            self._away = frozenset()
            self._listening.stop()
            self._view.pointer.choice.clear()
            self._layer.leave()
            self._context.open.clear()
            self._view.follow()
            self.answering.emit(False)
            self._read.ask_anew()
        elif session:
            self._read.ask()

    def refresh(self) -> None:
        if self.session:
            self._read.ask()

    def look_at(self, branch: str, family: Collection[str]) -> bool:
        """Show this one of its family when the chat is read next. Whether it grows: no branch ends there yet."""
        self._away = (self._away | self._grows & set(family)) - {branch}
        return branch in self._grows

    def more(self) -> None:
        """Older messages, if there are any."""
        if self.earlier and not self._fetching and self._view.rows:
            self._fetching = True
            self._services.operations.do(
                tr("Reading earlier messages"), self._read_earlier, ended=self._fetched, looks=True
            )

    def _fetched(self) -> None:
        self._fetching = False
        self._settled.set()

    async def reach(self, message_id: str) -> bool:
        """Load older messages until this one is there; whether it is in the branch one reads. Cancelling is safe."""
        session = self.session
        while self._view.row_of(message_id) < 0:
            if session != self.session:
                return False
            if self._fetching or self._there != session:
                self._settled.clear()
                await self._settled.wait()
            elif self.earlier:
                self._fetching = True
                await self._read_earlier(all_at_once=True)
            else:
                return False
        return True

    # --- reading ---

    async def _read_end(self) -> None:
        session = self.session
        if not session:
            return
        limit = min(_MOST_READ, max(PAGE, len(self._view.rows) + 10))
        try:
            page = await self._services.node.client.branch(session, limit=limit)
        except NotFound:  # deleted, here or on another device
            self.gone.emit(session)
            return
        if session == self.session:
            await self._show(session, page)

    async def _show(self, session: str, page: BranchPage) -> None:
        self._grows = frozenset(growing.id for growing in page.growing)
        turns = branch_turns(page, self._view.rows, self._context.devices.here, self._listening.to, self._away)
        for turn in turns:
            self._listening.compare(turn)
        known = {row.turn.id: row for row in self._view.rows}
        before = self._kept_before(turns)
        rows: list[TurnRow] = list(before)
        fresh = not known
        width, begun = self._view.column_width(), self._layer.begun
        missing = len(turns)
        if fresh:  # from the end: what fills the view is enough to begin with
            rows, missing = await self._laid_from_end(session, turns, width)
        else:
            rows += [await self._row(turn, width, known.get(turn.id)) for turn in turns]
        if session != self.session:
            return
        self.earlier = page.earlier + (missing if fresh else -len(before) if before else 0)
        self.earlier = max(0, self.earlier)
        filling = bool(fresh and missing)
        self._fetching = self._fetching or filling  # so that a scroll to the top reads none of them a second time
        self._view.put(rows)
        self._layer.came(begun)
        self._there = session  # who hears of it places what belongs to no message, which would flash up before
        self.loaded.emit(page)
        self.answering.emit(bool(self.growing))
        self._listening.listen(self.growing)
        self.shown.emit()
        if filling:
            try:
                await self._put_before(session, turns[:missing])
            finally:
                self._fetched()
        self._settled.set()
        self._trim()
        left = [part for row in known.values() for part in row.laid.parts]
        known.clear()
        await free(left)  # of rows that others came for

    async def _row(self, turn: Turn, width: float, known: TurnRow | None) -> TurnRow:
        same = known is not None and same_turn(known.turn, turn) and known.width == width
        return known if known is not None and same else await self._layer.row(turn, width, known)

    def _kept_before(self, turns: Sequence[Turn]) -> list[TurnRow]:
        number = self._view.row_of(turns[0].id) if turns else -1
        return self._view.rows[:number] if number > 0 else []

    async def _laid_from_end(self, session: str, turns: Sequence[Turn], width: float) -> tuple[list[TurnRow], int]:
        """Rows that fill the view, and how many turns before them are not laid out yet."""
        rows: list[TurnRow] = []
        height = 0.0
        number = len(turns)
        while number and height < self._view.viewport().height() * 1.25 and session == self.session:
            number -= 1
            rows.insert(0, await self._layer.row(turns[number], width))
            height += rows[0].laid.height
        return rows, number

    async def _put_before(self, session: str, turns: Sequence[Turn]) -> None:
        """Older rows, newest first, some at a time."""
        some: list[TurnRow] = []
        begun = self._layer.begun
        for turn in reversed(turns):
            begun = begun if some else self._layer.begun
            some.insert(0, await self._layer.row(turn, self._view.column_width()))
            if session != self.session:
                return
            if len(some) == 20 or turn is turns[0]:
                self._view.put_before(some)
                self._layer.came(begun)
                self.earlier -= len(some)
                some = []
        self.shown.emit()

    async def _read_earlier(self, *, all_at_once: bool = False) -> None:
        session, first = self.session, self._view.rows[0].turn.id
        try:
            limit = 200 if all_at_once else PAGE
            page = await self._services.node.client.branch(session, limit=limit, before=first)
            if session != self.session or self._view.rows[0].turn.id != first:
                return
            turns = [turn_of(message, page.beside.get(message.id, ())) for message in page.messages]
            self.earlier = page.earlier + len(turns)
            await self._put_before(session, turns)
        except NotFound:  # the branch is another one by now
            self._read.ask()
        finally:
            self._fetched()

    def _trim(self) -> None:
        """What was scrolled past long ago can be read again."""
        extra = len(self._view.rows) - _KEPT_ROWS
        if self._view.follows and len(self._view.rows) > _MOST_ROWS:
            self._view.drop_first(extra)
            self.earlier += extra

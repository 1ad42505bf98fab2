"""Brings a chat into the conversation: page by page, laid out in slices, and live while an answer grows.

Rules of this module:
- only what is in sight is waited for when a chat is opened; what is older comes behind it, and more when one scrolls;
- an answer that grows is heard by its own stream, and drawn at most once in `FLUSH_S`, however fast it comes.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from shared.errors import FelloeError, NotFound
from spoke.node.bodies.answers import Ended, StateChanged, TextPiece
from spoke.node.bodies.sessions import BranchPage
from spoke.ui.chats.conversation import ConversationView
from spoke.ui.chats.conversation_model import Row
from spoke.ui.chats.laying import Known, lay
from spoke.ui.chats.sliced import sliced
from spoke.ui.chats.turns import Turn, growing_turn, turn_of
from spoke.ui.place import Desk
from spoke.ui.tasks import Repeat

PAGE = 60
FLUSH_S = 0.05
_MOST_ROWS, _KEPT_ROWS = 600, 200
_MOST_READ = 500
_PACE_S = 5.0
_LOOK_S = 0.01


class Pace:
    """How fast an answer comes, measured over its last seconds."""

    def __init__(self) -> None:
        self._heard: deque[tuple[float, int]] = deque(maxlen=400)

    def heard(self, text: str) -> None:
        self._heard.append((time.monotonic(), len(text.split())))

    @property
    def words_a_second(self) -> int | None:
        """None before there is enough to measure."""
        now = time.monotonic()
        recent = [(at, words) for at, words in self._heard if now - at < _PACE_S]
        span = now - recent[0][0] if recent else 0.0
        return round(sum(words for _, words in recent) / span) if span > 1 else None


class Flow(QObject):
    """`loaded`: the page that was read, and that the newest rows are there. `answering`: whether one grows.
    `gone`: the chat is not there any more. `shown`: rows came, so what belongs to them can be fetched."""

    loaded = Signal(object)
    answering = Signal(bool)
    gone = Signal(str)
    shown = Signal()
    grew = Signal()

    def __init__(self, desk: Desk, view: ConversationView, known: Known) -> None:
        super().__init__()
        self._desk, self._view, self._known = desk, view, known
        self.session = ""
        self.earlier = 0
        """How many messages of the branch come before the first row."""

        self.pace = Pace()
        self._dirty: set[str] = set()
        self._listening: dict[str, asyncio.Task[None] | None] = {}
        self._deaf: set[str] = set()
        """What grows and has no stream here: what of it is stored is read with each change."""

        self._flushing = False
        self._fetching = False
        self._there = ""
        """The chat whose first page is laid out."""

        self._read = Repeat(desk.tasks, self._read_end)
        self._again = Repeat(desk.tasks, self._lay_all_again)
        view.near_top.connect(self.more)
        view.column_changed.connect(self._again.ask)
        desk.look.changed.connect(self._again.ask)

    @property
    def is_there(self) -> bool:
        """Whether the first page of the chat is laid out."""
        return self._there == self.session

    @property
    def growing(self) -> list[Turn]:
        return [row.turn for row in self._view.rows if row.turn.growing]

    def open(self, session: str) -> None:
        """Show another chat; an empty id shows none."""
        if session != self.session:
            self.session = session
            self.earlier = 0
            self._there = ""
            for task in self._listening.values():
                if task:
                    task.cancel()
            self._listening.clear()
            self._dirty.clear()
            self._known.open.clear()
            self._view.choice.clear()
            self._view.put([])
            self._view.follow()
            self.answering.emit(False)
        if session:
            self._read.ask()

    def refresh(self) -> None:
        if self.session:
            self._read.ask()

    def more(self) -> None:
        """Older messages, if there are any."""
        if self.earlier and not self._fetching and self._view.rows:
            self._fetching = True
            self._desk.tasks.start(self._read_earlier())

    def lay_again(self, turn_id: str) -> None:
        """Something that the row shows beside its text is different now."""
        self._dirty.add(turn_id)
        self._flush_soon()

    async def reach(self, message_id: str) -> bool:
        """Load older messages until this one is there. Whether it is in the branch that one reads."""
        session = self.session
        while self._view.row_of(message_id) < 0:
            if session != self.session:
                return False
            if self._fetching or self._there != session:
                await asyncio.sleep(_LOOK_S)
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
            page = await self._desk.node.client.branch(session, limit=limit)
        except NotFound:  # deleted, here or on another device
            self.gone.emit(session)
            return
        if session == self.session:
            await self._show(session, page)

    async def _show(self, session: str, page: BranchPage) -> None:
        turns = self._turns(page)
        known = {row.turn.id: row for row in self._view.rows}
        before = self._kept_before(turns)
        rows: list[Row] = list(before)
        fresh = not known
        width = self._view.column_width()
        missing = len(turns)
        if fresh:  # from the end: what fills the view is enough to begin with
            rows, missing = await self._laid_from_end(session, turns, width)
        else:
            for turn in turns:
                row = known.get(turn.id)
                same = row is not None and self._same(row.turn, turn) and row.width == width
                rows.append(row if row is not None and same else await self._row(turn, width, row))
        if session != self.session:
            return
        self.earlier = page.earlier + (missing if fresh else -len(before) if before else 0)
        self.earlier = max(0, self.earlier)
        filling = bool(fresh and missing)
        self._fetching = self._fetching or filling  # so that a scroll to the top reads none of them a second time
        self._view.put(rows)
        self.loaded.emit(page)
        self._listen()
        self.shown.emit()
        if filling:
            try:
                await self._put_before(session, turns[:missing], width)
            finally:
                self._fetching = False
        self._there = session
        self._trim()

    def _turns(self, page: BranchPage) -> list[Turn]:
        """The branch, and what grows at its end."""
        turns = self._sealed(page)
        now = {row.turn.id: row.turn for row in self._view.rows if row.turn.growing}
        ids = {turn.id: number for number, turn in enumerate(turns)}
        for growing in page.growing:
            parent = ids.get(growing.parent_id or "", -1)
            if growing.parent_id and parent < 0:
                continue  # of another branch
            siblings = [turn.id for turn in turns[parent + 1 : parent + 2]]
            del turns[parent + 1 :]  # what it will stand in the place of
            beside = (*(page.beside.get(siblings[0], siblings) if siblings else ()),)
            family = tuple(dict.fromkeys((*beside, growing.id))) if beside else ()
            turn = growing_turn(growing, self._known.here, family)
            heard = now.get(growing.id)
            turns.append(heard if heard and growing.id in self._listening else turn)
        return turns

    def _sealed(self, page: BranchPage) -> list[Turn]:
        """What is here already is taken again: a sealed message never changes."""
        known = {row.turn.id: row.turn for row in self._view.rows if not row.turn.growing}
        turns = []
        for message in page.messages:
            beside, turn = page.beside.get(message.id, []), known.get(message.id)
            same = turn is not None and list(turn.beside) == beside
            turns.append(turn if turn is not None and same else turn_of(message, beside))
        return turns

    def _kept_before(self, turns: Sequence[Turn]) -> list[Row]:
        number = self._view.row_of(turns[0].id) if turns else -1
        return self._view.rows[:number] if number > 0 else []

    @staticmethod
    def _same(now: Turn, turn: Turn) -> bool:
        if now is turn:
            return True
        if now.growing or turn.growing:
            return now.growing == turn.growing and now.text == turn.text and len(now.pieces) == len(turn.pieces)
        return tuple(now.beside) == tuple(turn.beside)

    async def _laid_from_end(self, session: str, turns: Sequence[Turn], width: float) -> tuple[list[Row], int]:
        """Rows that fill the view, and how many turns before them are not laid out yet."""
        rows: list[Row] = []
        height = 0.0
        number = len(turns)
        while number and height < self._view.viewport().height() * 1.25 and session == self.session:
            number -= 1
            rows.insert(0, await self._row(turns[number], width))
            height += rows[0].laid.height
        return rows, number

    async def _put_before(self, session: str, turns: Sequence[Turn], width: float) -> None:
        """Older rows, newest first, some at a time."""
        some: list[Row] = []
        for turn in reversed(turns):
            some.insert(0, await self._row(turn, width))
            if session != self.session:
                return
            if len(some) == 20 or turn is turns[0]:
                self._view.put_before(some)
                self.earlier -= len(some)
                some = []
        self.shown.emit()

    async def _read_earlier(self, *, all_at_once: bool = False) -> None:
        session, first = self.session, self._view.rows[0].turn.id
        try:
            limit = 200 if all_at_once else PAGE
            page = await self._desk.node.client.branch(session, limit=limit, before=first)
            if session != self.session or self._view.rows[0].turn.id != first:
                return
            turns = [turn_of(message, page.beside.get(message.id, ())) for message in page.messages]
            self.earlier = page.earlier + len(turns)
            await self._put_before(session, turns, self._view.column_width())
        except NotFound:  # the branch is another one by now
            self._read.ask()
        finally:
            self._fetching = False

    def _trim(self) -> None:
        """What was scrolled past long ago can be read again."""
        extra = len(self._view.rows) - _KEPT_ROWS
        if self._view.follows and len(self._view.rows) > _MOST_ROWS:
            self._view.drop_first(extra)
            self.earlier += extra

    # --- laying out ---

    async def _row(self, turn: Turn, width: float, before: Row | None = None) -> Row:
        memo = before.memo if before else {}
        laid = await sliced(lay(turn, self._desk.look.theme, width, self._known, memo))
        assert laid is not None
        return Row(turn, laid, width, memo)

    async def _lay_all_again(self) -> None:
        """At another width, or in another theme: what is in sight first."""
        session, width = self.session, self._view.column_width()
        theme = self._desk.look.theme
        rows = sorted(self._view.rows, key=lambda row: not self._in_sight(row))
        seen = sum(self._in_sight(row) for row in rows)
        for number, row in enumerate(rows):
            laid = await sliced(lay(row.turn, theme, width, self._known, row.memo))
            if session != self.session:
                return
            assert laid is not None
            row.laid, row.width = laid, width
            if number + 1 in (seen, len(rows)):
                self._view.all_changed()

    def _in_sight(self, row: Row) -> bool:
        number = self._view.row_of(row.turn.id)
        return number >= 0 and self._view.row_rect(number).intersects(self._view.viewport().rect())

    def _flush_soon(self) -> None:
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
                laid = await sliced(lay(row.turn, self._desk.look.theme, width, self._known, row.memo))
                number = self._view.row_of(turn_id)
                if number >= 0 and laid is not None:
                    row.laid, row.width = laid, width
                    self._view.changed(number)
                    self.grew.emit()
                await asyncio.sleep(FLUSH_S)
        finally:
            self._flushing = False

    # --- live ---

    def _listen(self) -> None:
        growing = self.growing
        self.answering.emit(bool(growing))
        for turn in growing:
            if turn.id not in self._listening and turn.id not in self._deaf:
                self._listening[turn.id] = self._desk.tasks.start(self._hear(turn))

    async def _hear(self, turn: Turn) -> None:
        """Until it ends; cancelled when another chat is looked at."""
        try:
            async with self._desk.node.client.answer_events(turn.id) as events:
                async for _, event in events:  # no await and no way out in here: see `NodeSession`
                    turn.hear(event)
                    if isinstance(event, TextPiece):
                        self.pace.heard(event.text)
                    if not isinstance(event, StateChanged | Ended):
                        self.lay_again(turn.id)
        except NotFound:  # another program writes it
            self._deaf.add(turn.id)
        except FelloeError:  # the node goes: what it stored is read when it is back
            return
        finally:
            if self._listening.get(turn.id) is asyncio.current_task():
                del self._listening[turn.id]
        self.refresh()

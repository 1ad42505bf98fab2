"""What the list column shows: the chats of a filter, or what a search found; and which chats ask or are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shared.errors import InvalidArgument
from spoke.sessions.glance import newest
from spoke.ui.chats.sidebar.session_rows import (
    BACK,
    FOLDER,
    PLACE,
    TAG,
    ChatFilter,
    ChatListState,
    hit_rows,
    session_rows,
)
from spoke.ui.event_loop.sliced import at_once, own_turn, sliced
from spoke.ui.i18n.figures import present
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.list_column import ListColumn
from spoke.ui.services import Services
from spoke.ui.widgets.row_model import Row
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from spoke.node.bodies.sessions import SessionInfo, SessionsReply
    from spoke.ui.chats.sidebar.session_rows import Chat

_PAGE = 200
_HITS = 60


class ChatList(QObject):
    """`chosen`: a row's key that is a chat or a hit in one. `read`: the sessions are known, again maybe."""

    read = Signal()
    chosen = Signal(str)

    def __init__(self, services: Services, column: ListColumn, asking: Callable[[], set[str]]) -> None:
        super().__init__()
        self._services, self._column, self._asking = services, column, asking
        self.sessions: Sequence[Chat] = []
        self.loaded = False
        self.filter = ChatFilter()
        self.current = ""
        self._shown = ChatListState(())
        self._more: str | None = None
        self._again = Refresh(services.tasks, self._read, tr("Reading the chats"))
        self._shows = Refresh(services.tasks, self._show)
        services.answers.updated.connect(self.show)
        column.rows.chosen.connect(self._choose)
        column.search.textChanged.connect(self._again.ask_anew)
        column.rows.verticalScrollBar().valueChanged.connect(self._near_end)

    @property
    def searching(self) -> bool:
        return bool(self._column.search.text().strip())

    @property
    def folders(self) -> list[str]:
        return sorted({info.folder for info in self.sessions if info.folder}, key=str.casefold)

    @property
    def tags(self) -> list[str]:
        return sorted({tag for info in self.sessions for tag in info.tags}, key=str.casefold)

    def refresh(self) -> None:
        self._again.ask()

    def glance(self) -> Iterator[None]:
        """The chats as they lie in the data folder, until the node says them; in short steps."""
        self.sessions = newest(self._services.node.database, _PAGE)
        if self.sessions:
            self._shown = ChatListState(self.sessions, self.sessions)
            yield
            rows: list[Row] = []
            for some in session_rows(self._with_states(self._shown), present()):
                rows = some or rows
                yield
            self._column.rows.show_rows(rows, self.current, of=self._shown.filter)
            yield
            self.read.emit()

    def find(self, session: str) -> Chat | None:
        return next((info for info in self.sessions if info.id == session), None)

    def select(self, session: str) -> None:
        self.current = session
        self._column.rows.select(session)

    def go_to(self, chat_filter: ChatFilter) -> None:
        self.filter = chat_filter
        self._again.ask_anew()

    def show(self) -> None:
        """The rows again: who asks or is answered has changed."""
        self._shows.ask()

    async def _show(self) -> None:
        if not self.searching:
            shown = self._shown
            rows = await sliced(session_rows(self._with_states(shown), present()))
            if not self.searching:
                self._column.rows.show_rows(rows or [], self.current, of=shown.filter)
                self._read_on()

    def _choose(self, key: str) -> None:
        if key == BACK:
            self.go_to(ChatFilter())
        elif key.startswith(FOLDER):
            self.go_to(ChatFilter("folder", key.removeprefix(FOLDER)))
        elif key.startswith(TAG):
            self.go_to(ChatFilter("tag", key.removeprefix(TAG)))
        elif key.startswith(PLACE):
            self.go_to(ChatFilter("trash" if key.endswith("trash") else "archived"))
        else:
            self.chosen.emit(key)

    async def _read(self) -> None:
        if self.searching and self.loaded and self._services.node.reached:
            await self._search(self._column.search.text().strip())
        elif self._services.node.reached:
            await self._read_filtered(self.filter)
        elif self.sessions:
            self._sift(self._column.search.text().strip())

    def _sift(self, words: str) -> None:
        """What is there, by title, where there is no node to ask."""
        fitting = [info for info in self.sessions if words.casefold() in info.title.casefold()]
        found = at_once(session_rows(replace(self._shown, sessions=fitting), present())) or []
        rows = found if fitting else hit_rows([], words, present(), complete=True)
        self._column.rows.show_rows(rows, self.current, of=words)

    async def _search(self, words: str) -> None:
        try:
            found = await self._services.node.client.search(words, limit=_HITS)
        except InvalidArgument as error:  # half-typed quotation marks and the like
            self._column.rows.show_rows([Row(key="", title=worded(error))], "", of=words)
            return
        if words == self._column.search.text().strip():
            rows = hit_rows(found.hits, words, present(), complete=found.complete)
            self._column.rows.show_rows(rows, self.current, of=words)

    async def _read_filtered(self, chat_filter: ChatFilter) -> None:
        client = self._services.node.client
        sessions, more = await self._newest(chat_filter)
        every = sessions if chat_filter.kind == "all" else (await self._page(ChatFilter())).sessions
        archived = await client.sessions(limit=1, where="archived")
        trashed = await client.sessions(limit=1, where="trash")
        self.sessions, self.loaded = every, True
        await own_turn()
        if chat_filter != self.filter:
            return
        if more and len(sessions) < self._read_of(chat_filter):  # somebody read on meanwhile
            self._again.ask()
            return
        status, self._more = self._services.node.status, more
        self._shown = ChatListState(
            sessions=sessions,
            every=every,
            filter=chat_filter,
            archived=bool(archived.sessions),
            trashed=bool(trashed.sessions),
            paired=bool(status and status.account),
        )
        self.read.emit()
        self.show()

    def _read_of(self, chat_filter: ChatFilter) -> int:
        """How many of its chats the list has by now."""
        return len(self._shown.sessions) if chat_filter == self._shown.filter else 0

    async def _newest(self, chat_filter: ChatFilter) -> tuple[list[SessionInfo], str | None]:
        """As many as the list has, a page at least; and where the next page begins, if there is one."""
        page = await self._page(chat_filter)
        found = page.sessions
        while page.next and len(found) < self._read_of(chat_filter):
            page = await self._page(chat_filter, page.next)
            found = [*found, *page.sessions]
        return found, page.next

    async def _page(self, chat_filter: ChatFilter, before: str | None = None) -> SessionsReply:
        client, kind, name = self._services.node.client, chat_filter.kind, chat_filter.name
        return await client.sessions(
            limit=_PAGE,
            before=before,
            where="archived" if kind == "archived" else "trash" if kind == "trash" else "active",
            folder=name if kind == "folder" else None,
            tag=name if kind == "tag" else None,
        )

    def _with_states(self, shown: ChatListState) -> ChatListState:
        return replace(shown, asking=self._asking(), answering=self._services.answers.chats)

    def _read_on(self) -> None:
        """Who is at the end already cannot scroll any further to ask for more."""
        bar = self._column.rows.verticalScrollBar()
        if bar.value() and bar.value() == bar.maximum():
            self._near_end(bar.value())

    def _near_end(self, value: int) -> None:
        """Older chats when one scrolls to them."""
        bar = self._column.rows.verticalScrollBar()
        if value >= bar.maximum() - 200 and self._more and not self.searching:
            shown, before, self._more = self._shown, self._more, None
            more, left = partial(self._read_more, shown, before), partial(self._left, shown, before)
            self._services.operations.do(tr("Reading the chats"), more, ended=left, looks=True)

    def _left(self, shown: ChatListState, before: str) -> None:
        """It was given up, or failed: they can be read another time."""
        if shown is self._shown:
            self._more = before

    async def _read_more(self, shown: ChatListState, before: str) -> None:
        page = await self._page(shown.filter, before)
        if shown is not self._shown:
            return  # all were read again meanwhile
        self._more = page.next
        sessions = [*shown.sessions, *page.sessions]
        if shown.filter.kind == "all":
            self.sessions = sessions
        self._shown = replace(shown, sessions=sessions, every=self.sessions)
        self.show()

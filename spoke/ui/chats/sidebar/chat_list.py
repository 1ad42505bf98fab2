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
from spoke.ui.event_loop.sliced import own_turn
from spoke.ui.i18n.figures import present
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.list_column import ListColumn
from spoke.ui.services import Services
from spoke.ui.widgets.row_model import Row
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
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
            self.show()
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
        if not self.searching:
            self._column.rows.show_rows(session_rows(self._with_states(self._shown), present()), self.current)

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
        found = session_rows(replace(self._shown, sessions=fitting), present())
        self._column.rows.show_rows(found if fitting else hit_rows([], words, present(), complete=True), self.current)

    async def _search(self, words: str) -> None:
        try:
            found = await self._services.node.client.search(words, limit=_HITS)
        except InvalidArgument as error:  # half-typed quotation marks and the like
            self._column.rows.show_rows([Row(key="", title=worded(error))], "")
            return
        if words == self._column.search.text().strip():
            self._column.rows.show_rows(hit_rows(found.hits, words, present(), complete=found.complete), self.current)

    async def _read_filtered(self, chat_filter: ChatFilter) -> None:
        client = self._services.node.client
        active = await client.sessions(limit=_PAGE, where="active")
        archived = await client.sessions(limit=1, where="archived")
        trashed = await client.sessions(limit=1, where="trash")
        self.sessions, self._more, self.loaded = active.sessions, active.next, True
        sessions: Sequence[Chat] = self.sessions
        if chat_filter.kind == "folder":
            sessions = (await client.sessions(limit=_PAGE, where="active", folder=chat_filter.name)).sessions
        elif chat_filter.kind == "tag":
            sessions = (await client.sessions(limit=_PAGE, where="active", tag=chat_filter.name)).sessions
        elif chat_filter.kind in ("archived", "trash"):
            sessions = (await client.sessions(limit=_PAGE, where=chat_filter.kind)).sessions
        await own_turn()
        if chat_filter != self.filter:
            return
        status = self._services.node.status
        self._shown = ChatListState(
            sessions=sessions,
            every=self.sessions,
            filter=chat_filter,
            archived=bool(archived.sessions),
            trashed=bool(trashed.sessions),
            paired=bool(status and status.account),
        )
        self.read.emit()
        self.show()

    def _with_states(self, shown: ChatListState) -> ChatListState:
        return replace(shown, asking=self._asking(), answering=self._services.answers.chats)

    def _near_end(self, value: int) -> None:
        """Older chats when one scrolls to them."""
        bar = self._column.rows.verticalScrollBar()
        if value >= bar.maximum() - 200 and self._more and not self.searching and self.filter.kind == "all":
            before, self._more = self._more, None
            self._services.operations.do(
                tr("Reading the chats"), partial(self._read_more, before), ended=partial(self._left, before), looks=True
            )

    def _left(self, before: str) -> None:
        """They can be read another time."""
        self._more = before

    async def _read_more(self, before: str) -> None:
        page = await self._services.node.client.sessions(limit=_PAGE, where="active", before=before)
        self.sessions = [*self.sessions, *page.sessions]
        self._more = page.next
        self._shown = replace(self._shown, sessions=self.sessions, every=self.sessions)
        self.show()

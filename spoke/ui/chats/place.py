"""The chats: the list of sessions, one chat's messages, and the composer.

A chat with no id yet is a new one: it is made with its first message, so that no empty chats are left behind.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shared.errors import FelloeError, NotFound
from spoke.node.bodies.events import Event
from spoke.node.bodies.sessions import NewMessage, SessionInfo
from spoke.ui.chats.drafts import Drafts
from spoke.ui.chats.page import ChatPage
from spoke.ui.chats.session_rows import session_rows
from spoke.ui.clock import present
from spoke.ui.panes import Panes
from spoke.ui.place import Desk, ListColumn
from spoke.ui.tasks import Repeat

_TITLE_CHARS = 60
_NEW = ""


class ChatsPlace(QWidget):
    """`command` carries what was typed after `/`; `places` asks for another place by its number."""

    command = Signal(str)
    places = Signal(int)

    def __init__(self, desk: Desk, drafts: Drafts) -> None:
        super().__init__()
        self._desk = desk
        self._drafts = drafts
        self._sessions: list[SessionInfo] = []
        self._sending = False
        self._loaded = False
        self.current = _NEW
        self.column = ListColumn(desk, "chats", "New chat")
        self.page = ChatPage(desk.look)
        self._list = Repeat(desk.tasks, self._read_sessions)
        self._messages = Repeat(desk.tasks, self._read_messages)
        self.panes = Panes(desk.look, "chats", self.column, self.page)
        self.notice, self.banner = self.page.notice, self.page.banner
        self._connect()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)
        self._show_current()

    def focus_list(self) -> None:
        self.column.rows.setFocus()

    def refresh(self) -> None:
        self._list.ask()
        self._messages.ask()

    def on_event(self, event: Event) -> None:
        if event.kind in ("session", "sessions", "sync"):
            self._list.ask()
            if event.id in (None, self.current):
                self._messages.ask()

    def open(self, session_id: str) -> None:
        self.current = session_id
        self._show_current()
        self._messages.ask()

    def new_chat(self) -> None:
        self.open(_NEW)
        self.column.rows.select(_NEW)
        self.focus_composer()

    def focus_composer(self) -> None:
        self.page.composer.editor.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.page.composer.limit(round(self.height() * 0.4))

    def _connect(self) -> None:
        assert self.column.add is not None
        self.column.add.clicked.connect(self.new_chat)
        self.column.add.setToolTip("New chat (Ctrl+N)")
        self.column.rows.chosen.connect(self.open)
        self.column.search.textChanged.connect(self._list.ask)
        self.page.composer.typed.connect(lambda text: self._drafts.put(self.current, text))
        self.page.composer.sent.connect(self._send)
        self.page.first_run.places.connect(self.places)

    def _show_current(self) -> None:
        """The page of the current chat, before its messages are read."""
        info = next((info for info in self._sessions if info.id == self.current), None)
        status = self._desk.node.status
        self.page.show_chat(
            info,
            first_run=self._loaded and not self._sessions and not self._searching,
            waits=bool(info and info.pending and status and status.account),
        )
        self.page.composer.put(self._drafts.get(self.current))

    @property
    def _searching(self) -> bool:
        return bool(self.column.search.text())

    async def _read_sessions(self) -> None:
        reply = await self._desk.node.client.sessions(limit=200, query=self.column.search.text())
        first = not self._loaded
        self._sessions, self._loaded = reply.sessions, True
        if first and self._sessions and not self._drafts.get(_NEW):
            self.current = self._sessions[0].id
            self._messages.ask()
        rows = session_rows(self._sessions, present(), searching=self._searching)
        self.column.rows.show_rows(rows, self.current)
        self._show_current()

    async def _read_messages(self) -> None:
        wanted = self.current
        try:
            messages = (await self._desk.node.client.session(wanted)).messages if wanted else []
        except NotFound:  # deleted on another device
            messages = []
            if wanted == self.current:
                self.open(_NEW)
        if wanted == self.current:
            self.page.show_messages(messages)

    def _send(self, text: str) -> None:
        if text.startswith("/"):
            self._drafts.put(self.current, "")
            self.page.composer.put("")
            self.command.emit(text[1:].strip())
        elif not self._sending:
            self._sending = True
            self._desk.tasks.start(self._write(self.current, text))

    async def _write(self, chat: str, text: str) -> None:
        """Keeps the text in the composer until the node has it."""
        try:
            client = self._desk.node.client
            if chat == _NEW:
                chat = await self._begin(text)
            await client.write(chat, NewMessage(text=text))
            self._sent(chat, text)
        except FelloeError as error:
            self.page.banner.say("bad", f"Not sent; your text is kept. {error}", "Send again", self._send_again)
        finally:
            self._sending = False

    async def _begin(self, text: str) -> str:
        """Make the chat that the composer's text opens, and move the draft to it."""
        first_line = text.strip().splitlines()[0]
        title = first_line if len(first_line) <= _TITLE_CHARS else first_line[: _TITLE_CHARS - 1].rstrip() + "…"
        info = await self._desk.node.client.new_session(title)
        self._drafts.put(info.id, self._drafts.get(_NEW))
        self._drafts.put(_NEW, "")
        if self.current == _NEW:
            self.current = info.id
        return info.id

    def _sent(self, chat: str, text: str) -> None:
        """Take away what was sent; what was typed meanwhile stays."""
        rest = self._drafts.get(chat).removeprefix(text)
        self._drafts.put(chat, rest)
        self.page.banner.clear()
        if self.current == chat:
            self.page.composer.put(rest)
        self.refresh()

    def _send_again(self) -> None:
        self.page.banner.clear()
        if self.page.composer.text.strip():
            self._send(self.page.composer.text)

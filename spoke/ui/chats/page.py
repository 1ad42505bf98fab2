"""The page of one chat: header, banner, messages or what stands in their place, composer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shared.sync.ops import Message
from spoke.node.bodies.sessions import SessionInfo
from spoke.ui.banner import Banner
from spoke.ui.chats.composer import Composer
from spoke.ui.chats.first_run import FirstRun
from spoke.ui.chats.messages import MessageView
from spoke.ui.controls import ground, label
from spoke.ui.look import Look


class ChatPage(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self._title = label("New chat", "header")
        self._state = label("", "second", "third")
        self.notice = Banner(look)
        self.banner = Banner(look)
        self.messages = MessageView(look)
        self.first_run = FirstRun(look)
        self._empty = _empty_chat()
        self.composer = Composer(look)
        self._body = QStackedWidget()
        for widget in (self.messages, self._empty, self.first_run):
            self._body.addWidget(widget)
        self._header = self._make_header()
        self._lay_out()

    def show_chat(self, info: SessionInfo | None, *, first_run: bool, waits: bool) -> None:
        """`info` is none for a new chat. `waits`: some of it is not on the hub yet."""
        self._title.setText(info.title or "Untitled" if info else "New chat")
        self._state.setText("Waits to sync" if waits else "")
        self._header.setVisible(not first_run)
        if info is None:
            self.messages.show_messages([])
            self._body.setCurrentWidget(self.first_run if first_run else self._empty)
        else:
            self._body.setCurrentWidget(self.messages)

    def show_messages(self, messages: list[Message]) -> None:
        self.messages.show_messages(messages)
        if messages:
            self._body.setCurrentWidget(self.messages)

    def _make_header(self) -> QFrame:
        header = ground("surface", "bottom")
        header.setFixedHeight(48)
        row = QHBoxLayout(header)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addWidget(self._state)
        row.addStretch()
        return header

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(23, 4, 23, 14)
        foot.addStretch()
        foot.addWidget(self.composer, 1000)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.notice)
        column.addWidget(self.banner)
        column.addWidget(self._body, 1)
        column.addLayout(foot)


def _empty_chat() -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addStretch()
    for text, kind, ink in (
        ("A new chat", "title", ""),
        ("It begins with your first message.", "reading", "second"),
    ):
        line = label(text, kind, ink)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(line)
    column.addStretch()
    return made

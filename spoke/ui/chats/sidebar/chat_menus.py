"""Where the actions of a chat are offered: in its row, in its header, by keys in the list; and the two new chats."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from spoke.ui.chats.sidebar.chat_actions import ChatActions
from spoke.ui.chats.sidebar.chat_exchange import ChatExchange
from spoke.ui.chats.sidebar.chat_list import ChatList
from spoke.ui.chats.sidebar.chat_menu import ChatMenu
from spoke.ui.chats.sidebar.session_rows import chat_of
from spoke.ui.i18n.translate import tr
from spoke.ui.list_column import ListColumn

if TYPE_CHECKING:
    from spoke.ui.chats.sidebar.session_rows import Chat


class ChatMenus(QObject):
    """`new_chat`: whether it is to stay on this device."""

    new_chat = Signal(bool)

    def __init__(
        self,
        column: ListColumn,
        header_button: QPushButton,
        chats: ChatList,
        actions: ChatActions,
        exchange: ChatExchange,
        current: Callable[[], Chat | None],
    ) -> None:
        super().__init__(column)
        self._rows, self._button = column.rows, header_button
        self._chats, self._actions, self._exchange, self._current = chats, actions, exchange, current
        self._rows.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._rows.customContextMenuRequested.connect(self._of_row)
        header_button.clicked.connect(partial(self.with_current, self._of_header))
        for keys, act in (("F2", actions.rename), ("Delete", self._delete)):
            shortcut = QShortcut(QKeySequence(keys), self._rows, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self.with_current, act))
        assert column.add is not None
        self._add_new(column.add)

    def with_current(self, act: Callable[[Chat], object], *_: object) -> None:
        """Do it to the open chat, if one is open."""
        info = self._current()
        if info is not None:
            act(info)

    def _add_new(self, add: QPushButton) -> None:
        menu = QMenu(add)
        menu.addAction(tr("New chat"), lambda: self.new_chat.emit(False))
        menu.addAction(tr("New chat, only on this device"), lambda: self.new_chat.emit(True))
        add.clicked.connect(lambda: self.new_chat.emit(False))
        add.setToolTip(tr("New chat (Ctrl+N). The menu key or a right click: only on this device."))
        add.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        add.customContextMenuRequested.connect(lambda at: menu.popup(add.mapToGlobal(at)))

    def _of_header(self, info: Chat) -> None:
        self._open(info, self._button.mapToGlobal(self._button.rect().bottomLeft()))

    def _of_row(self, at: QPoint) -> None:
        """Of the menu key as well: Qt makes a request of it, in the middle of the current row."""
        index = self._rows.indexAt(at)
        chat = chat_of(self._rows.rows[index.row()].key)[0] if index.isValid() else ""
        current = self._current()
        info = self._chats.find(chat) or (current if current and current.id == chat else None)
        if info is not None:
            self._open(info, self._rows.viewport().mapToGlobal(at))

    def _open(self, info: Chat, at: QPoint) -> None:
        chats = self._chats
        ChatMenu(self._button, info, self._actions, self._exchange, chats.folders, chats.tags).popup(at)

    def _delete(self, info: Chat) -> None:
        if info.deleted:
            self._actions.purge(info)
        else:
            self._actions.delete(info)

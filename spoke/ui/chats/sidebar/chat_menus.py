"""Where the actions of a chat are offered: in its row, in its header, by keys in the list; and the two new chats."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from spoke.ui.chats.sidebar.session_rows import chat_of
from spoke.ui.i18n.translate import tr

if TYPE_CHECKING:
    from spoke.ui.chats.place import ChatsPlace
    from spoke.ui.chats.sidebar.session_rows import Chat


class ChatMenus(QObject):
    def __init__(self, place: ChatsPlace) -> None:
        super().__init__(place)
        self._place, self._acts = place, place.chat_actions
        self._rows = place.column.rows
        self._rows.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._rows.customContextMenuRequested.connect(self._of_row)
        place.page.menu_button.clicked.connect(partial(self.with_current, self._of_header))
        for keys, act in (("F2", self._acts.rename), ("Delete", self._delete)):
            shortcut = QShortcut(QKeySequence(keys), self._rows, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self.with_current, act))
        self._add_new()

    def with_current(self, act: Callable[[Chat], object], *_: object) -> None:
        """Do it to the open chat, if one is open."""
        info = self._place.info
        if info is not None:
            act(info)

    def _add_new(self) -> None:
        add = self._place.column.add
        assert add is not None
        menu = QMenu(add)
        menu.addAction(tr("New chat"), self._place.new_chat)
        menu.addAction(tr("New chat, only on this device"), lambda: self._place.new_chat(local=True))
        add.clicked.connect(lambda: self._place.new_chat())
        add.setToolTip(tr("New chat (Ctrl+N). The menu key or a right click: only on this device."))
        add.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        add.customContextMenuRequested.connect(lambda at: menu.popup(add.mapToGlobal(at)))

    def _of_header(self, info: Chat) -> None:
        button = self._place.page.menu_button
        self._acts.menu(info, button.mapToGlobal(button.rect().bottomLeft()))

    def _of_row(self, at: QPoint) -> None:
        """Of the menu key as well: Qt makes a request of it, in the middle of the current row."""
        index = self._rows.indexAt(at)
        key = self._rows.rows[index.row()].key if index.isValid() else ""
        info = self._place.list.find(chat_of(key)[0]) or (self._place.info if key == self._place.current else None)
        if info is not None:
            self._acts.menu(info, self._rows.viewport().mapToGlobal(at))

    def _delete(self, info: Chat) -> None:
        if info.deleted:
            self._acts.purge(info)
        else:
            self._acts.delete(info)

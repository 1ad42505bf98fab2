"""The menu of one chat: what can be done to it, with the folders and tags that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from spoke.ui.chats.sidebar.chat_actions import ChatActions
from spoke.ui.chats.sidebar.chat_exchange import ChatExchange
from spoke.ui.i18n.translate import tr

if TYPE_CHECKING:
    from spoke.ui.chats.sidebar.session_rows import Chat


class ChatMenu(QMenu):
    """Made for one time. `folders` and `tags`: of all chats."""

    def __init__(
        self,
        parent: QWidget,
        info: Chat,
        actions: ChatActions,
        exchange: ChatExchange,
        folders: Iterable[str],
        tags: Iterable[str],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._info, self._actions = info, actions
        if info.deleted:
            self._add(tr("Restore"), actions.restore)
            self._add(tr("Delete for good…"), actions.purge)
            return
        self._add(tr("Rename…"), actions.rename)
        self._add(tr("Unpin") if info.pinned else tr("Pin"), actions.pin)
        self._add_folders(folders)
        self._add_tags(tags)
        self.addSeparator()
        if info.stays:
            self._add(tr("Let it sync"), actions.let_sync)
        self._add(tr("Copy as Markdown"), exchange.copy)
        self._add(tr("Export…"), exchange.choose_target)
        self.addSeparator()
        self._add(tr("Take out of the archive") if info.archived else tr("Archive"), actions.archive)
        self._add(tr("Delete"), actions.delete)

    def _add(self, text: str, act: Callable[[Chat], object]) -> None:
        self.addAction(text).triggered.connect(lambda: act(self._info))

    def _add_folders(self, names: Iterable[str]) -> None:
        menu = self.addMenu(tr("Folder"))
        for name in names:
            _add_checked(menu, name, name == self._info.folder, partial(self._actions.file, self._info, name))
        if self._info.folder:
            menu.addAction(tr("None"), lambda: self._actions.file(self._info, None))
        menu.addSeparator()
        menu.addAction(tr("New folder…"), lambda: self._actions.ask_folder(self._info))

    def _add_tags(self, names: Iterable[str]) -> None:
        menu = self.addMenu(tr("Tags"))
        for name in sorted({*names, *self._info.tags}, key=str.casefold):
            _add_checked(menu, name, name in self._info.tags, partial(self._actions.tag, self._info, name))
        menu.addSeparator()
        menu.addAction(tr("New tag…"), lambda: self._actions.ask_tag(self._info))


def _add_checked(menu: QMenu, name: str, checked: bool, act: Callable[[], object]) -> None:
    action = menu.addAction(name)
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(lambda: act())

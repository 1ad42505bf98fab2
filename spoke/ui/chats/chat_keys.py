"""What the chats do by keys and in the palette, from any place of the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from spoke.ui import navigation
from spoke.ui.chats.find_in_chat import FindInChat
from spoke.ui.chats.inspection import Inspection
from spoke.ui.chats.page import ChatPage
from spoke.ui.chats.sidebar.chat_exchange import ChatExchange
from spoke.ui.chats.sidebar.chat_menus import ChatMenus
from spoke.ui.chats.turn_actions import TurnActions
from spoke.ui.chats.writing.sending import NEW
from spoke.ui.i18n.translate import later, tr
from spoke.ui.services import Services

CHATS, MESSAGES = later("Chats"), later("Messages")


def add_keys(
    services: Services,
    page: ChatPage,
    current: Callable[[], str],
    finder: FindInChat,
    inspection: Inspection,
    turns: TurnActions,
    menus: ChatMenus,
    exchange: ChatExchange,
) -> None:
    add = partial(services.actions.add, tr(CHATS), place=navigation.CHATS)

    def is_open() -> bool:
        return current() != NEW

    def here(act: Callable[[], None]) -> None:
        """In the open chat, from any place; nothing where none is open."""
        if is_open():
            if not page.isVisible():
                services.navigation.chat.emit(current())
            act()

    find, look = partial(here, finder.open_bar), partial(here, inspection.toggle)
    add(tr("Find in this chat"), "Ctrl+G", find, icon="search", possible=is_open)
    add(tr("Inspector"), "Ctrl+I", look, icon="pane-right", possible=is_open)
    add(tr("Import chats"), "Ctrl+Shift+I", exchange.choose_source, icon="download")
    add(tr("New chat, only on this device"), "", partial(menus.new_chat.emit, True), icon="lock")
    export = partial(menus.with_current, exchange.choose_target)
    add(tr("Export this chat"), "", export, icon="download", possible=is_open)
    for keys, words, step in (("Alt+Up", later("Previous message"), -1), ("Alt+Down", later("Next message"), 1)):
        services.actions.add(tr(MESSAGES), tr(words), keys, partial(turns.step, step), quiet=True)

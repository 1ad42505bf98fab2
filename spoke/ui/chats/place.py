"""The chats: the list of them, one conversation, the composer, and a pane for a run that is looked at.

A chat with no id yet is a new one: it is made with its first message, so that no empty chats are left behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from spoke.ui.chats.answer_progress import AnswerProgress
from spoke.ui.chats.ask_placement import AskPlacement
from spoke.ui.chats.asks.ask_cards import AskCards
from spoke.ui.chats.chat_keys import add_keys
from spoke.ui.chats.conversation.loader import ConversationLoader
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.find_in_chat import FindInChat
from spoke.ui.chats.inspection import Inspection
from spoke.ui.chats.inspector import Inspector
from spoke.ui.chats.page import ChatPage
from spoke.ui.chats.row_assets import RowAssets
from spoke.ui.chats.saving import FileSaving
from spoke.ui.chats.sidebar.chat_actions import ChatActions
from spoke.ui.chats.sidebar.chat_exchange import ChatExchange
from spoke.ui.chats.sidebar.chat_list import ChatList
from spoke.ui.chats.sidebar.chat_menus import ChatMenus
from spoke.ui.chats.sidebar.session_rows import ChatFilter
from spoke.ui.chats.sidebar.session_rows import chat_of as chat_of_key
from spoke.ui.chats.turn_actions import TurnActions
from spoke.ui.chats.unsent import Unsent
from spoke.ui.chats.writing.drafts import Drafts, joined
from spoke.ui.chats.writing.model_choice import ModelChoice
from spoke.ui.chats.writing.sending import NEW, Sending
from spoke.ui.chats.writing.slash_line import SlashLine
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import tr
from spoke.ui.list_column import ListColumn
from spoke.ui.services import Services
from spoke.ui.widgets.key_text import writes
from spoke.ui.widgets.panes import Panes

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event
    from spoke.node.bodies.sessions import BranchPage
    from spoke.ui.chats.sidebar.session_rows import Chat

_LIST_MS = 150


class ChatsPlace(QWidget):
    def __init__(self, services: Services, drafts: Drafts) -> None:
        super().__init__()
        self.services, self.drafts = services, drafts
        self.context = RowContext(services.devices)
        self.current = NEW
        self._page_info: Chat | None = None
        self._list_was_read = False
        self._left_at: dict[str, str] = {}
        """By chat: the turn at the top of the view, where one was reading and not at the end."""

    def build(self) -> Building:
        services, current = self.services, lambda: self.current
        self.column = ListColumn(services, tr("chats"), tr("New chat"))
        yield from self.column.build()
        self.column.rows.letters_pass = True
        yield
        self.page = ChatPage(services, self.context)
        yield from self.page.build()
        self.notice, self.banner, self.banners = self.page.notice, self.page.banner, self.page.banners
        self.inspector = Inspector(services.look)
        yield
        self.panes = Panes(services.look, "chats", self.column, self.page, self.inspector, right_width=448)
        yield
        self.asks = AskCards(services)
        self.loader = ConversationLoader(services, self.page.messages, self.context)
        self.assets = RowAssets(services, self.context, self.loader.lay_again)
        self.list = ChatList(services, self.column, lambda: self.asks.chats)
        self.sending = Sending(services, self.page.composer, self.drafts, current)
        self.chat_actions = ChatActions(services, self, self.page.question)
        self.exchange = ChatExchange(services, self)
        yield
        view, overlays = self.page.messages, self.page.overlays
        self.menus = ChatMenus(
            self.column, self.page.menu_button, self.list, self.chat_actions, self.exchange, lambda: self.info
        )
        self.inspection = Inspection(services, self.panes, self.inspector, view, self.loader, self.context, self.assets)
        self.files = FileSaving(services, view)
        self.turns = TurnActions(
            services, view, overlays, self.loader, self.context, self.sending, self.inspection, self.files
        )
        self.finder = FindInChat(services, self.page, self.loader, current)
        self.model = ModelChoice(services, self.page.composer, self.sending, current)
        self._slash = SlashLine(self.page.composer, self.page.slash, self.sending)
        self.progress = AnswerProgress(self.page, self.loader)
        self._list_later = QTimer(self, singleShot=True, interval=_LIST_MS)
        self._list_later.timeout.connect(self.list.refresh)
        self.ask_placement = AskPlacement(self.page, self.asks, self.loader, current)
        self.context.rooms = self.ask_placement.room
        yield
        self._unsent = Unsent(services, self.page, self.sending, self.drafts)
        self._connect()
        add_keys(services, self.page, current, self.finder, self.inspection, self.turns, self.menus, self.exchange)
        yield
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)
        yield
        self._show_current()

    # --- what the window asks for ---

    @property
    def search(self) -> QWidget:
        return self.column.search

    def focus_list(self) -> None:
        self.column.focus_rows()

    def refresh(self) -> None:
        self.model.refresh()
        self.list.refresh()
        self.loader.refresh()

    def on_event(self, event: Event) -> None:
        if event.kind in ("session", "sessions", "sync", "reset"):
            self._list_soon()
            if event.id in (None, self.current):
                self.loader.refresh()
        if event.kind in ("models", "hub", "reset"):
            self.model.refresh()
            self.page.hear_of_models()
        if event.kind == "answers":
            self._list_soon()
            self.loader.refresh()

    def _list_soon(self) -> None:
        """An answer that grows is news several times a second."""
        if not self._list_later.isActive():
            self._list_later.start()

    def open(self, session_id: str, message: str = "") -> None:
        """Show a chat, at its end or at a message."""
        if session_id != self.current:
            self._leave_place()
            message = message or self._left_at.pop(session_id, "")
            self.current = session_id
            self.page.find_bar.close_bar()
            self.panes.open_right(False)  # a run of the chat that is left
            self._show_current()
        self.list.select(session_id)
        self.services.preferences.keep("chat", session_id)
        self.loader.open(session_id)
        self.model.show()
        self.ask_placement.place()
        if message:
            self.finder.go_to(message)

    def _leave_place(self) -> None:
        view = self.page.messages
        if self.current and view.rows and not view.follows and (top := view.top_turn()):
            self._left_at[self.current] = top

    def new_chat(self, *, local: bool = False) -> None:
        self.sending.local = local or self.services.preferences.choices.local_chats
        self.open(NEW)
        self.sending.show()
        self.focus_composer()

    def focus_composer(self) -> None:
        self.page.composer.editor.setFocus()

    def escape(self) -> None:
        """Close what is open in the page, else back to the composer, else stop the answer."""
        if self.page.slash.isVisible():
            self.page.slash.close_panel()
        elif self.page.find_bar.isVisible():
            self.page.find_bar.close_bar()
        elif not self.page.composer.editor.hasFocus():
            self.focus_composer()
        elif not self.sending.stop_editing():
            self.turns.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """What is typed where nothing takes it, on the list or after a press of a button, is for the composer."""
        focus = self.focusWidget()
        in_form = focus is not None and self.page.slash.isAncestorOf(focus)
        if in_form or not writes(event):
            super().keyPressEvent(event)
            return
        self.focus_composer()
        self.page.composer.editor.keyPressEvent(event)

    # --- parts and their talk ---

    def _connect(self) -> None:
        page, composer, services = self.page, self.page.composer, self.services
        self.column.search.setToolTip(tr("Titles and messages (Ctrl+F)"))
        self.list.chosen.connect(self._choose)
        self.list.read.connect(self._list_read)
        self.loader.loaded.connect(self._loaded)
        self.loader.shown.connect(lambda: self.assets.look_at(page.messages.rows))
        self.loader.gone.connect(self._gone)
        composer.stopped.connect(self.turns.stop)
        composer.recalled.connect(self._recall)
        composer.editor.paged.connect(page.messages.keyPressEvent)
        self.sending.sent.connect(self._sent)
        self.sending.began.connect(self._began)
        page.pane_button.clicked.connect(self.inspection.toggle)
        page.folder_button.clicked.connect(self._open_folder)
        self.files.saved.connect(lambda said: self.banner.say("neutral", said))
        self.menus.new_chat.connect(lambda local: self.new_chat(local=local))
        self.chat_actions.changed.connect(self.refresh)
        for part in (self.chat_actions, self.exchange):
            part.said.connect(lambda kind, text: self.banner.say(kind, text))
        self.exchange.imported.connect(self.refresh)
        self.chat_actions.left.connect(self._gone)
        self.chat_actions.back.connect(self._back)
        self.asks.changed.connect(self.list.show)
        self.asks.overtaken.connect(lambda said: self.banner.say("warn", said))
        self.ask_placement.opens.connect(self.open)
        services.node.state_changed.connect(lambda _: self._show_header())
        services.navigation.message.connect(self.open)
        services.navigation.ask.connect(self.ask_placement.open_ask)
        services.navigation.write.connect(self._write_new)

    @property
    def info(self) -> Chat | None:
        return self.list.find(self.current) or self._page_info

    def _show_current(self) -> None:
        """The page of the current chat, before its messages are read."""
        self._page_info = None
        self._show_header()
        self.show_draft()
        self.sending.show()

    def show_draft(self) -> None:
        self.page.composer.put(self.drafts.get(self.current))

    def read_draft_anew(self) -> None:
        """A window before this one may have sent it until its end."""
        self.sending.files.read_anew()
        self.show_draft()

    def _show_header(self) -> None:
        info, status = self.info, self.services.node.status
        waits = bool(info and info.pending and status and status.account and not info.stays)
        first_run = (
            self.list.loaded and not self.list.sessions and self.current == NEW and self.list.filter == ChatFilter()
        )
        state = tr("Archived") if info and info.archived else tr("Waits to sync") if waits else ""
        starting = not self.list.loaded and self.services.node.state in ("starting", "online")
        self.page.show_chat(info, first_run=first_run, state=state, starting=starting)

    def _list_read(self) -> None:
        sessions = self.list.sessions
        self.sending.listed([info.id for info in sessions])
        if not self._list_was_read:
            self._list_was_read = True
            kept = self.services.preferences.kept("chat", "")
            ids = [info.id for info in sessions]
            first = kept if kept in ids else ids[0] if ids else NEW
            if self.current == NEW and first and not self.drafts.get(NEW) and not self.drafts.files(NEW):
                self.open(str(first))
        self._show_header()

    def _loaded(self, page: BranchPage) -> None:
        self._page_info = page.session
        self.sending.arrived(page.session.id, [message.id for message in page.messages])
        self._show_header()
        self.page.show_messages(bool(page.messages or page.growing))
        self.ask_placement.place()

    def _gone(self, session: str) -> None:
        if session == self.current:
            self.open(NEW)

    def _back(self, session: str) -> None:
        """Taken back where it was deleted from, unless something new was begun meanwhile."""
        if self.current == NEW and not self.page.composer.text:
            self.open(session)

    def _choose(self, key: str) -> None:
        chat, message = chat_of_key(key)
        self.open(chat, message)

    # --- writing ---

    def _sent(self, chat: str) -> None:
        self.banner.clear()
        if chat == self.current:
            self.page.messages.follow()
        self.list.refresh()
        self.loader.refresh()

    def _began(self, chat: str) -> None:
        if self.current == NEW:
            self.current = chat
            self.show_draft()
            self.services.preferences.keep("chat", chat)
            self.loader.open(chat)
            self.list.select(chat)

    def _write_new(self, text: str) -> None:
        """Behind what is typed there already."""
        self.new_chat()
        self.page.composer.put(joined(self.page.composer.text, text))

    def _recall(self) -> None:
        """What was said last, to be said again."""
        said = next((row.turn.text for row in reversed(self.page.messages.rows) if row.turn.role == "user"), "")
        self.page.composer.put(said)

    def focus_ask(self) -> None:
        """To the oldest question, wherever it is."""
        self.ask_placement.focus_oldest()

    def _open_folder(self) -> None:
        info = self.info
        if info and info.folder:
            self.panes.open_list()
            self.list.go_to(ChatFilter("folder", info.folder))

"""The chats: the list of them, one conversation, the composer, and a pane for a run that is looked at.

A chat with no id yet is a new one: it is made with its first message, so that no empty chats are left behind.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from shared.errors import FelloeError, InvalidArgument, NotFound
from spoke.node.bodies.events import Event
from spoke.node.bodies.sessions import BranchPage, SessionInfo
from spoke.ui.chats.ask_places import AskPlaces
from spoke.ui.chats.asks import Asks, announce
from spoke.ui.chats.chat_actions import ChatActions
from spoke.ui.chats.chat_list import ChatList
from spoke.ui.chats.drafts import Drafts
from spoke.ui.chats.evidence import Evidence
from spoke.ui.chats.flow import Flow
from spoke.ui.chats.inspector import Inspector
from spoke.ui.chats.laying import Known
from spoke.ui.chats.model_picker import models_in
from spoke.ui.chats.page import ChatPage
from spoke.ui.chats.sending import NEW, Sending
from spoke.ui.chats.session_rows import Shelf
from spoke.ui.chats.session_rows import chat_of as chat_of_key
from spoke.ui.chats.turn_actions import TurnActions
from spoke.ui.panes import Panes
from spoke.ui.place import Desk, ListColumn
from spoke.ui.tasks import Repeat
from spoke.ui.words import later, plural, tr

CHATS, MESSAGES, ASKS = later("Chats"), later("Messages"), later("Asks")
_FOUND = 200
_LIST_MS = 150


class ChatsPlace(QWidget):
    """`places` asks for another place by its number; `command` carries words to look for among the functions."""

    command = Signal(str)
    places = Signal(int)

    def __init__(self, desk: Desk, drafts: Drafts) -> None:
        super().__init__()
        self._desk, self._drafts = desk, drafts
        self._known = Known()
        self.current = NEW
        self._left_at: dict[str, str] = {}
        """By chat: the turn at the top of the view, where one was reading and not at the end."""

        self.column = ListColumn(desk, tr("chats"), tr("New chat"))
        self.page = ChatPage(desk, self._known)
        self.notice, self.banner = self.page.notice, self.page.banner
        self.inspector = Inspector(desk.look)
        self.panes = Panes(desk.look, "chats", self.column, self.page, self.inspector, right_width=448)
        self.asks = Asks(desk, self._known.name)
        self.flow = Flow(desk, self.page.messages, self._known)
        self.evidence = Evidence(desk, self._known, self.flow.lay_again)
        self.list = ChatList(desk, self.column, lambda: self.asks.chats)
        self.sending = Sending(desk, self.page.composer, drafts, lambda: self.current)
        self.chat_actions = ChatActions(desk, self.list, self)
        self.turns = TurnActions(self)
        self._devices = Repeat(desk.tasks, self._read_devices)
        self._models = Repeat(desk.tasks, self._read_models)
        self._chat_model = Repeat(desk.tasks, self._read_chat_model)
        self._list_later = QTimer(self, singleShot=True, interval=_LIST_MS)
        self._list_later.timeout.connect(self.list.refresh)
        self.ask_places = AskPlaces(self)
        self._known.rooms = self.ask_places.room
        self._connect()
        self._add_keys()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)
        self._show_current()

    # --- what the window asks for ---

    def focus_list(self) -> None:
        self.column.rows.setFocus()

    def refresh(self) -> None:
        self._devices.ask()
        self._models.ask()
        self.asks.refresh()
        self.list.refresh()
        self.flow.refresh()

    def on_event(self, event: Event) -> None:
        if event.kind in ("session", "sessions", "sync", "reset"):
            self._list_soon()
            if event.id in (None, self.current):
                self.flow.refresh()
        if event.kind in ("asks", "reset"):
            self.asks.refresh()
        if event.kind in ("devices", "hub", "reset"):
            self._devices.ask()
        if event.kind in ("models", "hub", "reset"):
            self._models.ask()
        if event.kind == "answers":
            self._list_soon()
            self.flow.refresh()

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
            self._show_current()
        self.list.select(session_id)
        self._desk.preferences.keep("chat", session_id)
        self.flow.open(session_id)
        self._chat_model.ask()
        self.ask_places.place()
        if message:
            self._desk.tasks.start(self._go_to(message))

    def _leave_place(self) -> None:
        view = self.page.messages
        if self.current and view.rows and not view.follows and (top := view.top_turn()):
            self._left_at[self.current] = top

    def new_chat(self, *, local: bool = False) -> None:
        self.sending.local = local or self._desk.preferences.choices.local_chats
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

    # --- parts and their talk ---

    def _connect(self) -> None:
        page, composer, desk = self.page, self.page.composer, self._desk
        assert self.column.add is not None
        menu = QMenu(self.column.add)
        menu.addAction(tr("New chat"), self.new_chat)
        menu.addAction(tr("New chat, only on this device"), lambda: self.new_chat(local=True))
        self.column.add.clicked.connect(self.new_chat)
        self.column.add.setToolTip(tr("New chat (Ctrl+N). The menu key or a right click: only on this device."))
        self.column.add.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.column.add.customContextMenuRequested.connect(lambda at: menu.popup(self.column.add.mapToGlobal(at)))
        self.column.search.setToolTip(tr("Titles and messages (Ctrl+F)"))
        self.column.rows.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.column.rows.customContextMenuRequested.connect(self._list_menu)
        self.list.chosen.connect(self._choose)
        self.list.read.connect(self._list_read)
        self.flow.loaded.connect(self._loaded)
        self.flow.shown.connect(lambda: self.evidence.look_at(page.messages.rows))
        self.flow.answering.connect(self._answering)
        self.flow.grew.connect(lambda: self._answering(bool(self.flow.growing)))
        self.flow.gone.connect(self._gone)
        composer.typed.connect(self._typed)
        composer.sent.connect(self._send)
        composer.stopped.connect(self.turns.stop)
        composer.recalled.connect(self._recall)
        composer.models.chosen.connect(self._choose_model)
        composer.models.set_up.connect(lambda: desk.doors.settings.emit("models"))
        self.sending.sent.connect(self._sent)
        self.sending.began.connect(self._began)
        self.sending.failed.connect(lambda why: self.banner.say("bad", why))
        page.slash.written.connect(
            lambda text: composer.put(f"{composer.text}{text}" if not composer.text.startswith("/") else text)
        )
        page.slash.closed.connect(self._slash_closed)
        page.slash.form_shown.connect(composer.lend_button)
        page.find_bar.searched.connect(lambda words: desk.tasks.start(self._find(words)))
        page.find_bar.went.connect(lambda message: desk.tasks.start(self._go_to(message)))
        page.find_button.clicked.connect(page.find_bar.open_bar)
        page.pane_button.clicked.connect(self.toggle_inspector)
        page.menu_button.clicked.connect(self._chat_menu)
        page.folder_button.clicked.connect(self._open_folder)
        self.inspector.closed.connect(lambda: self.panes.open_right(False))
        self.chat_actions.changed.connect(self.refresh)
        self.chat_actions.said.connect(lambda kind, text: self.banner.say(kind, text))
        self.chat_actions.left.connect(self._gone)
        desk.doors.message.connect(self.open)
        desk.doors.ask.connect(self.ask_places.open_ask)
        desk.doors.write.connect(self._write_new)

    def _add_keys(self) -> None:
        add, group = self._desk.actions.add, tr(CHATS)
        add(group, tr("Find in this chat"), "Ctrl+G", self._find_here, icon="search")
        add(group, tr("Inspector"), "Ctrl+I", self.toggle_inspector, icon="pane-right")
        add(group, tr("Import chats"), "Ctrl+Shift+I", self.chat_actions.import_chats, icon="download")
        add(group, tr("New chat, only on this device"), "", lambda: self.new_chat(local=True), icon="lock")
        add(group, tr("Export this chat"), "", lambda: self._with_current(self.chat_actions.export), icon="download")
        add(tr(ASKS), tr("Answer the oldest ask"), "Alt+A", self.focus_ask, quiet=True)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            add(tr(MESSAGES), tr("From message to message"), keys, partial(self.turns.step, step), quiet=True)
        for keys, act in (("F2", self.chat_actions.rename), ("Delete", self._delete_chat), ("Menu", self._menu_of)):
            shortcut = QShortcut(QKeySequence(keys), self.column.rows, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda act=act: self._with_current(act))
        for keys, step in (("Down", 1), ("Up", -1)):
            shortcut = QShortcut(
                QKeySequence(keys), self.page.composer.editor, context=Qt.ShortcutContext.WidgetShortcut
            )
            shortcut.setEnabled(False)
            shortcut.activated.connect(lambda step=step: self.page.slash.move_to(step))
            setattr(self, f"_slash_{keys.lower()}", shortcut)

    def _with_current(self, act: object) -> None:
        info = self.info
        if info is not None and callable(act):
            act(info)

    @property
    def info(self) -> SessionInfo | None:
        return self.list.find(self.current) or self._page_info

    _page_info: SessionInfo | None = None

    def _show_current(self) -> None:
        """The page of the current chat, before its messages are read."""
        self._page_info = None
        self._show_header()
        self.page.composer.put(self._drafts.get(self.current))
        self.sending.show()

    def _show_header(self) -> None:
        info, status = self.info, self._desk.node.status
        waits = bool(info and info.pending and status and status.account and not info.stays)
        first_run = self.list.loaded and not self.list.sessions and self.current == NEW and self.list.shelf == Shelf()
        state = tr("Archived") if info and info.archived else tr("Waits to sync") if waits else ""
        self.page.show_chat(info, first_run=first_run, state=state)

    def _list_read(self) -> None:
        sessions = self.list.sessions
        if not self._list_was_read:
            self._list_was_read = True
            kept = self._desk.preferences.kept("chat", "")
            ids = [info.id for info in sessions]
            first = kept if kept in ids else ids[0] if ids else NEW
            if self.current == NEW and first and not self._drafts.get(NEW):
                self.open(str(first))
        self._show_header()

    _list_was_read = False
    _was_answering = False

    def _loaded(self, page: BranchPage) -> None:
        self._page_info = page.session
        self._show_header()
        self.page.show_messages(bool(page.messages or page.growing))
        self.ask_places.place()

    def _gone(self, session: str) -> None:
        if session == self.current:
            self.open(NEW)

    def _choose(self, key: str) -> None:
        chat, message = chat_of_key(key)
        self.open(chat, message)

    async def _read_devices(self) -> None:
        client, status = self._desk.node.client, self._desk.node.status
        if status:
            self._known.here = status.name
        try:
            devices = (await client.devices()).devices
        except FelloeError:  # without a hub, or while it is away
            return
        self._known.names = {device.handle: device.name for device in devices}
        if status and status.account:
            self.evidence.here = status.account.handle
            self._known.here = self._known.names.get(status.account.handle, status.name)

    # --- writing ---

    def _typed(self, text: str) -> None:
        self._drafts.put(self.current, text)
        slash = self.page.slash
        if text.startswith("/") and "\n" not in text:
            slash.look_for(text[1:])
        elif slash.isVisible() and not slash.has_form:
            slash.close_panel()
        self._slash_keys(text.startswith("/"))

    def _slash_keys(self, on: bool) -> None:
        for name in ("_slash_up", "_slash_down"):
            getattr(self, name).setEnabled(on)

    def _slash_closed(self) -> None:
        if self.page.composer.text.startswith("/"):
            self.page.composer.put("")
        self._slash_keys(False)
        self.focus_composer()

    def _send(self, text: str) -> None:
        if not text.startswith("/"):
            self.sending.send(text)
        elif not self.page.slash.take():
            self.page.slash.open_function(text[1:].split("(")[0].strip())

    def _sent(self, chat: str) -> None:
        self.banner.clear()
        if chat == self.current:
            self.page.messages.follow()
        self.list.refresh()
        self.flow.refresh()

    def _began(self, chat: str) -> None:
        if self.current == NEW:
            self.current = chat
            self.flow.open(chat)
            self.list.select(chat)

    def _write_new(self, text: str) -> None:
        self.new_chat()
        self.page.composer.put(text)

    def _recall(self) -> None:
        """What was said last, to be said again."""
        said = next((row.turn.text for row in reversed(self.page.messages.rows) if row.turn.role == "user"), "")
        self.page.composer.put(said)

    def _choose_model(self, name: str) -> None:
        self.page.composer.models.choose(name)
        self.sending.model = name
        if self.current != NEW:
            self._desk.tasks.start(self._keep_model(self.current, name))

    async def _keep_model(self, chat: str, name: str) -> None:
        client = self._desk.node.client
        settings = await client.chat_settings(chat)
        await client.set_chat_settings(settings.model_copy(update={"model": name or None}), chat)

    async def _read_chat_model(self) -> None:
        """Which model this chat asks; a new one asks what was chosen before it began."""
        chat = self.current
        try:
            name = (await self._desk.node.client.chat_settings(chat)).model or "" if chat != NEW else ""
        except NotFound:
            return
        if chat == self.current:
            self.sending.model = ""
            self.page.composer.models.choose(name)

    async def _read_models(self) -> None:
        reply = await self._desk.node.client.models()
        models = models_in(reply, self._known.here)
        self.page.composer.models.show_models(models, reply.default)
        self.page.composer.block("" if models else tr("Chatting needs a model. Add one in the settings."))

    def _answering(self, on: bool) -> None:
        if on != self._was_answering:
            self._was_answering = on
            announce(self.page.messages, tr("An answer begins") if on else tr("The answer is there"))
        growing = self.flow.growing
        words = ""
        if any(turn.waits for turn in growing):
            words = tr("Waits for your answer")
        elif on and (pace := self.flow.pace.words_a_second):
            words = plural("Answering, %n word/s", "Answering, %n words/s", pace)
        elif on:
            words = tr("Answering")
        self.page.composer.show_answering(on, words)

    def focus_ask(self) -> None:
        """To the oldest question, wherever it is."""
        self.ask_places.focus_oldest()

    # --- finding, inspecting, menus ---

    def _find_here(self) -> None:
        if self.current != NEW:
            self.page.find_bar.open_bar()

    async def _find(self, words: str) -> None:
        if not words:
            self.page.find_bar.show_hits([])
            return
        try:
            found = await self._desk.node.client.search(words, limit=_FOUND, session_id=self.current)
        except InvalidArgument:
            self.page.find_bar.show_hits([])
            return
        hits = sorted(hit.message_id for hit in found.hits if hit.message_id)
        self.page.find_bar.show_hits(hits)

    async def _go_to(self, message: str) -> None:
        chat = self.current
        if await self.flow.reach(message) and chat == self.current:
            self.page.messages.show_turn(message)

    def toggle_inspector(self) -> None:
        if self.panes.right_open:
            self.panes.open_right(False)
        else:
            self.turns.inspect_last()

    def _chat_menu(self) -> None:
        button = self.page.menu_button
        self._with_current(lambda info: self.chat_actions.menu(info, button.mapToGlobal(button.rect().bottomLeft())))

    def _open_folder(self) -> None:
        info = self.info
        if info and info.folder:
            self.panes.open_list()
            self.list.go_to(Shelf("folder", info.folder))

    def _list_menu(self, at: object) -> None:
        rows = self.column.rows
        index = rows.indexAt(at)  # type: ignore[arg-type]
        key = rows.rows[index.row()].key if index.isValid() else ""
        info = self.list.find(chat_of_key(key)[0]) or (self.info if key == self.current else None)
        if info is not None:
            self.chat_actions.menu(info, rows.viewport().mapToGlobal(at))  # type: ignore[call-overload]

    def _menu_of(self, info: SessionInfo) -> None:
        rows = self.column.rows
        place = rows.visualRect(rows.currentIndex())
        self.chat_actions.menu(info, rows.viewport().mapToGlobal(place.bottomLeft()))

    def _delete_chat(self, info: SessionInfo) -> None:
        if info.deleted:
            self.chat_actions.purge(info)
        else:
            self.chat_actions.delete(info)

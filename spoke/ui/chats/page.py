"""The page of one chat: header, banners, the conversation or what stands in its place, open questions, composer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from spoke.ui.chats.asks.ask_strip import AskStrip
from spoke.ui.chats.conversation.overlays import Overlays
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.conversation.turn_bar import ICONS
from spoke.ui.chats.conversation.view import ConversationView
from spoke.ui.chats.empty_chat import EmptyChat
from spoke.ui.chats.find_bar import FindBar
from spoke.ui.chats.sidebar.session_rows import title_of
from spoke.ui.chats.writing.composer import Composer
from spoke.ui.chats.writing.editor import files_of
from spoke.ui.chats.writing.slash import SlashPanel
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.translate import tr
from spoke.ui.look.style_sheets import in_parts
from spoke.ui.services import Services
from spoke.ui.skills.dropped import skill_in, skill_words
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.banner_layer import BannerLayer
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.drop_hint import DropHint
from spoke.ui.widgets.focus_order import put_after
from spoke.ui.widgets.labels import Elided, label
from spoke.ui.widgets.layouts import turn_to
from spoke.ui.widgets.question import QuestionBar
from spoke.ui.widgets.surfaces import ground, restyle

if TYPE_CHECKING:
    from spoke.ui.chats.sidebar.session_rows import Chat
    from spoke.ui.first_run.page import FirstRun


_COLUMN, _FIRST_RUN = 740, 860
"""How wide what is written and shown stands, in pixels at 100 %."""

_LEAST_FOLDER = 40


class ChatPage(QFrame):
    pair = Signal(str)
    """To join a hub, with what was typed for it."""

    def __init__(self, services: Services, context: RowContext) -> None:
        super().__init__()
        self._services, self._context = services, context
        self.setProperty("ground", "surface")
        self.setAcceptDrops(True)
        self._first = False
        self._in_folder = ""

    def build(self) -> Building:
        services, look = self._services, self._services.look
        self._title = Elided("header")
        self._title.setText(tr("New chat"))
        self._state = label("", "second", "third")
        self._folder = push(tr("Folder"), "quiet")
        look.set_icon(self._folder, "folder")
        self._folder.hide()
        self._lock = label()
        look.set_picture(self._lock, "lock", "text.third", 14)
        self._lock.setToolTip(tr("Only on this device"))
        self._lock.hide()
        self.find_button = self._tool(services, "search", tr("Find in this chat (Ctrl+G)"))
        self.pane_button = self._tool(services, "pane-right", tr("Inspector (Ctrl+I)"))
        self.menu_button = self._tool(services, "more", tr("More for this chat"))
        self._header = self._make_header()
        yield
        self.notice = Banner(look)
        self.banner = Banner(look)
        self.question = QuestionBar(look)
        self.find_bar = FindBar(look)
        yield
        self.messages = ConversationView(look, self._context)
        self.overlays = Overlays(look, self.messages)
        yield
        self.overlays.last.hide()  # there before a chat is: to make it takes as long as to show one
        self._empty = EmptyChat(self)
        yield
        for name in ICONS.values():  # else all of them are drawn with the first message
            look.icon(name, "text.second")
            yield
        self.asks = AskStrip()
        self.slash = SlashPanel(services)
        yield
        self.composer = Composer(look)
        onto = [self, self.composer, self.composer.editor.viewport()]
        self.drop_hint = DropHint(look, self, onto, self._dropped_words)
        yield
        self._body = QStackedWidget()
        for widget in (self.messages, self._empty):
            self._body.addWidget(widget)
        self._lay_out()

    @cached_property
    def first_run(self) -> FirstRun:
        """Made where there is no chat yet."""
        from spoke.ui.first_run.page import FirstRun

        made = FirstRun(self._services)
        self.slash.form_shown.connect(lambda shown: made.sandbox.keys.setEnabled(not shown))  # they run the form then
        made.pair.connect(self.pair)
        self._body.addWidget(made)
        put_after(self.messages, made)
        return made

    def hear_of_models(self) -> None:
        if "first_run" in self.__dict__:  # else it looks when it is made
            self.first_run.model.hear()

    def show_chat(self, info: Chat | None, *, first_run: bool, state: str, starting: bool = False) -> None:
        """`info` is none for a new chat. `starting`: it is not known yet which chats there are."""
        self._empty.say(starting=starting)
        self._title.setText(title_of(info) if info else tr("New chat"))
        self._title.setToolTip(self._title.text())
        self._state.setText(state)
        self._in_folder = info.folder or "" if info else ""
        self._folder.setAccessibleName(tr("Folder {name}", name=self._in_folder))
        self._folder.setToolTip(self._in_folder)
        self._fit_folder()
        self._folder.setVisible(bool(info and info.folder))
        self._lock.setVisible(bool(info and info.stays))
        self._header.setVisible(not first_run)
        if first_run != self._first:
            self._first = first_run
            self._fit()
        for button in (self.find_button, self.pane_button, self.menu_button):
            button.setVisible(info is not None)
        if info is None:
            turn_to(self._body, self.first_run if first_run else self._empty)
        else:
            turn_to(self._body, self.messages)

    def show_messages(self, any_: bool) -> None:
        turn_to(self._body, self.messages if any_ else self._empty)

    @property
    def folder_button(self) -> QPushButton:
        return self._folder

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.composer.limit(round(self.height() * 0.4))
        self.slash.limit(round(self.height() * 0.6))
        self.asks.fit()
        self._fit()

    def _fit(self) -> None:
        """The composer begins where the column of messages does; its edge stands one pixel outside."""
        px = self._services.look.theme.px
        side = px(16 if self.width() < px(660) else 24) - 1
        self._foot.setContentsMargins(side, px(8), side, px(14))
        self._middle.setMaximumWidth(px(_FIRST_RUN if self._first else _COLUMN) + 2)
        self._fit_folder()

    def _fit_folder(self) -> None:
        """The title comes first: of the folder, what fits into a quarter."""
        room = max(self._services.look.theme.px(_LEAST_FOLDER), self.width() // 4)
        metrics = self._services.look.theme.metrics("button")  # its own may still be of the zoom before
        self._folder.setText(metrics.elidedText(self._in_folder, Qt.TextElideMode.ElideRight, room))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if self._skill_in(event.mimeData()):
            event.acceptProposedAction()
        else:
            self.composer.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        if path := self._skill_in(event.mimeData()):
            event.acceptProposedAction()
            self._services.navigation.add_skill.emit(path)
        else:
            self.composer.dropEvent(event)

    def _skill_in(self, dragged: QMimeData) -> str:
        """Where the first run speaks of one; else all are files of a message."""
        return skill_in(dragged) if self._first else ""

    def _dropped_words(self, onto: QObject, dragged: QMimeData) -> str:
        skill = self._skill_in(dragged) if onto is self else ""
        return skill_words(skill) or (tr("Drop to attach") if files_of(dragged) else "")

    @staticmethod
    def _tool(services: Services, icon: str, verb: str) -> QPushButton:
        made = icon_button(services.look, icon, verb, 30)
        restyle(made, kind="bare")
        return made

    def _make_header(self) -> QFrame:
        header = ground("surface", "bottom")
        header.setFixedHeight(48)
        row = QHBoxLayout(header)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._lock)
        row.addWidget(self._folder)
        row.addWidget(self._state)
        row.addStretch()
        tools = QHBoxLayout()
        tools.setSpacing(2)
        for button in (self.find_button, self.pane_button, self.menu_button):
            tools.addWidget(button)
        row.addLayout(tools)
        return header

    def _lay_out(self) -> None:
        stack = QVBoxLayout()
        stack.setSpacing(6)
        for widget in (self.asks, self.slash, self.composer):
            stack.addWidget(widget)
        middle = self._middle = QWidget()
        in_parts(middle)  # the panel is built later
        middle.setLayout(stack)
        stack.setContentsMargins(0, 0, 0, 0)
        self._foot = QHBoxLayout()
        self._services.look.follow(self, self._fit)
        self._foot.addStretch()
        self._foot.addWidget(middle, 1000)
        self._foot.addStretch()
        top = QWidget()
        head = QVBoxLayout(top)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(0)
        for line in (self._header, self.find_bar):
            head.addWidget(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        look = self._services.look
        asked = BannerLayer(look, self, self._body, (self.question,), lambda: True)
        said = (self.notice, self.banner)
        self.banners = BannerLayer(look, self, self._body, said, lambda: self.messages.is_full, asked)
        column.addWidget(self._body, 1)
        column.addLayout(self._foot)
        self.messages.moved.connect(self.banners.make_room)
        self.banners.reached.connect(lambda: self.messages.leave_room(self.banners.reach))
        for layer in (asked, self.banners):
            layer.raise_()  # made before the page, for Tab to come to it before that

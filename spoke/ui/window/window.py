"""The main window: rail and places.

It is seen before its places are built: this module and what it imports at the top are all that the first picture takes.
`building` brings the places, and with them all that reads what a node says.
"""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QMoveEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMainWindow, QStackedWidget

from spoke.ui.event_loop import slice_clock
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.look.style_sheets import polished_once
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.navigation import CHATS, PLACES, SETTINGS, SKILLS
from spoke.ui.widgets.pane_widths import width_class
from spoke.ui.widgets.surfaces import bare
from spoke.ui.window.places import AnyPlace, Places, kind
from spoke.ui.window.rail import Rail
from spoke.ui.window.remembered import keep_size, kept_place, restore_size

if TYPE_CHECKING:
    from spoke.ui.chats.place import ChatsPlace
    from spoke.ui.chats.writing.drafts import Drafts
    from spoke.ui.event_loop.sliced import Building
    from spoke.ui.node.connection import NodeConnection
    from spoke.ui.notifications.notification import Notification
    from spoke.ui.palette.palette import Palette
    from spoke.ui.settings.place import SettingsPlace
    from spoke.ui.skills.place import SkillsPlace

_LAST_WORDS_S = 1.0


class Window(QMainWindow):
    """`closed` is the end: whoever runs the window then stops the tasks and the node. `again`: make a new window over
    the same node, for the language changed. `ended` and `outdated` say the same of what was before anybody listened."""

    closed = Signal()
    again = Signal()

    def __init__(self, look: Look, data: Path, language: str | None = None) -> None:
        """`language`: whose texts are in use; the one that is chosen, if nothing is said."""
        super().__init__()
        self.look, self.data = look, data
        self._built = self.ended = False
        self._gave_way, self._painted = False, 0.0
        self._language = look.preferences.choices.language if language is None else language
        self.setWindowTitle("Felloe")
        exempt_from_zoom(self)
        self.setMinimumSize(480, 480)
        self.rail, self.stack = Rail(look), QStackedWidget()
        self._lay_out()
        look.style(self.rail)
        look.follow(self, self._fit)
        restore_size(self, look.preferences)

    # --- what it shows, for who drives it ---

    @property
    def chats(self) -> ChatsPlace:
        return self.places.chats

    @property
    def skills(self) -> SkillsPlace:
        return self.places.skills

    @property
    def settings(self) -> SettingsPlace:
        return self.places.settings

    @property
    def place(self) -> int:
        return self.places.current

    @property
    def here(self) -> AnyPlace:
        return self.places.here

    def go(self, number: int) -> None:
        self.places.go(number)

    @cached_property
    def command_palette(self) -> Palette:
        from spoke.ui.palette.palette import Palette

        return Palette(self.services, self)

    def _open_palette(self, typed: str = "") -> None:
        self.command_palette.open(typed)

    # --- from the first picture to the end ---

    def build(self, node: NodeConnection) -> None:
        """Bring the chats, over this node, as the data folder has them; the other places come when they are wanted."""
        for _ in self.building(node):
            pass

    def building(self, node: NodeConnection, drafts: Drafts | None = None) -> Building:
        """The same in steps; the first one imports. `drafts`: of the window before this one."""
        return polished_once(self._building(node, drafts))

    def _building(self, node: NodeConnection, drafts: Drafts | None) -> Building:
        from spoke.ui.chats.place import ChatsPlace
        from spoke.ui.chats.writing.drafts import Drafts
        from spoke.ui.event_loop.qt_types import making_types
        from spoke.ui.look.icons import application_icon
        from spoke.ui.notifications.notifications import Notifications
        from spoke.ui.notifications.tray import Tray
        from spoke.ui.services import Services
        from spoke.ui.window.actions import WindowActions
        from spoke.ui.window.closing import Closing
        from spoke.ui.window.face import DesktopFace
        from spoke.ui.window.focus_ring import FocusRing
        from spoke.ui.window.navigator import Navigator
        from spoke.ui.window.node_events import NodeEvents
        from spoke.ui.window.node_notice import NodeNotice
        from spoke.ui.window.progress_strip import ProgressStrip
        from spoke.ui.window.read_errors import ReadErrors
        from spoke.ui.window.undo_keys import UndoKeys
        from spoke.ui.window.undo_offers import UndoOffers
        from spoke.ui.window.unsaved import Unsaved

        if (first := kept_place(self.look.preferences)) != CHATS:
            kind(first)
        yield
        yield from making_types()
        self.setWindowIcon(application_icon())
        self.node = node
        self.services = Services.of(self, self.look, node, lambda: self.places.here.banner)
        self.tasks = self.services.tasks
        self.places = Places(self.stack, self.services)
        self.progress_strip = ProgressStrip(
            self.look,
            self.tasks.progress,
            self.stack,
            lambda: self.places.here.banners,
        )
        self.drafts = drafts or Drafts(self.data / "desktop" / "drafts.json")
        self.tray = Tray()
        self.notifications = Notifications(self.tray)
        self.closing = Closing(self, self.places, self.look.preferences, self.tray, self.drafts, self._notify)
        yield
        chats = ChatsPlace(self.services, self.drafts)
        yield from chats.build()
        yield from self.places.begin_with(chats)
        self.ring = FocusRing(self, self.look)
        self._undo_keys = UndoKeys(self)
        self._undo_offers = UndoOffers(self.places, self.services.undo)
        self.node_notice = NodeNotice(self.places, self.services, self.rail, self.tray)
        self.events = NodeEvents(self.places, self.services, DesktopFace(self.notifications, self._say))
        self._read_errors = ReadErrors(self.places, self.tasks, node)
        self._unsaved = Unsaved(self.places, self.look.preferences, self.drafts)
        self.own_actions = WindowActions(
            self, self.places, self.services, self.rail, self.ring, self._open_palette, self.closing.quit
        )
        self.navigator = Navigator(self.places, self.services.navigation, self._open_palette)
        yield
        yield from self.places.making(first)
        self.stack.removeWidget(self._grounds)
        yield
        self._connect()
        self._built = True
        self._go_back()
        yield
        yield from self.chats.list.glance()

    def start(self) -> None:
        """Reach the node, or start it; then bring what is not there yet."""
        self.ring.listen()
        self.tray.show()
        self.tasks.start(self._begin())

    async def _begin(self) -> None:
        from spoke.ui.event_loop import deferred_imports
        from spoke.ui.event_loop.sliced import idle, unhurried

        await deferred_imports.imported(deferred_imports.FOR_THE_NODE)
        self.tasks.start(self.node.run())
        await deferred_imports.imported(deferred_imports.FOR_PLACES)
        for number in range(len(PLACES)):
            await unhurried(self.places.making(number))
        await unhurried(self.chats.page.slash.making())
        await idle()
        await unhurried(self.command_palette.making())
        await _learn_to_highlight()

    async def aclose(self, *, keep_node: bool = False) -> None:
        """Stop all work, and the node if this window started it."""
        self.save()
        await self._keep_typed()
        self.tray.close()
        await self.tasks.aclose()
        await self.notifications.aclose()
        if not keep_node:
            await self.node.stop_child()

    async def _keep_typed(self) -> None:
        """What was typed into the settings a moment ago."""
        import asyncio
        import contextlib

        if self.places.has(SETTINGS) and self.node.reached:
            self.settings.keep_typed()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.services.operations.settled(), _LAST_WORDS_S)

    def _went(self, place: int) -> None:
        self.rail.mark(place)
        self.services.actions.place = place
        self.setWindowTitle(f"{tr(PLACES[place][1])} – Felloe")
        self.look.preferences.keep("place", place)

    @property
    def outdated(self) -> bool:
        """In another language than the one that is chosen, and nothing would be lost with it."""
        return self._in_another_language and not self.drafts.at_risk and not self.services.operations.going

    @property
    def _in_another_language(self) -> bool:
        return self.look.preferences.choices.language != self._language

    def come_up(self) -> None:
        if self._built:
            self.tray.watch(False)
        self.setWindowState(self.windowState() & ~self.windowState().WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.save()
        if self._built and not self.closing.ends():
            event.ignore()
            return
        self.ended = True
        self.closed.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
        super().resizeEvent(event)
        self._keep_size()

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802
        super().moveEvent(event)
        self._keep_size()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._keep_size()

    def _keep_size(self) -> None:
        """As it is changed: a window that is killed has no last word."""
        if self._built:
            keep_size(self, self.look.preferences)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:  # another window comes in its place: no widget need look
            return True
        if event.type() == QEvent.Type.UpdateRequest:
            return self._paint(event)
        return super().event(event)

    def _paint(self, asked: QEvent) -> bool:
        """Nothing else that takes long is in the same turn."""
        if not self._gave_way and slice_clock.another_worked(self._painted):
            self._gave_way = True
            QTimer.singleShot(slice_clock.put_picture_off(), self, self._ask_for_picture)
            return True
        self._gave_way = False
        done = super().event(asked)
        self._painted = slice_clock.painted()
        return done

    def _ask_for_picture(self) -> None:
        """Qt itself asks no more until there was one."""
        asked = QEvent(QEvent.Type.UpdateRequest)
        QCoreApplication.postEvent(self, asked, Qt.EventPriority.LowEventPriority.value)

    def _fit(self) -> None:
        self.rail.without_words(width_class(self.width() / self.look.theme.scale) == "small")

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab, from whichever widget it was pressed in."""
        if not self._built:
            return False
        with self.ring.shown():
            return super().focusNextPrevChild(forward)

    def _lay_out(self) -> None:
        """Empty grounds where the list and the page are going to be."""
        body, self._grounds = bare(QPalette.ColorRole.Base), QFrame()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        column = bare(QPalette.ColorRole.Window)
        column.setFixedWidth(264)
        inner = QHBoxLayout(self._grounds)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(column)
        inner.addStretch()
        self.stack.addWidget(self._grounds)
        self.setCentralWidget(body)

    def _go_back(self) -> None:
        """Where the window was, the last time."""
        self.go(kept_place(self.look.preferences))
        if self.place == CHATS:
            self.chats.focus_composer()

    def save(self) -> None:
        """What is typed and how large the window is, on the disk."""
        if self._built:
            self.drafts.save()
            self.chats.page.slash.keep()
            if self.places.has(SKILLS):
                self.skills.keep()
        keep_size(self, self.look.preferences)
        self.look.preferences.save()

    def _connect(self) -> None:
        self.rail.chosen.connect(self.places.go_by_hand)
        self.places.went.connect(self._went)
        self.tray.opened.connect(self.come_up)
        self.tray.gone.connect(self.come_up)
        self.notifications.opened.connect(self.come_up)
        self.services.alerts.raised.connect(self._notify)
        self.look.preferences.changed.connect(self._language_changed)
        self.services.operations.over.connect(self._language_changed)

    def _language_changed(self) -> None:
        if self.outdated:
            self.again.emit()
        elif self._in_another_language and self.services.operations.going:
            self.here.banner.say("neutral", tr("The language changes as soon as what goes on now has ended."))

    def _notify(self, notification: Notification) -> None:
        """By the system, if it shows notifications."""

        async def show() -> None:
            await self.notifications.show(notification)

        self.tasks.start(show())

    def _say(self, text: str) -> None:
        """In the window, where the system shows no notifications."""
        self.here.banner.say("neutral", text)
        QApplication.alert(self)


async def _learn_to_highlight() -> None:
    """The language that most code in a chat is of."""
    from spoke.ui.event_loop.threads import in_thread
    from spoke.ui.look.highlighting import learn

    await in_thread(partial(learn, "python"))

"""The main window: rail and places.

It is seen before its places are built: this module, and what it imports at the top, is all that the first picture
takes.
`build` brings the places, and with them all that reads what a node says.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from spoke.ui.event_loop import slice_clock
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.look.zoom import exempt_from_zoom
from spoke.ui.navigation import CHATS, PLACES, SETTINGS
from spoke.ui.notifications.notification import Notification
from spoke.ui.widgets.focus_order import first_stop
from spoke.ui.widgets.panes import width_class
from spoke.ui.widgets.surfaces import bare
from spoke.ui.window.places import Places, kind
from spoke.ui.window.rail import Rail

if TYPE_CHECKING:
    from spoke.ui.chats.writing.drafts import Drafts
    from spoke.ui.node.connection import NodeConnection
    from spoke.ui.widgets.banner import Banner, Notice
    from spoke.ui.work.undo import Offer

_LAST_WORDS_S = 1.0


class Window(Places):
    """`closed` is the end: whoever runs the window then stops the tasks and the node. `again`: make a new window over
    the same node, for the language changed. `ended` and `outdated` say the same of what was before anybody listened."""

    closed = Signal()
    again = Signal()

    def __init__(self, look: Look, data: Path) -> None:
        super().__init__()
        self.look, self.data = look, data
        self._built = self._quitting = self._lose_text = self.ended = False
        self._language = look.preferences.choices.language
        self.setWindowTitle("Felloe")
        exempt_from_zoom(self)
        self.setMinimumSize(480, 480)
        self.rail = Rail(look)
        self._lay_out()
        look.style(self.rail)
        look.follow(self, self._fit)
        self._restore()

    def build(self, node: NodeConnection) -> None:
        """Bring the chats, over this node, as the data folder has them; the other places come when they are wanted."""
        for _ in self.building(node):
            pass

    def building(self, node: NodeConnection, drafts: Drafts | None = None) -> Iterator[None]:
        """The same in steps of a few milliseconds; the first one imports. `drafts`: of the window before this one."""
        from spoke.ui.actions import Actions
        from spoke.ui.chats.place import ChatsPlace
        from spoke.ui.chats.writing.drafts import Drafts
        from spoke.ui.look.icons import application_icon
        from spoke.ui.navigation import Navigation
        from spoke.ui.node.answers import Answers
        from spoke.ui.node.asks import Asks
        from spoke.ui.node.devices import Devices
        from spoke.ui.notifications.alerts import Alerts
        from spoke.ui.notifications.notifications import Notifications
        from spoke.ui.notifications.tray import Tray
        from spoke.ui.services import Services
        from spoke.ui.window.actions import WindowActions
        from spoke.ui.window.face import DesktopFace
        from spoke.ui.window.focus_ring import FocusRing
        from spoke.ui.window.navigator import Navigator
        from spoke.ui.window.node_events import NodeEvents
        from spoke.ui.window.node_notice import NodeNotice
        from spoke.ui.window.progress_strip import ProgressStrip
        from spoke.ui.window.read_errors import ReadErrors
        from spoke.ui.window.undo_keys import UndoKeys
        from spoke.ui.work.operations import Operations
        from spoke.ui.work.tasks import TaskOwner
        from spoke.ui.work.undo import Undo

        if self._kept_place != CHATS:
            kind(self._kept_place)
        yield
        self.setWindowIcon(application_icon())
        self.node = node
        self.tasks = TaskOwner()
        self.progress_strip = ProgressStrip(self.look, self.tasks.progress, self.stack)
        self.drafts = drafts or Drafts(self.data / "desktop" / "drafts.json")
        self.tray = Tray()
        self.notifications = Notifications(self.tray)
        self.face = DesktopFace(self.notifications, self._notified)
        self.navigation = Navigation()
        self.operations = Operations(self.tasks, node.there, lambda: self._banner)
        self.undo = Undo(self.operations)
        self.actions_of = Actions(self)
        self.services = Services(
            look=self.look,
            node=node,
            tasks=self.tasks,
            preferences=self.look.preferences,
            actions=self.actions_of,
            navigation=self.navigation,
            operations=self.operations,
            undo=self.undo,
            alerts=Alerts(self, self.look.preferences),
            devices=Devices(node, self.tasks),
            asks=Asks(node, self.tasks),
            answers=Answers(node, self.tasks),
        )
        yield
        chats = ChatsPlace(self.services, self.drafts)
        yield from chats.build()
        self.chats = chats
        yield from self._seat_chats(chats)
        self._ring = FocusRing(self, self.look)
        self._undo_keys = UndoKeys(self)
        self.node_notice = NodeNotice(self)
        self.events = NodeEvents(self)
        self._read_errors = ReadErrors(self)
        self.own_actions = WindowActions(self)
        self.navigator = Navigator(self)
        yield
        yield from self.making(self._kept_place)
        self.stack.removeWidget(self._grounds)
        self._connect()
        self._built = True
        self._go_back()
        yield
        self.chats.list.glance()

    def start(self) -> None:
        """Reach the node, or start it; then bring what is not there yet."""
        self._ring.listen()
        self.tray.show()
        self.tasks.start(self._begin())

    async def _begin(self) -> None:
        from spoke.ui.event_loop import deferred_imports
        from spoke.ui.event_loop.sliced import idle

        await deferred_imports.imported(deferred_imports.FOR_THE_NODE)
        self.tasks.start(self.node.run())
        await deferred_imports.imported(deferred_imports.FOR_PLACES)
        for number in range(len(PLACES)):
            for _ in self.making(number):
                await idle()
        await idle()
        self.palette_of.ensurePolished()
        await _learn_to_highlight()

    def take_over(self, before: Window) -> None:
        """Stand where that one stands, with the focus and what was typed until now. This one was shown unseen."""
        self.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
        self.chats.show_draft()
        if self.place == SETTINGS and before.settings.current == "appearance":  # there the language was chosen
            self.settings.appearance.language.setFocus()
        if before.isHidden():  # it went into the tray meanwhile
            self.tray.watch(True)
            return
        self.show()
        before.hide()

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

        if SETTINGS in self._made and self.node.reached:
            self.settings.keep_typed()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.operations.settled(), _LAST_WORDS_S)

    def go(self, place: int) -> None:
        self._show_place(place)
        self.rail.mark(place)
        self.setWindowTitle(f"{tr(PLACES[place][1])} – Felloe")
        self.look.preferences.keep("place", place)

    def go_by_hand(self, place: int) -> None:
        """Opening a place puts the focus on its list. Going where one is opens the list, where it is a drawer."""
        panes = self.at(place).panes
        if panes.list_is_drawer:
            panes.open_list(self.place == place and panes.column is not None and panes.column.isHidden())
        self.go(place)
        self.at(place).focus_list()

    @property
    def outdated(self) -> bool:
        """In another language than the one that is chosen."""
        return self.look.preferences.choices.language != self._language and not self.drafts.at_risk

    @property
    def notice(self) -> Notice:
        return self.node_notice.notice

    def focus_pane(self, pane: QWidget) -> None:
        """The focus goes to the first thing in it that takes it, and is shown."""
        with self._ring.shown():
            (first_stop(pane) or pane).setFocus(Qt.FocusReason.TabFocusReason)

    def quit(self) -> None:
        """The end, also where the window would go on in the tray."""
        self._quitting = True
        self.close()

    def come_up(self) -> None:
        if self._built:
            self.tray.watch(False)
        self.setWindowState(self.windowState() & ~self.windowState().WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        background = self._built and self.tray.available and self.look.preferences.choices.background
        self.save()
        if background and not self._quitting:
            event.ignore()
            self.hide()
            self.tray.watch(True)
            self._say_where()
            return
        if self._built and self.drafts.at_risk and not self._lose_text:
            event.ignore()
            self._quitting = False
            self._say_at_risk()
            return
        self.ended = True
        self.closed.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:  # all of it was painted
            slice_clock.ended = time.perf_counter()
        return done

    def _fit(self) -> None:
        self.rail.without_words(width_class(self.width() / self.look.theme.scale) == "small")

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab, from whichever widget it was pressed in."""
        if not self._built:
            return False
        with self._ring.shown():
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

    def _restore(self) -> None:
        """How large the window was, the last time."""
        self.resize(1280, 800)
        kept = self.look.preferences.kept("window")
        if isinstance(kept, str):
            self.restoreGeometry(QByteArray.fromBase64(kept.encode()))

    @property
    def _kept_place(self) -> int:
        place = self.look.preferences.kept("place", CHATS)
        return place if isinstance(place, int) and 0 <= place < len(PLACES) else CHATS

    def _go_back(self) -> None:
        """Where the window was, the last time."""
        self.go(self._kept_place)
        if self.place == CHATS:
            self.chats.focus_composer()

    def save(self) -> None:
        """What is typed and how large the window is, on the disk."""
        if self._built:
            self.drafts.save()
        self.look.preferences.keep("window", bytes(self.saveGeometry().toBase64().data()).decode())
        self.look.preferences.save()

    def _say_at_risk(self) -> None:
        self.go(CHATS)
        said = tr("Still open, for what you typed is not on the disk yet. Make room, and close it then.")
        self._banner.say("bad", said, tr("Close and lose it"), self._close_all_the_same)

    def _close_all_the_same(self) -> None:
        self._lose_text = True
        self.quit()

    def _say_where(self) -> None:
        """Once ever: that it is not gone."""
        if not self.look.preferences.kept("told of the tray"):
            self.look.preferences.keep("told of the tray", True)
            self._notify(Notification(tr("Felloe goes on in the tray"), tr("Quit it there, or with Ctrl+Q.")))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_by_hand)
        self.tray.opened.connect(self.come_up)
        self.tray.gone.connect(self.come_up)
        self.tray.quit.connect(self.quit)
        self.notifications.opened.connect(self.come_up)
        self.services.alerts.raised.connect(self._notify)
        self.undo.offered.connect(self._offer)
        self.undo.gone.connect(self.drop)
        self.look.preferences.changed.connect(self._language_changed)

    def _language_changed(self) -> None:
        if self.outdated:
            self.again.emit()

    def _offer(self, offer: Offer) -> None:
        self._banner.say("neutral", offer.said, tr("Undo"), partial(self.undo.take, offer), about=offer)

    def drop(self, about: object) -> None:
        """Take away what any place says of this."""
        for place in self.places:
            place.banner.drop(about)

    @property
    def _banner(self) -> Banner:
        """Of the place that is shown."""
        return self.here.banner

    def _notify(self, notification: Notification) -> None:
        """By the system, if it shows notifications."""

        async def show() -> None:
            await self.notifications.show(notification)

        self.tasks.start(show())

    def _notified(self, text: str) -> None:
        self._banner.say("neutral", text)
        QApplication.alert(self)


async def _learn_to_highlight() -> None:
    """The language that most code in a chat is of."""
    from spoke.ui.event_loop.threads import in_thread
    from spoke.ui.look.highlighting import learn

    await in_thread(partial(learn, "python"))

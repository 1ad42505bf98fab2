"""The main window: rail, the places, and the notice of what concerns them all (the node, the hub)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from shared.errors import FelloeError, NodeUnreachable
from spoke.node.bodies.events import Event
from spoke.node.bodies.node import Status
from spoke.ui.actions import Actions
from spoke.ui.activity.place import ActivityPlace
from spoke.ui.banner import Banner, Notice
from spoke.ui.chats.drafts import Drafts
from spoke.ui.chats.place import ChatsPlace
from spoke.ui.clock import present
from spoke.ui.devices.place import DevicesPlace
from spoke.ui.doors import Doors
from spoke.ui.face import DesktopFace
from spoke.ui.fitting import leave_alone
from spoke.ui.focus_ring import FocusRing
from spoke.ui.icons import application_icon
from spoke.ui.look import Look
from spoke.ui.news import News
from spoke.ui.node_session import NodeSession
from spoke.ui.palette.palette import Palette
from spoke.ui.panes import width_class
from spoke.ui.place import Desk, Place
from spoke.ui.rail import CHATS, DEVICES, PLACES, SETTINGS, SKILLS, Rail
from spoke.ui.settings.place import SettingsPlace
from spoke.ui.skills.place import SkillsPlace
from spoke.ui.sync_foot import sync_words
from spoke.ui.tasks import Repeat, TaskOwner
from spoke.ui.tray import Tray
from spoke.ui.undo import Undo
from spoke.ui.watch import Watch
from spoke.ui.window_actions import WindowActions
from spoke.ui.words import later, plural, tr

NODE_LOST = later("Starting Felloe's node again. Your text is kept.")


class Window(QMainWindow):
    """`closed` is the end: whoever runs the window then stops the tasks and the node. `again`: make a new window over
    the same node, for the language changed."""

    closed = Signal()
    again = Signal()

    def __init__(self, look: Look, node: NodeSession, data: Path) -> None:
        super().__init__()
        self.look, self.node = look, node
        self.tasks = TaskOwner(self._task_failed)
        self.drafts = Drafts(data / "desktop" / "drafts.json")
        self.tray = Tray()
        self.face = DesktopFace(self.tray, self._notified)
        self.doors = Doors()
        self.undo = Undo(self.tasks)
        self.actions_of = Actions(self)
        self._language = look.preferences.choices.language
        self._quitting = False
        self._status_again = Repeat(self.tasks, node.refresh_status)
        desk = Desk(
            look=look,
            node=node,
            tasks=self.tasks,
            preferences=look.preferences,
            actions=self.actions_of,
            doors=self.doors,
            undo=self.undo,
            news=News(self, look.preferences),
        )
        self.desk = desk
        with look.bare():
            self._build(desk)
        self._restore()

    def _build(self, desk: Desk) -> None:
        self.rail = Rail(self.look)
        self.chats = ChatsPlace(desk, self.drafts)
        self.devices = DevicesPlace(desk)
        self.skills = SkillsPlace(desk)
        self.activity = ActivityPlace(desk)
        self.settings = SettingsPlace(desk)
        self.places: tuple[Place, ...] = (self.chats, self.devices, self.skills, self.activity, self.settings)
        self.notice = Notice(place.notice for place in self.places)
        self.watch = Watch(desk)
        self._stack = QStackedWidget()
        self._ring = FocusRing(self, self.look)
        self.setWindowTitle("Felloe")
        self.setWindowIcon(application_icon())
        leave_alone(self)
        self.setMinimumSize(480, 480)
        self._lay_out()
        self._connect()
        self.palette_of = Palette(desk, self)
        self.own_actions = WindowActions(self)

    def start(self) -> None:
        self.tray.show()
        self.tasks.start(self.node.run())

    async def aclose(self, *, keep_node: bool = False) -> None:
        """Stop all work, and the node if this window started it."""
        self._save()
        self.tray.close()
        await self.tasks.aclose()
        if not keep_node:
            await self.node.stop_child()

    def go(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.rail.mark(place)
        self.setWindowTitle(f"{tr(PLACES[place][1])} – Felloe")
        self.look.preferences.keep("place", place)

    def go_by_hand(self, place: int) -> None:
        """Opening a place puts the focus on its list. Going where one is opens the list, where it is a drawer."""
        panes = self.places[place].panes
        if panes.list_is_drawer:
            panes.open_list(self.place == place and panes.column is not None and panes.column.isHidden())
        self.go(place)
        self.places[place].focus_list()

    @property
    def place(self) -> int:
        return self._stack.currentIndex()

    @property
    def here(self) -> Place:
        return self.places[self.place]

    def focus_pane(self, pane: QWidget) -> None:
        """The focus goes to the first thing in it that takes it, and is shown."""
        self._ring.by_keyboard = True
        first = pane
        while first.focusPolicy() == Qt.FocusPolicy.NoFocus or not first.isVisible() or not first.isEnabled():
            following = first.nextInFocusChain()
            if following is None or following is pane or not pane.isAncestorOf(following):
                break
            first = following
        first.setFocus(Qt.FocusReason.TabFocusReason)
        self._ring.by_keyboard = False

    def quit(self) -> None:
        """The end, also where the window would go on in the tray."""
        self._quitting = True
        self.close()

    def come_up(self) -> None:
        self.setWindowState(self.windowState() & ~self.windowState().WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self._save()
        if self.look.preferences.choices.background and self.tray.available and not self._quitting:
            event.ignore()
            self.hide()
            self._say_where()
            return
        self.closed.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.rail.without_words(width_class(event.size().width() / self.look.theme.scale) == "small")
        super().resizeEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab, from whichever widget it was pressed in."""
        self._ring.by_keyboard = True
        try:
            return super().focusNextPrevChild(forward)
        finally:
            self._ring.by_keyboard = False

    def _lay_out(self) -> None:
        body = QFrame()
        body.setProperty("ground", "surface")
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        for place in (self.chats, self.devices, self.skills, self.activity, self.settings):
            self._stack.addWidget(place)
        self.setCentralWidget(body)

    def _restore(self) -> None:
        """Where and how the window was, the last time."""
        preferences = self.look.preferences
        self.resize(1280, 800)
        kept = preferences.kept("window")
        if isinstance(kept, str):
            self.restoreGeometry(QByteArray.fromBase64(kept.encode()))
        place = preferences.kept("place", CHATS)
        self.go(place if isinstance(place, int) and 0 <= place < len(PLACES) else CHATS)
        if self.place == CHATS:
            self.chats.focus_composer()

    def _save(self) -> None:
        self.drafts.save()
        self.look.preferences.keep("window", bytes(self.saveGeometry().toBase64().data()).decode())
        self.look.preferences.save()

    def _say_where(self) -> None:
        """Once ever: that it is not gone."""
        if not self.look.preferences.kept("told of the tray"):
            self.look.preferences.keep("told of the tray", True)
            self.tray.message(tr("Felloe goes on in the tray"), tr("Quit it there, or with Ctrl+Q."))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_by_hand)
        self.chats.command.connect(self._find_functions)
        self.tray.opened.connect(self.come_up)
        self.tray.quit.connect(self.quit)
        self.node.state_changed.connect(self._node_is)
        self.node.status_changed.connect(self._status)
        self.node.changed.connect(self._changed)
        self.undo.offered.connect(lambda said: self._banner.say("neutral", said, tr("Undo"), self.undo.last))
        self.undo.gone.connect(lambda: self._banner.clear())
        self.watch.asks_changed.connect(self._asks)
        self.look.preferences.changed.connect(self._language_changed)
        self.doors.place.connect(self.go_by_hand)
        self.doors.chat.connect(self._open_chat)
        self.doors.functions.connect(self._find_functions)
        self.doors.settings.connect(self._open_settings)
        self.doors.function.connect(self._open_function)
        self.doors.device.connect(self._open_device)
        self.doors.write.connect(self._write)
        self.doors.palette.connect(self.palette_of.open)
        self.chats.page.first_run.pair.connect(self._pair)

    def _open_chat(self, chat: str) -> None:
        self.go(CHATS)
        self.chats.open(chat)

    def _open_settings(self, section: str) -> None:
        self.go(SETTINGS)
        self.settings.open(section)

    def _open_function(self, path: str) -> None:
        self.go(SKILLS)
        self.skills.open_path(path)

    def _open_device(self, device: str) -> None:
        self.go(DEVICES)
        self.devices.open(device)

    def _pair(self, string: str) -> None:
        self.go(DEVICES)
        self.devices.pairing.card.pair_with(string)

    def _write(self, text: str) -> None:
        self.go(CHATS)
        self.chats.new_chat()
        if text:
            self.chats.page.composer.put(text)

    def _find_functions(self, words: str) -> None:
        self.go(SKILLS)
        self.skills.look_for(words)

    def _language_changed(self) -> None:
        if self.look.preferences.choices.language != self._language:
            self._language = self.look.preferences.choices.language
            self.again.emit()

    def _changed(self, event: Event) -> None:
        self._status_again.ask()
        self.watch.on_event(event)
        for place in self.places:
            place.on_event(event)

    def _node_is(self, state: str) -> None:
        if state == "online":
            self.tasks.start(self.face.serve(self.node.client))
            self._hub_banner()
            self.watch.refresh()
            for place in self.places:
                place.refresh()
        elif state == "lost":
            self.notice.say("warn", tr(NODE_LOST))
        elif state == "failed":
            said = tr("Felloe's node does not start. {why}", why=self.node.problem)
            self.notice.say("bad", said, tr("Try again"), self.node.retry)
        else:
            self.notice.clear()

    def _status(self, status: Status) -> None:
        self.tray.say(sync_words(status, present()).first)
        if self.node.state == "online":
            self._hub_banner()

    def _asks(self, number: int) -> None:
        self.rail.show_asks(number)
        words = sync_words(self.node.status, present()).first
        self.tray.say(plural("%n asks you", "%n ask you", number) if number else words)

    def _hub_banner(self) -> None:
        """Said once, in neutral: nothing that still works turns grey."""
        status = self.node.status
        if not status or status.hub != "offline":
            self.notice.clear()
            return
        first = sync_words(status, present()).first
        waiting = status.sync.pending
        if waiting:
            rest = plural("%n change waits to sync", "%n changes wait to sync", waiting)
            said = tr("{hub}. You can go on; {rest}.", hub=first, rest=rest)
        else:
            said = tr("{hub}. You can go on.", hub=first)
        self.notice.say("neutral", said, tr("Try now"), self._try_hub)

    def _try_hub(self) -> None:
        self.tasks.start(self._sync())

    async def _sync(self) -> None:
        try:
            await self.node.client.sync()
        finally:
            await self.node.refresh_status()

    def _task_failed(self, error: FelloeError) -> None:
        """A node that is gone says so by its state."""
        if not isinstance(error, NodeUnreachable):
            self._banner.say("bad", str(error))

    @property
    def _banner(self) -> Banner:
        """Of the place that is shown."""
        return self.here.banner

    def _notified(self, text: str) -> None:
        self._banner.say("neutral", text)
        QApplication.alert(self)

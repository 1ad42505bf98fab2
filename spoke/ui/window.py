"""The main window: rail, the places, and the notice of what concerns them all (the node, the hub)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMainWindow, QStackedWidget

from shared.errors import FelloeError, NodeUnreachable
from spoke.node.bodies.events import Event
from spoke.node.bodies.node import Status
from spoke.ui.activity.place import ActivityPlace
from spoke.ui.banner import Banner, Notice
from spoke.ui.chats.drafts import Drafts
from spoke.ui.chats.place import ChatsPlace
from spoke.ui.clock import present
from spoke.ui.devices.place import DevicesPlace
from spoke.ui.face import DesktopFace
from spoke.ui.fitting import leave_alone
from spoke.ui.focus_ring import FocusRing
from spoke.ui.icons import application_icon
from spoke.ui.look import Look
from spoke.ui.node_session import NodeSession
from spoke.ui.place import Desk
from spoke.ui.rail import PLACES, Rail
from spoke.ui.skills.place import SkillsPlace
from spoke.ui.sync_foot import counted, sync_words
from spoke.ui.tasks import Repeat, TaskOwner

NODE_LOST = "Starting Felloe's node again. Your text is kept."
_NARROW = 900
CHATS, DEVICES, SKILLS, ACTIVITY = range(4)


class Window(QMainWindow):
    """`closed` is the end: whoever runs the window then stops the tasks and the node."""

    closed = Signal()

    def __init__(self, look: Look, node: NodeSession, data: Path) -> None:
        super().__init__()
        self.look = look
        self.node = node
        self.tasks = TaskOwner(self._task_failed)
        self.drafts = Drafts(data / "desktop" / "drafts.json")
        self.face = DesktopFace(self._notified, self._come_up)
        self._status_again = Repeat(self.tasks, node.refresh_status)
        desk = Desk(look, node, self.tasks, look.preferences)
        self.rail = Rail(look)
        self.chats = ChatsPlace(desk, self.drafts)
        self.devices = DevicesPlace(desk)
        self.skills = SkillsPlace(desk)
        self.activity = ActivityPlace(desk)
        self.notice = Notice(place.notice for place in (self.chats.page, self.devices, self.skills.page, self.activity))
        self._places = QStackedWidget()
        self._ring = FocusRing(self, look)
        self._narrow = False
        self.setWindowTitle("Felloe")
        self.setWindowIcon(application_icon())
        leave_alone(self)
        self.setMinimumSize(480, 480)
        self.resize(1280, 800)
        self._lay_out()
        self._connect()
        self._keys()
        self.go(CHATS)
        self.chats.focus_composer()

    def start(self) -> None:
        self.tasks.start(self.node.run())

    async def aclose(self) -> None:
        """Stop all work, and the node if this window started it."""
        self.drafts.save()
        self.look.preferences.save()
        self.face.close()
        await self.tasks.aclose()
        await self.node.stop_child()

    def go(self, place: int) -> None:
        self._places.setCurrentIndex(place)
        self.rail.mark(place)
        self.setWindowTitle(f"{PLACES[place][1]} – Felloe")

    @property
    def place(self) -> int:
        return self._places.currentIndex()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.drafts.save()
        self.closed.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A narrow window leaves the room to the page; Ctrl+B brings the list back."""
        narrow = event.size().width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_lists(not narrow)
            self.skills.stack(narrow)
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
        row.addWidget(self._places, 1)
        for place in (self.chats, self.devices, self.skills, self.activity):
            self._places.addWidget(place)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        self.rail.chosen.connect(self._go_by_hand)
        self.chats.places.connect(self._go_by_hand)
        self.chats.command.connect(self._find_function)
        self.node.state_changed.connect(self._node_is)
        self.node.status_changed.connect(self._status)
        self.node.changed.connect(self._changed)

    def _keys(self) -> None:
        look = self.look
        for number in range(len(PLACES)):
            self._key(f"Ctrl+{number + 1}", partial(self._go_by_hand, number))
        self._key("Ctrl+N", self._new_chat)
        self._key("Ctrl+F", self._search)
        self._key("Ctrl+B", lambda: self._show_lists(self.chats.column.isHidden()))
        self._key("Esc", self._back_to_composer)
        self._key("Ctrl+Q", self.close)
        for keys, steps in (("Ctrl+=", 1), ("Ctrl++", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            self._key(keys, partial(look.zoom_by, steps))

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _go_by_hand(self, place: int) -> None:
        """Opening a place puts the focus on its list."""
        self.go(place)
        focus = (self.chats.column.rows, self.devices.column.rows, self.skills.column.rows, self.activity.table)
        focus[place].setFocus()

    def _show_lists(self, shown: bool) -> None:
        for place in (self.chats, self.devices, self.skills):
            place.column.setVisible(shown)

    def _new_chat(self) -> None:
        self.go(CHATS)
        self.chats.new_chat()

    def _search(self) -> None:
        columns = {CHATS: self.chats.column, DEVICES: self.devices.column, SKILLS: self.skills.column}
        if self.place in columns:
            columns[self.place].search.setFocus()

    def _back_to_composer(self) -> None:
        self.go(CHATS)
        self.chats.focus_composer()

    def _find_function(self, words: str) -> None:
        self.go(SKILLS)
        self.skills.look_for(words)

    def _changed(self, event: Event) -> None:
        self._status_again.ask()
        for place in (self.chats, self.devices, self.skills, self.activity):
            place.on_event(event)

    def _node_is(self, state: str) -> None:
        if state == "online":
            self.tasks.start(self.face.serve(self.node.client))
            self._hub_banner()
            for place in (self.chats, self.devices, self.skills, self.activity):
                place.refresh()
        elif state == "lost":
            self.notice.say("warn", NODE_LOST)
        elif state == "failed":
            self.notice.say("bad", f"Felloe's node does not start. {self.node.problem}", "Try again", self.node.retry)
        else:
            self.notice.clear()

    def _status(self, _: Status) -> None:
        if self.node.state == "online":
            self._hub_banner()

    def _hub_banner(self) -> None:
        """Said once, in neutral: nothing that still works turns grey."""
        status = self.node.status
        if not status or status.hub != "offline":
            self.notice.clear()
            return
        waiting = status.sync.pending
        rest = f"; {counted(waiting, 'change waits', 'changes wait')} to sync" if waiting else ""
        first = sync_words(status, present()).first
        self.notice.say("neutral", f"{first}. You can go on{rest}.", "Try now", self._try_hub)

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
        places = (self.chats.page.banner, self.devices.banner, self.skills.page.banner, self.activity.banner)
        return places[self.place]

    def _notified(self, text: str) -> None:
        self._banner.say("neutral", text)
        QApplication.alert(self)

    def _come_up(self) -> None:
        self.show()
        self.raise_()
        self.activateWindow()

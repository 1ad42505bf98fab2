"""What the window says of its node and of the hub: in a notice of all places, in the rail, and in the tray."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spoke.ui.i18n.figures import present
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import later, plural, tr
from spoke.ui.navigation import CHATS
from spoke.ui.notifications.tray import Tray
from spoke.ui.services import Services
from spoke.ui.widgets.banner import Notice
from spoke.ui.widgets.sync_foot import sync_words, waiting_words
from spoke.ui.window.places import Places
from spoke.ui.window.rail import Rail

if TYPE_CHECKING:
    from spoke.node.bodies.node import Status

NODE_LOST = later("Starting Felloe's node again. Your text is kept.")


class NodeNotice(QObject):
    def __init__(self, places: Places, services: Services, rail: Rail, tray: Tray) -> None:
        super().__init__(places)
        self._places, self._services, self._rail, self._tray = places, services, rail, tray
        self._node = services.node
        self.notice = Notice(places.chats.notice)
        places.made.connect(lambda place: self.notice.also_in(place.notice))
        self._node.state_changed.connect(self._state)
        self._node.status_changed.connect(self._status)
        services.asks.updated.connect(self._asks)

    def _state(self, state: str) -> None:
        if state == "online":
            self._hub()
        elif state == "lost":
            self.notice.say("warn", tr(NODE_LOST))
        elif state == "failed":
            said = tr("Felloe's node does not start. {why}", why=self._node.problem)
            self.notice.say("bad", said, tr("Try again"), self._node.retry)
        else:
            self.notice.clear()

    def _status(self, status: Status) -> None:
        self._say_in_tray()
        if self._node.state == "online":
            self._hub()

    def _asks(self) -> None:
        self._rail.show_asks(len(self._services.asks.here))
        self._say_in_tray()

    def _say_in_tray(self) -> None:
        """Who asks comes before how the sync is."""
        if asking := len(self._services.asks.here):
            self._tray.say(plural("%n asks you", "%n ask you", asking), self._to_ask)
        else:
            self._tray.say(sync_words(self._node.status, present()).first)

    def _to_ask(self) -> None:
        self._places.go(CHATS)
        self._places.chats.focus_ask()

    def _hub(self) -> None:
        """Said once, in neutral: nothing that still works turns grey."""
        status = self._node.status
        if not status or status.hub != "offline":
            self.notice.clear()
            return
        problem = status.hub_problem
        if problem and problem.details.get("reason") == "revoked":  # to try again helps nobody
            said = tr("{why} Chats and skills stay here.", why=worded(problem))
            self.notice.say(
                "warn", said, tr("Account and hub"), partial(self._services.navigation.settings.emit, "account")
            )
            return
        first, waiting = sync_words(status, present()).first, waiting_words(status.sync)
        if waiting:
            said = tr("{hub}. You can go on; {waiting}.", hub=first, waiting=waiting)
        else:
            said = tr("{hub}. You can go on.", hub=first)
        self.notice.say("offline", said, tr("Try now"), self._try_now)

    def _try_now(self) -> None:
        self._services.operations.do(tr("Syncing"), self._sync, by=self)

    async def _sync(self) -> None:
        try:
            await self._node.client.sync()
        finally:
            await self._node.refresh_status()

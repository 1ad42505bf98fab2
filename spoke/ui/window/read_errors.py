"""What could not be read is said in the place that is shown, until it can be; a node that is gone says so itself."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer

from shared.errors import FelloeError, NodeUnreachable
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.node.connection import NodeConnection
from spoke.ui.window.places import Places
from spoke.ui.work.refresh import Refresh
from spoke.ui.work.tasks import TaskOwner

_GONE_MS = 400
"""Within this a node that cut its answer is known to be gone, or else to be there."""


class ReadErrors(QObject):
    def __init__(self, places: Places, tasks: TaskOwner, node: NodeConnection) -> None:
        super().__init__(places)
        self._places, self._node = places, node
        tasks.failed.connect(self._failed)
        tasks.mended.connect(self._mended)
        node.state_changed.connect(self._node_changed)
        self._again: set[Refresh] = set()
        """Those that were asked again by themselves."""

    def _mended(self, refresh: Refresh) -> None:
        self._again.discard(refresh)
        self._places.drop(refresh)

    def _node_changed(self, state: str) -> None:
        """What could not be read while there was no node can be now, whatever place says so."""
        if state == "online":
            for place in self._places.built:
                if isinstance(place.banner.about, Refresh):
                    place.banner.about.ask()

    def _ask_again(self, refresh: Refresh) -> None:
        """By hand: what comes of it is said wherever the person is by then, closed there before or not."""
        self._places.drop(refresh)
        refresh.ask()

    def _failed(self, error: FelloeError, refresh: Refresh | None) -> None:
        if isinstance(error, NodeUnreachable):
            QTimer.singleShot(_GONE_MS, self, partial(self._cut, error, refresh))
        else:
            self._say(error, refresh)

    def _cut(self, error: FelloeError, refresh: Refresh | None) -> None:
        """All is read anew when a node is back, and may have been by now. One that is there lost only this answer, or
        was not there yet when it was asked: it is asked once more, and what fails again is said."""
        if self._node.state != "online" or (refresh and refresh.works):
            return
        if refresh is None or refresh in self._again:
            self._say(error, refresh)
        else:
            self._again.add(refresh)
            refresh.ask()

    def _say(self, error: FelloeError, refresh: Refresh | None) -> None:
        banner = self._places.here.banner
        if banner.about is not None and not isinstance(banner.about, Refresh):
            return  # what a person asked for comes first
        if refresh is None:
            banner.say("bad", worded(error))
        else:
            said = tr("{why} What you see is what was known before.", why=worded(error))
            banner.say("offline", said, tr("Try again"), partial(self._ask_again, refresh), about=refresh)

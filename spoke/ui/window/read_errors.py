"""What could not be read is said in the place that is shown, until it can be; a node that is gone says so itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from shared.errors import FelloeError, NodeUnreachable
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from spoke.ui.window.window import Window

_GONE_MS = 400
"""Within this a node that cut its answer is known to be gone, or else to be there."""


class ReadErrors(QObject):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.tasks.failed.connect(self._failed)
        window.tasks.mended.connect(self._mended)
        window.node.state_changed.connect(self._node_changed)
        self._again: set[Refresh] = set()
        """Those that were asked again by themselves."""

    def _mended(self, repeat: Refresh) -> None:
        self._again.discard(repeat)
        self._window.drop(repeat)

    def _node_changed(self, state: str) -> None:
        """What could not be read while there was no node can be now, whatever place says so."""
        if state == "online":
            for place in self._window.places:
                if isinstance(place.banner.about, Refresh):
                    place.banner.about.ask()

    def _failed(self, error: FelloeError, repeat: Refresh | None) -> None:
        if isinstance(error, NodeUnreachable):
            QTimer.singleShot(_GONE_MS, self, partial(self._cut, error, repeat))
        else:
            self._say(error, repeat)

    def _cut(self, error: FelloeError, repeat: Refresh | None) -> None:
        """All is read anew when a node is back, and may have been by now. One that is there lost only this answer, or
        was not there yet when it was asked: it is asked once more, and what fails again is said."""
        if self._window.node.state != "online" or (repeat and repeat.works):
            return
        if repeat is None or repeat in self._again:
            self._say(error, repeat)
        else:
            self._again.add(repeat)
            repeat.ask()

    def _say(self, error: FelloeError, repeat: Refresh | None) -> None:
        banner = self._window.here.banner
        if banner.about is not None and not isinstance(banner.about, Refresh):
            return  # what a person asked for comes first
        if repeat is None:
            banner.say("bad", worded(error))
        else:
            said = tr("{why} What you see is what was known before.", why=worded(error))
            banner.say("offline", said, tr("Try again"), repeat.ask, about=repeat)

"""What could not be read is said in the place that is shown, until it can be; a node that is gone says so itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from shared.errors import FelloeError, NodeUnreachable
from spoke.ui.node_sentences import worded
from spoke.ui.tasks import Repeat
from spoke.ui.words import tr

if TYPE_CHECKING:
    from spoke.ui.window import Window

_GONE_MS = 400
"""Within this a node that cut its answer is known to be gone, or else to be there."""


class Troubles(QObject):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.tasks.failed.connect(self._failed)
        window.tasks.mended.connect(window.drop)

    def _failed(self, error: FelloeError, repeat: Repeat | None) -> None:
        if isinstance(error, NodeUnreachable):
            QTimer.singleShot(_GONE_MS, self, partial(self._cut, error, repeat))
        else:
            self._say(error, repeat)

    def _cut(self, error: FelloeError, repeat: Repeat | None) -> None:
        """All is read anew when a node is back, and may have been by now; one that stayed only lost this answer."""
        if self._window.node.state == "online" and not (repeat and repeat.works):
            self._say(error, repeat)

    def _say(self, error: FelloeError, repeat: Repeat | None) -> None:
        banner = self._window.here.banner
        if banner.about is not None and not isinstance(banner.about, Repeat):
            return  # what a person asked for comes first
        if repeat is None:
            banner.say("bad", worded(error))
        else:
            said = tr("{why} What you see is what was known before.", why=worded(error))
            banner.say("offline", said, tr("Try again"), repeat.ask, about=repeat)

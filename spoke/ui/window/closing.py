"""What becomes of a window that is closed: it ends, goes on in the tray, or stays for what is not on the disk yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from spoke.ui.chats.writing.drafts import Drafts
from spoke.ui.i18n.translate import tr
from spoke.ui.navigation import CHATS
from spoke.ui.notifications.notification import Notification
from spoke.ui.notifications.tray import Tray
from spoke.ui.preferences import Preferences
from spoke.ui.window.places import Places


class Closing(QObject):
    def __init__(
        self,
        window: QWidget,
        places: Places,
        preferences: Preferences,
        tray: Tray,
        drafts: Drafts,
        notify: Callable[[Notification], object],
    ) -> None:
        super().__init__(window)
        self._window, self._places, self._preferences = window, places, preferences
        self._tray, self._drafts, self._notify = tray, drafts, notify
        self._quitting = self._lose_text = False
        tray.quit.connect(self.quit)

    def quit(self) -> None:
        """The end, also where the window would go on in the tray."""
        self._quitting = True
        self._window.close()

    def ends(self) -> bool:
        """Whether the window that is being closed may end; if not, what has to be known is said."""
        if self._tray.available and self._preferences.choices.background and not self._quitting:
            self._window.hide()
            self._tray.watch(True)
            self._say_where()
            return False
        if (self._drafts.at_risk or self._preferences.at_risk) and not self._lose_text:
            self._quitting = False
            self._say_at_risk()
            return False
        return True

    def _say_where(self) -> None:
        """Once ever: that it is not gone."""
        if not self._preferences.kept("told of the tray"):
            self._preferences.keep("told of the tray", True)
            self._notify(Notification(tr("Felloe goes on in the tray"), tr("Quit it there, or with Ctrl+Q.")))

    def _say_at_risk(self) -> None:
        self._places.go(CHATS)
        said = tr("Still open, for what you typed is not on the disk yet. Make room, and close it then.")
        self._places.here.banner.say("bad", said, tr("Close and lose it"), self._close_all_the_same)

    def _close_all_the_same(self) -> None:
        self._lose_text = True
        self.quit()

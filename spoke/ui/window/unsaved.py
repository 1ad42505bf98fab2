"""That the disk does not take how the window is set up is said once, in the place that is shown, until it does."""

from __future__ import annotations

from PySide6.QtCore import QObject

from shared.errors import FelloeError
from spoke.ui.chats.writing.drafts import Drafts
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.preferences import Preferences
from spoke.ui.window.places import Places


class Unsaved(QObject):
    def __init__(self, places: Places, preferences: Preferences, drafts: Drafts) -> None:
        super().__init__(places)
        self._places, self._preferences, self._drafts = places, preferences, drafts
        self._said = ""
        preferences.tried.connect(self._tried)

    def _tried(self, why: FelloeError | None) -> None:
        if why is None:
            self._forget()
            return
        said = tr("Your choices for this window are in its memory only: they are kept on the disk as soon as that "
                  "takes them. {why}", why=worded(why))  # fmt: skip
        banner = self._places.here.banner
        if said != self._said and (banner.about is self or not banner.text):  # else at the next try
            self._said = said
            banner.say("warn", said, tr("Try again"), self._try_again, about=self)

    def _try_again(self) -> None:
        self._forget()
        self._drafts.save()  # what is typed is on the same disk
        self._preferences.save_aside()

    def _forget(self) -> None:
        self._said = ""
        self._places.drop(self)

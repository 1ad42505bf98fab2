"""What is said of a message that did not go, and of a text that is not on the disk: both stay in the composer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from shared.errors import DiskFull, FelloeError
from spoke.ui.chats.page import ChatPage
from spoke.ui.chats.writing.drafts import Drafts
from spoke.ui.chats.writing.sending import Attempt, Sending
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.services import Services


class Unsent(QObject):
    def __init__(self, services: Services, page: ChatPage, sending: Sending, drafts: Drafts) -> None:
        super().__init__(page)
        self._services, self._page, self._sending = services, page, sending
        sending.failed.connect(self._not_sent)
        drafts.refused.connect(self._not_kept)
        page.composer.held_back.connect(self._held_back)

    def _held_back(self, why: str) -> None:
        banner = self._page.banner
        banner.drop(self)  # who sends again hears it again, closed or not
        if why:
            to_models = partial(self._services.navigation.settings.emit, "models")
            banner.say("neutral", why, tr("Models"), to_models, about=self)

    def _not_sent(self, why: str, error: FelloeError | None, attempt: Attempt | None) -> None:
        banner = self._page.banner
        if isinstance(error, DiskFull):
            banner.say("bad", why, tr("Show folder"), self._show_folder)
        elif error is not None and error.body().retryable and attempt and self._sending.stands(attempt):
            banner.say("bad", why, tr("Try again"), partial(self._send_again, attempt), about=attempt)
        else:
            banner.say("bad", why)

    def _send_again(self, attempt: Attempt) -> None:
        """Another chat may be open by now, or another text be written."""
        self._services.navigation.chat.emit(attempt.target.chat)
        composer, banner = self._page.composer, self._page.banner
        if not self._sending.stands(attempt):
            banner.clear()
        elif composer.blocked:
            self._held_back(composer.blocked)
        elif composer.answering:
            said = tr("An answer is being written in this chat. Your text is kept: send it when that has ended.")
            banner.say("neutral", said, tr("Try again"), partial(self._send_again, attempt), about=attempt)
        else:
            self._sending.send(composer.text)  # and not by Send, which looks for a function behind a slash

    def _not_kept(self, why: FelloeError | None) -> None:
        said = tr("Your text is in this window only: it is kept on the disk as soon as that takes it. {why}",
                  why=worded(why)) if why else ""  # fmt: skip
        self._page.composer.show_unsaved(said)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._services.node.data)))

"""What is typed into the composer: a message, or behind a slash a function to look for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from spoke.ui.chats.writing.composer import Composer
    from spoke.ui.chats.writing.sending import Sending
    from spoke.ui.chats.writing.slash import SlashPanel


class SlashLine(QObject):
    def __init__(self, composer: Composer, panel: SlashPanel, sending: Sending) -> None:
        super().__init__(composer)
        self._composer, self._panel, self._sending = composer, panel, sending
        self._arrows = [self._arrow("Down", 1), self._arrow("Up", -1)]
        self._composer.typed.connect(self._typed)
        self._composer.sent.connect(self._send)
        self._panel.written.connect(self._write)
        self._panel.closed.connect(self._closed)
        self._panel.send_wished.connect(lambda: sending.send(self._composer.text))
        self._panel.form_shown.connect(self._composer.lend_button)

    def _arrow(self, key: str, step: int) -> QShortcut:
        """While a function is looked for, the arrows go through what was found."""
        made = QShortcut(QKeySequence(key), self._composer.editor, context=Qt.ShortcutContext.WidgetShortcut)
        made.setEnabled(False)
        made.activated.connect(partial(self._panel.move_to, step))
        return made

    def _take_arrows(self, on: bool) -> None:
        for arrow in self._arrows:
            arrow.setEnabled(on)

    def _typed(self, text: str) -> None:
        if text.startswith("/") and "\n" not in text:
            self._panel.look_for(text[1:])
        elif self._panel.isVisible() and not self._panel.has_form:
            self._panel.close_panel()
        self._take_arrows(text.startswith("/"))

    def _send(self, text: str) -> None:
        if not text.startswith("/"):
            self._sending.send(text)
        elif not self._panel.take():
            self._panel.open_function(text[1:].split("(")[0].strip())

    def _write(self, text: str) -> None:
        """What a function gave, behind what is typed."""
        typed = self._composer.text
        self._composer.put(text if typed.startswith("/") else f"{typed}{text}")

    def _closed(self, had_form: bool) -> None:
        if had_form and self._composer.text.startswith("/"):
            self._composer.put("")
        self._take_arrows(False)
        self._composer.editor.setFocus()

"""The icon in the system's tray: what Felloe does now, a way back to the window, and notifications."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from spoke.ui.icons import application_icon
from spoke.ui.words import tr

_SHOWN_MS = 8_000


class Tray(QObject):
    """Where the system has no tray, `available` is false and nothing else does anything."""

    opened = Signal()
    quit = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._words = ""
        self._opens: Callable[[], None] | None = None

    @property
    def available(self) -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        if self.available:
            self._shown()

    def say(self, words: str) -> None:
        """What Felloe does now: the tooltip, and the first line of the menu."""
        self._words = words
        if self._icon:
            self._icon.setToolTip(f"Felloe\n{words}")
        if self._menu:
            self._menu.actions()[0].setText(words)

    def message(
        self,
        title: str,
        text: str,
        opens: Callable[[], None] | None = None,
        *,
        urgent: bool = False,
        ms: int = _SHOWN_MS,
    ) -> bool:
        """Whether the system shows it. `opens`: what a click on it does besides bringing the window up."""
        if not self.available:
            return False
        self._opens = opens
        icon = QSystemTrayIcon.MessageIcon.Critical if urgent else QSystemTrayIcon.MessageIcon.Information
        self._shown().showMessage(_no_markup(title), _no_markup(text), icon, ms)
        return True

    def close(self) -> None:
        if self._icon:
            self._icon.hide()

    def _shown(self) -> QSystemTrayIcon:
        if self._icon is None:
            self._icon = QSystemTrayIcon(application_icon(), self)
            self._menu = self._make_menu()
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self._clicked)
            self.say(self._words)
            self._icon.show()
        return self._icon

    def _make_menu(self) -> QMenu:
        menu = QMenu()
        menu.addAction(self._words).setEnabled(False)
        menu.addSeparator()
        menu.addAction(tr("Open Felloe")).triggered.connect(self.opened)
        menu.addAction(tr("Quit")).triggered.connect(self.quit)
        return menu

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason != QSystemTrayIcon.ActivationReason.Context:
            self.opened.emit()

    def _clicked(self) -> None:
        self.opened.emit()
        if self._opens:
            self._opens()


def _no_markup(text: str) -> str:
    """Some systems read a notification as markup, links and all."""
    return text.replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")

"""The icon in the system's tray: what Felloe does now, a way back to the window, and its messages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from spoke.ui.i18n.translate import tr
from spoke.ui.look.icons import application_icon
from spoke.ui.notifications.notification import Notification

_LOOK_MS, _MISSED = 10_000, 2
"""A panel that is started anew takes its tray along for some seconds."""


class Tray(QObject):
    """Where the system has no tray, `available` is false and nothing else does anything. `gone`: it went while the
    window was only in there, so that nobody could reach it."""

    opened = Signal()
    gone = Signal()
    quit = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._words = tr("Starting Felloe's node")
        self._opens: Callable[[], None] | None = None
        self._leads: Callable[[], None] | None = None
        self._missed = 0
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._look_after)

    @property
    def available(self) -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        if self.available:
            self._shown()

    def say(self, words: str, leads: Callable[[], None] | None = None) -> None:
        """What Felloe does now: the tooltip, and the first line of the menu. `leads`: where that line does."""
        self._words, self._leads = words, leads
        if self._icon:
            self._icon.setToolTip(f"Felloe\n{words}")
        if self._menu:
            self._menu.actions()[0].setText(words)
            self._menu.actions()[0].setEnabled(leads is not None)

    def show_message(self, notification: Notification) -> bool:
        """Whether the system shows it."""
        if not self.available:
            return False
        self._opens = notification.opens
        icon = QSystemTrayIcon.MessageIcon.Critical if notification.urgent else QSystemTrayIcon.MessageIcon.Information
        self._shown().showMessage(_no_markup(notification.title), _no_markup(notification.text), icon, notification.ms)
        return True

    def watch(self, hidden: bool) -> None:
        """Look whether there is a tray still, for as long as the window is hidden in it."""
        self._missed = 0
        self._look.start() if hidden else self._look.stop()

    def _look_after(self) -> None:
        self._missed = 0 if self.available else self._missed + 1
        if self._missed == _MISSED:
            self.gone.emit()

    def close(self) -> None:
        self._look.stop()
        if self._icon:
            self._icon.hide()

    def _shown(self) -> QSystemTrayIcon:
        if self._icon is None:
            self._icon = QSystemTrayIcon(application_icon(), self)
            self._menu = self._make_menu()
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self._clicked)
            self.say(self._words, self._leads)
            self._icon.show()
        return self._icon

    def _make_menu(self) -> QMenu:
        menu = QMenu()
        menu.addAction(self._words).triggered.connect(self._follow)
        menu.addSeparator()
        menu.addAction(tr("Open Felloe")).triggered.connect(self.opened)
        menu.addAction(tr("Quit")).triggered.connect(self.quit)
        return menu

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason != QSystemTrayIcon.ActivationReason.Context:
            self.opened.emit()

    def _follow(self) -> None:
        if self._leads:
            self.opened.emit()
            self._leads()

    def _clicked(self) -> None:
        self.opened.emit()
        if self._opens:
            self._opens()


def _no_markup(text: str) -> str:
    """Some systems read a notification as markup, links and all."""
    return text.replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")

"""What a person should hear of who does not look at the window: through the system's notifications, if it has any."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from spoke.ui.notifications.notification import Notification
from spoke.ui.preferences import Preferences


class Alerts(QObject):
    """`raised` carries a `Notification`; the window has it shown."""

    raised = Signal(object)

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences

    def tell(self, notification: Notification) -> None:
        """Nothing where the window is in front: there it can be seen."""
        in_sight = self._window.isVisible() and not self._window.isMinimized()
        seen = in_sight and self._window.isActiveWindow()  # which a hidden one is too, until another is
        if self._preferences.choices.notify and not seen:
            self.raised.emit(notification)
            QApplication.alert(self._window)

"""What a person should hear of who does not look at the window: through the system's notifications, if it has any."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from spoke.ui.preferences import Preferences


class Alerts(QObject):
    """`shown` carries title, text and what a click on it opens; the window has it told."""

    shown = Signal(str, str, object)

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences

    def tell(self, title: str, text: str, opens: Callable[[], None]) -> None:
        """Nothing where the window is in front: there it can be seen."""
        in_sight = self._window.isVisible() and not self._window.isMinimized()
        seen = in_sight and self._window.isActiveWindow()  # which a hidden one is too, until another is
        if self._preferences.choices.notify and not seen:
            self.shown.emit(title, text, opens)
            QApplication.alert(self._window)

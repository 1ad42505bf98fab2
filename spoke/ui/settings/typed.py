"""What is kept by itself a moment after it was typed."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractSpinBox

from spoke.ui.services import Services
from spoke.ui.settings.blocks import SettingsPage

_PAUSE_MS = 600
N = TypeVar("N", bound=QAbstractSpinBox)


class TypedPage(SettingsPage):
    """Its fields start `pause` with each change; `_keep` is called at its end."""

    def __init__(self, services: Services, title: str, second: str) -> None:
        super().__init__(services, title, second)
        self.pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.pause.timeout.connect(self._keep)

    def keep_typed(self) -> None:
        """What was typed a moment ago is kept at once."""
        if self.pause.isActive():
            self._keep()

    def _keep(self) -> None:
        self.pause.stop()


def number_field(made: N) -> N:
    made.setFixedHeight(32)
    made.lineEdit().setTextMargins(8, 0, 0, 0)
    made.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]  # the page scrolls under it
    return made

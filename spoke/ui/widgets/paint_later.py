"""A page that is shown or filled is laid out in one turn of the loop, and painted in the next: Qt does both in one."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def paint_later(page: QWidget) -> None:
    """What changes in it until the next turn is painted then."""
    if page.updatesEnabled():
        page.setUpdatesEnabled(False)
        QTimer.singleShot(1, page, lambda: page.setUpdatesEnabled(True))  # Qt makes one of 0 an event of this turn

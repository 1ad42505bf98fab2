"""Saying to a screen reader what changed without the focus going there, and where the focus is within a list."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView


def announce(where: QObject, words: str, *, urgent: bool = False) -> None:
    """Politely, after what is being read; `urgent` interrupts."""
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(where, words)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


def tell_row(view: QAbstractItemView) -> None:
    """Once events are handled: which row a list with the focus is at. By itself Qt says so only as the row changes,
    and of a list that gets the focus only the list."""
    if QAccessible.isActive():
        QTimer.singleShot(0, view, lambda: _tell_row(view))


def _tell_row(view: QAbstractItemView) -> None:
    index = view.currentIndex()
    if not index.isValid() or not view.hasFocus():
        return
    event = QAccessibleEvent(view, QAccessible.Event.Focus)
    if isinstance(view, QTableView):  # its heads count as a row and a column
        event.setChild((index.row() + 1) * (view.model().columnCount() + 1) + index.column() + 1)
    else:
        event.setChild(index.row())
    QAccessible.updateAccessibility(event)

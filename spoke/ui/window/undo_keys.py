"""Ctrl+Z in a field takes back what was typed there; where nothing was, what was done last in the window.

A field takes the key for itself even where it has nothing to take back, so the one with the focus is watched.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid


class UndoKeys(QObject):
    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._field: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Not accepted by the field, the key goes on to the window's own action."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not event.matches(QKeySequence.StandardKey.Undo) or _has_typed(watched):
            return False
        event.ignore()
        return True

    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if self._field is not None and isValid(self._field):
            self._field.removeEventFilter(self)
        mine = isinstance(now, QLineEdit | QPlainTextEdit | QAbstractSpinBox) and now.window() is self._window
        self._field = now if mine else None
        if self._field is not None:
            self._field.installEventFilter(self)


def _has_typed(field: QObject) -> bool:
    if isinstance(field, QPlainTextEdit):
        return not field.isReadOnly() and field.document().isUndoAvailable()
    if isinstance(field, QAbstractSpinBox):
        field = field.lineEdit()
    return isinstance(field, QLineEdit) and field.isUndoAvailable()

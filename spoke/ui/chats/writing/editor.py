"""The field of the composer: which keys do what, and what becomes of what is pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from spoke.ui.chats.writing.pasted import LONG
from spoke.ui.widgets.fields import break_anywhere


class Editor(QPlainTextEdit):
    submitted = Signal()
    focused = Signal(bool)
    recalled = Signal()
    composed = Signal(bool)
    paged = Signal(object)
    """A key that scrolls what stands above."""

    came = Signal(object)
    """Paths of files, a `QImage`, or a text that is long for the field."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Up and plain and not self.toPlainText():
            self.recalled.emit()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and plain:
            self.paged.emit(event)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        super().inputMethodEvent(event)
        self.composed.emit(bool(event.preeditString()))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.focused.emit(False)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        return bool(files_of(source)) or source.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Pasted or dropped. A picture with a text beside it is the text, as programs for writing copy both."""
        if files := files_of(source):
            self.came.emit(files)
        elif source.hasImage() and not source.hasText():
            image = source.imageData()
            self.came.emit(image if isinstance(image, QImage) else QImage(image))
        elif len(source.text()) > LONG:
            self.came.emit(source.text())
        else:
            self.insert(source.text())

    def insert(self, text: str) -> None:
        break_anywhere(self, text)
        self.insertPlainText(text)
        self.ensureCursorVisible()


def files_of(source: QMimeData) -> list[Path]:
    """Files of this device in what was dropped or pasted."""
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]

"""The composer: Enter sends, Shift+Enter makes a line; what is typed is handed out at once so that it is never lost."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from spoke.ui.controls import label, push, reink
from spoke.ui.look import Look

NO_MODEL = "No model yet: messages are kept and synced. Type / to call a function."


class _Editor(QPlainTextEdit):
    submitted = Signal()
    focused = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.focused.emit(False)


class Composer(QFrame):
    """`sent` carries the text, which stays in the editor until `clear`: a failed send loses nothing."""

    sent = Signal(str)
    typed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._most = 320
        self.setProperty("kind", "composer")
        self.setMaximumWidth(742)
        self.editor = _Editor()
        self.editor.setProperty("kind", "composer")
        self.editor.setAccessibleName("Message")
        self.editor.setAccessibleDescription(NO_MODEL)
        self.editor.setPlaceholderText("Write a message, or type / to call a function")
        self.editor.setTabChangesFocus(True)
        self.editor.setFrameShape(QFrame.Shape.NoFrame)
        self.editor.document().setDocumentMargin(0)
        self.editor.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.editor.textChanged.connect(self._edited)
        self.editor.submitted.connect(self._submit)
        self.editor.focused.connect(lambda on: reink(self, focused="true" if on else "false"))
        self.send = push("Send", "main", "Send (Enter)")
        self.send.setIconSize(QSize(16, 16))
        look.dress(self.send, "send", "on.accent")
        self.send.clicked.connect(self._submit)
        self._lay_out()
        self._edited()

    @property
    def text(self) -> str:
        return self.editor.toPlainText()

    def put(self, text: str) -> None:
        """Show a draft; the cursor goes to its end."""
        if text != self.text:
            self.editor.setPlainText(text)
            cursor = self.editor.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self.editor.setTextCursor(cursor)

    def limit(self, height: int) -> None:
        """The most the editor may grow to, in pixels."""
        self._most = height
        self._fit()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(label(NO_MODEL, "second", "third", wrap=True), 1)
        foot.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 8, 7)
        column.setSpacing(6)
        column.addWidget(self.editor)
        column.addLayout(foot)

    def _submit(self) -> None:
        if self.text.strip():
            self.sent.emit(self.text)

    def _edited(self) -> None:
        self.send.setEnabled(bool(self.text.strip()))
        self._fit()
        self.typed.emit(self.text)

    def _fit(self) -> None:
        line = QFontMetrics(self._look.theme.font("reading")).lineSpacing()
        lines = int(self.editor.document().size().height())  # a plain text's document counts its height in lines
        self.editor.setFixedHeight(min(max(1, lines) * line + 6, max(line + 6, self._most)))

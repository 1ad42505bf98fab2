"""The composer: Enter sends, Shift+Enter makes a line, files and long texts that are pasted become chips; what is typed
is handed out at once.

While an answer is written its button stops that, and typing goes on. Without a model `/` works, and Send says why not.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from spoke.ui.chats.writing.chips import Chips
from spoke.ui.chats.writing.editor import Editor, files_of
from spoke.ui.chats.writing.model_picker import ModelPicker
from spoke.ui.chats.writing.pending_file import PendingFile
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.look.round_box import round_box
from spoke.ui.widgets.buttons import icon_button, push
from spoke.ui.widgets.fields import put_text
from spoke.ui.widgets.file_dialogs import ask_for_files
from spoke.ui.widgets.labels import label
from spoke.ui.widgets.surfaces import restyle


class Composer(QFrame):
    """`sent` carries the text, which stays in the editor until `put`: a failed send loses nothing. `held_back`: why
    what a person wants to send cannot be; empty as soon as it can."""

    sent = Signal(str)
    held_back = Signal(str)
    typed = Signal(str)
    stopped = Signal()
    recalled = Signal()
    came = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._most = 320
        self._answering = False
        self._blocked = ""
        self._hint = tr("Ask, or type / to call a function")
        self._files = 0
        self.setAcceptDrops(True)
        self.editor = self._make_editor()
        self.chips = Chips(look)
        self.attach = icon_button(look, "attach", tr("Attach files"), 30)
        restyle(self.attach, kind="bare")
        self.attach.clicked.connect(self._choose_files)
        self.models = ModelPicker(look)
        self.state = label("", "second", "second")
        self.send = push(tr("Send"), "main", tr("Send (Enter)"))
        self._draw_send = look.set_icon(self.send, "send", "on.accent")
        self.send.clicked.connect(self._submit)
        self.stop = push(tr("Stop"), "", tr("Stop the answer (Esc)"))
        self._draw_stop = look.set_icon(self.stop, "stop", "text")
        self.stop.clicked.connect(self.stopped)
        self.stop.hide()
        self.mode = label("", "second", "second")
        self.mode.hide()
        self.unsaved = label("", "second", "warn", wrap=True)
        self.unsaved.hide()
        self._lay_out()
        self._edited()
        look.follow(self, self._fit)

    @property
    def text(self) -> str:
        return self.editor.toPlainText()

    def put(self, text: str) -> None:
        """Show a draft; the cursor goes to its end."""
        if text != self.text:
            put_text(self.editor, text)
            cursor = self.editor.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self.editor.setTextCursor(cursor)

    @property
    def answering(self) -> bool:
        """An answer is written in its chat."""
        return self._answering

    @property
    def blocked(self) -> str:
        """As `block` was told."""
        return self._blocked

    def insert(self, text: str) -> None:
        """Where the cursor is, as if it was typed."""
        self.editor.insert(text)
        self.editor.setFocus()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        """Its ground, with the edge that says where the focus is: by the style sheet, all in it would be polished anew
        each time the focus comes or goes."""
        theme, painter = self._look.theme, QPainter(self)
        focused = self.editor.hasFocus()
        box, wide = (self.rect(), 2) if focused else (self.rect().adjusted(1, 1, -1, -1), 1)
        edge = theme.colour("accent" if focused else "edge.control")
        round_box(painter, box, theme.px(10) - wide / 2, theme.colour("raised"), edge, wide)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Its ground belongs to the text too."""
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def limit(self, height: int) -> None:
        """The most the editor may grow to, in pixels."""
        self._most = height
        self._fit()

    def show_files(self, files: list[PendingFile]) -> None:
        self._files = len(files)
        self.chips.show_files(files)
        self._enable()

    def show_answering(self, answering: bool, words: str = "") -> None:
        self._answering = answering
        self.state.setText(words)
        self.stop.setVisible(answering)
        self.send.setVisible(not answering)

    def lend_button(self, to_form: bool) -> None:
        """A form that is open has the one main button."""
        self.send.setVisible(not to_form and not self._answering)

    def block(self, why: str) -> None:
        """Send is off, and says why; `/` still works. Empty: it is on."""
        self._blocked = why
        if not why:
            self.held_back.emit("")
        placeholder = (
            tr("Type / to call a function. Chatting needs a model.") if why else tr("Ask, or type / to call a function")
        )
        self._hint = placeholder
        self._fit()
        self._describe()
        self._enable()

    def show_mode(self, words: str) -> None:
        """What the text is for, where it is no new message."""
        self.mode.setText(words)
        self.mode.setVisible(bool(words))
        self._describe()

    def _describe(self) -> None:
        """What a reader hears where the focus comes here."""
        words = (self.mode.text(), self._blocked or self._hint)
        self.editor.setAccessibleDescription(" ".join(filter(None, words)))

    def show_unsaved(self, words: str) -> None:
        """Why what is typed is in this window only; empty where it is on the disk."""
        self.unsaved.setText(words)
        self.unsaved.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        if files := files_of(event.mimeData()):
            self.came.emit(files)
            event.acceptProposedAction()

    def _make_editor(self) -> Editor:
        editor = Editor()
        editor.setProperty("kind", "composer")
        editor.setAccessibleName(tr("Message"))
        editor.setTabChangesFocus(True)
        editor.setFrameShape(QFrame.Shape.NoFrame)
        editor.document().setDocumentMargin(0)
        editor.document().clearUndoRedoStacks()  # the margin would be the first thing to be taken back
        editor.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        editor.textChanged.connect(self._edited)
        editor.submitted.connect(self._submit)
        editor.recalled.connect(self.recalled)
        editor.came.connect(self.came)
        editor.composed.connect(self._composed)
        editor.focused.connect(lambda: self.update())
        return editor

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(6)
        foot.addWidget(self.attach)
        foot.addWidget(self.models)
        foot.addStretch(1)
        foot.addWidget(self.state)
        foot.addSpacing(4)
        foot.addWidget(self.stop)
        foot.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 10, 9)
        column.setSpacing(6)
        column.addWidget(self.mode)
        column.addWidget(self.editor)
        column.addWidget(self.unsaved)
        column.addWidget(self.chips)
        foot.setContentsMargins(-6, 0, 0, 0)
        column.addLayout(foot)

    def _composed(self, on: bool) -> None:
        """Qt would write what is being composed over the hint. It is no part of the text yet, but takes room as one."""
        if on:
            self.editor.setPlaceholderText("")
            self._grow()
        else:
            self._fit()

    def _choose_files(self) -> None:
        ask_for_files(self, tr("Attach files"), lambda paths: self.came.emit([Path(path) for path in paths]))

    def _submit(self) -> None:
        text = self.text
        if text.startswith("/") or (self.send.isEnabled() and not self._answering):
            self.sent.emit(text)
        elif self._blocked and text.strip():
            self.held_back.emit(self._blocked)

    def _edited(self) -> None:
        self._enable()
        self._fit()
        self.typed.emit(self.text)

    def _enable(self) -> None:
        something = bool(self.text.strip()) or bool(self._files)
        allowed = not self._blocked or self.text.startswith("/")
        self.send.setEnabled(something and allowed)
        why = self._blocked if self._blocked else "" if something else tr("Write something first.")
        self.send.setToolTip(tr("Send (Enter)") if self.send.isEnabled() else why)
        self.send.setAccessibleDescription(self.send.toolTip())

    def _fit(self) -> None:
        self.state.setVisible(self.width() > self._look.theme.px(480))  # its button says as much
        worded = self.width() > self._look.theme.px(280)
        if bool(self.send.text()) != worded:
            self.send.setText(tr("Send") if worded else "")
            self.stop.setText(tr("Stop") if worded else "")
            self._draw_send()
            self._draw_stop()
        room = max(1, self.editor.viewport().width() - 4)
        self.editor.setPlaceholderText(
            self.editor.fontMetrics().elidedText(self._hint, Qt.TextElideMode.ElideRight, room)
        )
        self._grow()

    def _grow(self) -> None:
        line = self._look.theme.metrics("reading").lineSpacing()
        self.editor.setFixedHeight(max(line, min(self._height_of_text(), self._most - 6)) + 6)

    def _height_of_text(self) -> int:
        """As it is drawn: lines of Chinese, or with an emoji, may be taller than those of the font. It is counted only
        as far as the field may grow."""
        block, height = self.editor.document().firstBlock(), 0.0
        while block.isValid() and height < self._most:
            height += self.editor.blockBoundingRect(block).height()
            block = block.next()
        return ceil(height)

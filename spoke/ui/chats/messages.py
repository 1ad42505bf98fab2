"""One chat's messages as a list: the model, and the view that keeps its place while messages come."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from shared.sync.ops import Message
from spoke.ui.chats.message_delegate import MESSAGE, PREVIOUS, MessageDelegate
from spoke.ui.clock import past, present
from spoke.ui.look import Look

Index = QModelIndex | QPersistentModelIndex

_WHO = {"user": "You", "assistant": "Assistant", "system": "System", "tool": "Tool"}


class MessageModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def show(self, messages: list[Message]) -> None:
        """Messages are sealed: where the known ones come first, only the rest is added."""
        known = [message.id for message in self.messages]
        if known and [message.id for message in messages[: len(known)]] == known:
            if len(messages) > len(known):
                self.beginInsertRows(QModelIndex(), len(known), len(messages) - 1)
                self.messages = messages
                self.endInsertRows()
            return
        self.beginResetModel()
        self.messages = messages
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.messages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        message = self.messages[index.row()]
        if role == MESSAGE:
            return message
        if role == PREVIOUS:
            return self.messages[index.row() - 1] if index.row() else None
        if role == Qt.ItemDataRole.DisplayRole:
            return message.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            device = f" on {message.device}" if message.device else ""
            return f"{_WHO[message.role]}{device}, {past(message.created_ms, present())}: {message.text}"
        return None


class MessageView(QListView):
    """Follows the end only while it is at the end."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._model = MessageModel()
        self._delegate = MessageDelegate(self, look)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Messages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        look.changed.connect(self._restyle)

    @property
    def messages(self) -> list[Message]:
        return self._model.messages

    def show_messages(self, messages: list[Message]) -> None:
        follow = self._at_end() or not self._model.messages
        self._model.show(messages)
        if follow:
            self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            QGuiApplication.clipboard().setText(self.messages[self.currentIndex().row()].text)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        follow = self._at_end()
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        if follow:
            self.scrollToBottom()

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 4

    def _restyle(self) -> None:
        self._delegate.forget()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

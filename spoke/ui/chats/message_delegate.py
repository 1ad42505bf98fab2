"""Paints a message: a user's on its ground at the right, the assistant's bare with device and time above.

Text is laid out as plain text and kept; heights are kept by (message, width) until the look changes.
"""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFontMetrics,
    QPainter,
    QPalette,
    QPen,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from shared.sync.ops import Message
from spoke.ui.clock import past, present
from spoke.ui.look import Look

MESSAGE = Qt.ItemDataRole.UserRole + 1
PREVIOUS = Qt.ItemDataRole.UserRole + 2
COLUMN = 740
_MARGIN, _TURN, _PART, _PAD_X, _PAD_Y = 24, 20, 6, 14, 8
_QUIET_MS = 10 * 60 * 1000
"""After so long a silence the time is said again."""

_DOCUMENTS = 200


class MessageDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView, look: Look) -> None:
        super().__init__(view)
        self._view = view
        self._look = look
        self._documents: OrderedDict[tuple[str, int], QTextDocument] = OrderedDict()
        self._sizes: dict[tuple[str, int], QSize] = {}

    def forget(self) -> None:
        """The theme, the fonts or the zoom changed."""
        self._documents.clear()
        self._sizes.clear()

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        message: Message = index.data(MESSAGE)
        width = self._column().width()
        size = self._text_size(message, width)
        height = size.height() + self._head(index) + _TURN
        return QSize(0, height + (2 * _PAD_Y if message.role == "user" else 0))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        message: Message = index.data(MESSAGE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        column = self._column()
        box = QRect(column.left(), option.rect.top() + _TURN // 2, column.width(), option.rect.height() - _TURN)
        head = self._head(index)
        if head:
            self._write_head(painter, box, message)
        box.setTop(box.top() + head)
        place = self._bubble(painter, box, message) if message.role == "user" else box
        self._write(painter, place, message)
        if option.state & QStyle.StateFlag.State_HasFocus:
            self._ring(painter, box)
        painter.restore()

    def _column(self) -> QRect:
        """The readable column in the middle of the view."""
        room = self._view.viewport().width()
        width = max(120, min(COLUMN, room - 2 * _MARGIN))
        return QRect((room - width) // 2, 0, width, 0)

    def _head(self, index: QModelIndex | QPersistentModelIndex) -> int:
        """Room for device and time, which a run of messages from one place says once."""
        message: Message = index.data(MESSAGE)
        before: Message | None = index.data(PREVIOUS)
        same = before and (before.role, before.device) == (message.role, message.device)
        if same and before and message.created_ms - before.created_ms < _QUIET_MS:
            return 0
        return self._look.theme.line("second") + _PART

    def _write_head(self, painter: QPainter, box: QRect, message: Message) -> None:
        theme = self._look.theme
        what = message.model or ("" if message.role == "user" else message.role.capitalize())
        where = f"{what} on {message.device}" if what and message.device else what or message.device
        text = " · ".join(part for part in (where, past(message.created_ms, present())) if part)
        side = Qt.AlignmentFlag.AlignTrailing if message.role == "user" else Qt.AlignmentFlag.AlignLeading
        painter.setFont(theme.font("second"))
        painter.setPen(theme.colour("text.third"))
        short = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignTop, short)

    def _bubble(self, painter: QPainter, box: QRect, message: Message) -> QRect:
        """Paint the user's ground; returns the place of the text on it."""
        size = self._text_size(message, self._column().width())
        width = size.width() + 2 * _PAD_X
        ground = QRect(box.right() + 1 - width, box.top(), width, size.height() + 2 * _PAD_Y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.colour("user"))
        painter.drawRoundedRect(ground, 10, 10)
        return ground.adjusted(_PAD_X, _PAD_Y, -_PAD_X, -_PAD_Y)

    def _write(self, painter: QPainter, place: QRect, message: Message) -> None:
        document = self._document(message, self._column().width())
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, self._look.theme.colour("text"))
        context.palette = palette
        painter.translate(QPointF(place.topLeft()))
        document.documentLayout().draw(painter, context)
        painter.translate(-QPointF(place.topLeft()))

    def _ring(self, painter: QPainter, box: QRect) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.theme.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(box).adjusted(-7, -3, 7, 3), 10, 10)

    def _text_size(self, message: Message, width: int) -> QSize:
        key = (message.id, width)
        if key not in self._sizes:
            document = self._document(message, width)
            self._sizes[key] = QSize(round(document.idealWidth() + 0.5), round(document.size().height() + 0.5))
        return self._sizes[key]

    def _document(self, message: Message, width: int) -> QTextDocument:
        key = (message.id, width)
        if key in self._documents:
            self._documents.move_to_end(key)
            return self._documents[key]
        room = round(width * 0.8) - 2 * _PAD_X if message.role == "user" else width
        document = self._documents[key] = self._laid_out(message.text, room)
        if len(self._documents) > _DOCUMENTS:
            self._documents.popitem(last=False)
        return document

    def _laid_out(self, text: str, width: int) -> QTextDocument:
        theme = self._look.theme
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(theme.font("reading"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setPlainText(text)
        line = QTextBlockFormat()
        line.setLineHeight(theme.line("reading"), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(line)
        document.setTextWidth(width)
        return document

"""The newest entries of a device as a list, each a spoke on the rim."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from spoke.ui.activity.entries import Entry
from spoke.ui.activity.rim import draw_spoke
from spoke.ui.i18n.figures import local
from spoke.ui.i18n.translate import tr
from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.widgets.announce import tell_row
from spoke.ui.widgets.model_index import Index
from spoke.ui.widgets.row_focus import ring_row, stand
from spoke.ui.widgets.row_text import write

_ENTRY = Qt.ItemDataRole.UserRole + 1


class LiveModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        if entries != self.entries:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return " · ".join(part for part in (entry.what, _second(entry)) if part)
        return None


class LiveList(QListView):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.entries = LiveModel()
        self.setModel(self.entries)
        self.setItemDelegate(_OnTheRim(look, self))
        self.setAccessibleName(tr("Live events"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        stand(self)
        super().focusInEvent(event)
        tell_row(self)

    def reset(self) -> None:
        super().reset()
        stand(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        ring_row(self, self._look)


class _OnTheRim(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QListView) -> None:
        super().__init__(parent)
        self._look = look
        self._mirror = Mirror(QRect(), Qt.LayoutDirection.LeftToRight)

    def sizeHint(self, _: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        theme = self._look.theme
        second = theme.line("second") if _second(index.data(_ENTRY)) else 0
        return QSize(0, theme.line("state") + theme.line("code") + second + theme.px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(_ENTRY)
        theme, px = self._look.theme, self._look.theme.px
        box = option.rect
        self._mirror = Mirror(box, option.direction)
        joint = box.top() + px(7) + theme.line("state") / 2
        last = index.row() == index.model().rowCount() - 1
        painter.save()
        top = joint if index.row() == 0 else box.top()
        with self._mirror.drawn(painter):
            draw_spoke(painter, self._look, box.left() + px(22), top, box.bottom() - top + 1, joint, last=last)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = QRect(box.left() + px(40), box.top() + px(7), box.width() - px(56), theme.line("state"))
        mark = self._mirror.box(QRectF(text.left(), joint - px(7), px(14), px(14)))
        draw_icon(painter, entry.icon, theme.colour(entry.ink), mark)
        time = f"{local(entry.at_ms):%H:%M:%S}"
        write(painter, theme, self._mirror, text, time, "caption", "text.third", at_end=True)
        self._write(painter, text.adjusted(px(18), 0, -px(60), 0), entry.state, "state", entry.ink)
        text.moveTop(text.bottom() + 1)
        text.setHeight(theme.line("code"))
        self._write(painter, text, entry.what, "code" if entry.fixed else "interface", "text")
        text.moveTop(text.bottom() + 1)
        text.setHeight(theme.line("second"))
        self._write(painter, text, _second(entry), "second", "text.second")
        painter.restore()

    def _write(self, painter: QPainter, box: QRect, text: str, kind: str, ink: str) -> None:
        write(painter, self._look.theme, self._mirror, box, text, kind, ink)


def _second(entry: Entry) -> str:
    figures = [part for part in (entry.took, entry.memory) if part != "–"]
    return " · ".join(part for part in (entry.by, *figures, entry.detail) if part)

"""Paints one row of a list column: hover and selected grounds, the focus ring inside, icon, texts, time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror, direction_of
from spoke.ui.widgets.row_model import ROW, Row

_OUTER, _INNER, _ICON, _GAP = 8, 10, 16, 12
"""In pixels at 100 %."""


class RowDelegate(QStyledItemDelegate):
    def __init__(self, parent: QObject, look: Look) -> None:
        super().__init__(parent)
        self._look = look
        self._mirror = Mirror(QRect(), Qt.LayoutDirection.LeftToRight)

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row: Row = index.data(ROW)
        theme = self._look.theme
        if not row.key:
            return QSize(0, 0 if row.second else theme.line("heading") + theme.px(16))
        return QSize(0, theme.line("interface") + (theme.line("second") + theme.px(14) if row.second else theme.px(12)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        self._mirror = Mirror(option.rect, option.direction)
        painter.save()
        painter.setLayoutDirection(option.direction)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._look.theme.px
        box = option.rect.adjusted(px(_OUTER), 0, -px(_OUTER), 0)
        if row.key:
            self._ground(painter, option, box)
            self._texts(painter, option, box.adjusted(px(_INNER), 0, -px(_INNER), 0), row)
        elif not row.second:
            held = box.adjusted(px(_INNER), px(8), -px(_INNER), -px(4))
            self._write(painter, held, row.title, "heading", "text.third")
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        theme = self._look.theme
        state = option.state
        rounded = QRectF(box).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        focus = state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.colour("accent.soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour("hover"))
        elif not focus:
            return
        if focus or (theme.system and state & QStyle.StateFlag.State_Selected):
            painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(rounded, theme.px(6), theme.px(6))

    def _texts(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, row: Row) -> None:
        theme = self._look.theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        side, top = theme.px(_ICON), QRect(box)
        if row.second:
            top.setTop(box.top() + theme.px(6))
        top.setHeight(theme.line("interface") if row.second else box.height())
        if row.icon:
            place = QRectF(box.left(), top.center().y() - side / 2 + 1, side, side)
            draw_icon(
                painter, row.icon, theme.colour("accent.text" if selected else "text.second"), self._mirror.box(place)
            )
            top.setLeft(box.left() + side + theme.px(_GAP))
        left = top.left()
        if row.side or row.badges:
            top.setRight(top.right() - self._side(painter, top, row) - theme.px(8))
        kinds = ("code", "code.selected") if row.fixed else ("interface", "selected")
        kind = kinds[selected]
        self._write(painter, top, row.title, kind, "text", row.marks)
        if row.second:
            below = QRect(left, top.bottom() + 2, box.right() - left, theme.line("second"))
            self._second(painter, below, row)

    def _second(self, painter: QPainter, box: QRect, row: Row) -> None:
        if row.second_icon:
            theme = self._look.theme
            side = theme.px(13)
            place = QRectF(box.left(), box.center().y() - (side - 1) / 2, side, side)
            draw_icon(painter, row.second_icon, theme.colour(row.second_ink), self._mirror.box(place))
            box = box.adjusted(theme.px(17), 0, 0, 0)
        self._write(painter, box, row.second, "second", row.second_ink, row.second_marks)

    def _side(self, painter: QPainter, box: QRect, row: Row) -> int:
        """Write the time or the state at the end of the row; its width."""
        theme = self._look.theme
        kind = "state" if row.side_icon else "caption"
        width = theme.metrics(kind).horizontalAdvance(row.side)
        left = box.right() - width
        self._write(painter, QRect(left, box.top(), width + 1, box.height()), row.side, kind, row.side_ink)
        for icon, ink in [(row.side_icon, row.side_ink)] * bool(row.side_icon) + [
            (icon, "text.third") for icon, _ in reversed(row.badges)
        ]:
            side = theme.px(13)
            left -= side + theme.px(4 if icon == row.side_icon else 6)
            place = QRectF(left, box.center().y() - side / 2 + 1, side, side)
            draw_icon(painter, icon, theme.colour(ink), self._mirror.box(place))
        return box.right() - left

    def _write(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        kind: str,
        ink: str,
        marks: Sequence[tuple[int, int]] = (),
    ) -> None:
        """What was sought is underlined and bold."""
        theme = self._look.theme
        painter.setFont(theme.font(kind))
        painter.setPen(theme.colour(ink))
        if marks:
            self._write_marked(painter, box, text, marks, kind)
            return
        short = theme.metrics(kind).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(self._mirror.box(box), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, short)

    def _write_marked(
        self, painter: QPainter, box: QRect, text: str, marks: Sequence[tuple[int, int]], kind: str
    ) -> None:
        plain, ink = painter.font(), painter.pen().color()
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        bold.setUnderline(True)
        pieces: list[tuple[str, bool]] = []
        widths: list[int] = []
        room, measures = box.width(), (self._look.theme.metrics(kind), QFontMetrics(bold))
        for begin, end, marked in _runs(text, marks):
            metrics = measures[marked]
            short = metrics.elidedText(text[begin:end], Qt.TextElideMode.ElideRight, room)
            pieces.append((short, marked))
            widths.append(metrics.horizontalAdvance(short))
            room -= widths[-1]
            if room <= 0:
                break
        places = self._mirror.pieces(box, widths, of=text)
        painter.setLayoutDirection(direction_of(text))
        for (short, marked), left, wide in zip(pieces, places, widths, strict=True):
            painter.setFont(bold if marked else plain)
            painter.setPen(self._look.theme.colour("accent.text") if marked else ink)
            line = QRect(left, box.top(), wide + 1, box.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
        painter.setLayoutDirection(self._mirror.direction)


def _runs(text: str, marks: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """Stretches of the text, each with whether it was sought."""
    at = 0
    for begin, end in marks:
        if begin > at:
            yield at, begin, False
        if end > begin:
            yield max(at, begin), end, True
        at = max(at, end)
    if at < len(text):
        yield at, len(text), False

"""Paints one row of a list column: hover and selected grounds, the focus ring inside, icon, texts, time."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.widgets.row_model import ROW, Marks, Row
from spoke.ui.widgets.row_pictures import RowPictures
from spoke.ui.widgets.row_text import write

_OUTER, _INNER, _ICON, _GAP = 8, 10, 16, 12
"""In pixels at 100 %."""

_State = QStyle.StateFlag
_SELECTED, _OVER = _State.State_Selected.value, _State.State_MouseOver.value
_FOCUS = _State.State_HasFocus.value | _State.State_KeyboardFocusChange.value
"""As numbers: to ask an enum of Qt takes a tenth of what a row takes."""


class RowDelegate(QStyledItemDelegate):
    def __init__(self, parent: QAbstractItemView, look: Look, ground: str = "") -> None:
        """`ground`: of the list, where it paints one."""
        super().__init__(parent)
        self._look = look
        self._pictures = RowPictures(parent, ground, lambda: parent.viewport().update())
        self._mirror = Mirror(QRect(), Qt.LayoutDirection.LeftToRight)

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row: Row = index.data(ROW)
        theme = self._look.theme
        if row.second and not row.key:
            return QSize(0, 0)
        return QSize(0, theme.line("interface") + (theme.line("second") + theme.px(14) if row.second else theme.px(12)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        state = option.state.value & (_SELECTED | _OVER | _FOCUS)
        says = row, state, option.direction == Qt.LayoutDirection.RightToLeft
        self._pictures.draw(
            painter,
            self._look.theme,
            option.rect,
            says,
            lambda drawn, whole: self._draw(drawn, Mirror(whole, option.direction), whole, row, state),
        )

    def _draw(self, painter: QPainter, mirror: Mirror, whole: QRect, row: Row, state: int) -> None:
        """The painter draws rows and nothing else: its state is not put back."""
        self._mirror = mirror
        px = self._look.theme.px
        box = whole.adjusted(px(_OUTER), 0, -px(_OUTER), 0)
        if row.key:
            self._ground(painter, state, box)
            self._texts(painter, box.adjusted(px(_INNER), 0, -px(_INNER), 0), row, selected=bool(state & _SELECTED))
        elif not row.second:
            held = box.adjusted(px(_INNER), px(8), -px(_INNER), -px(4))
            self._write(painter, held, row.title, "heading", "text.third")

    def _ground(self, painter: QPainter, state: int, box: QRect) -> None:
        focus = state & _FOCUS == _FOCUS
        if not (focus or state & (_SELECTED | _OVER)):
            return
        theme = self._look.theme
        framed = focus or (theme.system and state & _SELECTED)
        painter.setPen(QPen(theme.colour("accent"), 2) if framed else Qt.PenStyle.NoPen)
        if state & (_SELECTED | _OVER):
            painter.setBrush(theme.colour("accent.soft" if state & _SELECTED else "hover"))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _texts(self, painter: QPainter, box: QRect, row: Row, *, selected: bool) -> None:
        theme = self._look.theme
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
        left = box.right() - write(painter, theme, self._mirror, box, row.side, kind, row.side_ink, at_end=True)
        for icon, ink in [(row.side_icon, row.side_ink)] * bool(row.side_icon) + [
            (icon, "text.third") for icon, _ in reversed(row.badges)
        ]:
            side = theme.px(13)
            left -= side + theme.px(4 if icon == row.side_icon else 6)
            place = QRectF(left, box.center().y() - side / 2 + 1, side, side)
            draw_icon(painter, icon, theme.colour(ink), self._mirror.box(place))
        return box.right() - left

    def _write(self, painter: QPainter, box: QRect, text: str, kind: str, ink: str, marks: Marks = ()) -> int:
        return write(painter, self._look.theme, self._mirror, box, text, kind, ink, marks)

"""Paints one row of a list column: hover and selected grounds, the focus ring inside, icon, texts, time."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from spoke.ui.look.icons import draw_icon
from spoke.ui.look.look import Look
from spoke.ui.look.mirrored import Mirror
from spoke.ui.look.round_box import round_box
from spoke.ui.look.theme import Theme
from spoke.ui.widgets.row_model import ROW, Marks, Row
from spoke.ui.widgets.row_pictures import RowPictures
from spoke.ui.widgets.row_text import write

_OUTER, _INNER, _ICON, _SMALL, _GAP = 8, 10, 16, 13, 12
"""In pixels at 100 %."""

_State = QStyle.StateFlag
_SELECTED, _OVER = _State.State_Selected.value, _State.State_MouseOver.value
_FOCUS = _State.State_HasFocus.value | _State.State_KeyboardFocusChange.value
"""As numbers: asking an enum of Qt takes a tenth of the time of a row."""


class RowDelegate(QStyledItemDelegate):
    def __init__(self, parent: QAbstractItemView, look: Look, ground: str = "") -> None:
        """`ground`: of the list, where it paints one."""
        super().__init__(parent)
        self._look = look
        self._pictures = RowPictures(parent, ground, lambda: parent.viewport().update())

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
        theme, direction = self._look.theme, option.direction
        state = option.state.value & (_SELECTED | _OVER | _FOCUS)

        def draw(onto: QPainter, box: QRect) -> None:
            _Drawing(onto, theme, Mirror(box, direction)).row(row, state, box)

        says = row, state, direction == Qt.LayoutDirection.RightToLeft
        self._pictures.draw(painter, theme, option.rect, says, draw)


class _Drawing:
    """Of one row. The painter draws rows and nothing else: its state is not put back."""

    def __init__(self, painter: QPainter, theme: Theme, mirror: Mirror) -> None:
        self._painter, self._theme, self._mirror = painter, theme, mirror

    def row(self, row: Row, state: int, whole: QRect) -> None:
        px = self._theme.px
        box = whole.adjusted(px(_OUTER), 0, -px(_OUTER), 0)
        if row.key:
            self._ground(state, box)
            self._texts(box.adjusted(px(_INNER), 0, -px(_INNER), 0), row, selected=bool(state & _SELECTED))
        elif not row.second:
            held = box.adjusted(px(_INNER), px(8), -px(_INNER), -px(4))
            self._write(held, row.title, "heading", "text.third")

    def _ground(self, state: int, box: QRect) -> None:
        focus = state & _FOCUS == _FOCUS
        if not (focus or state & (_SELECTED | _OVER)):
            return
        theme, ground = self._theme, None
        if state & (_SELECTED | _OVER):
            ground = theme.colour("accent.soft" if state & _SELECTED else "hover")
        if focus or (theme.system and state & _SELECTED):
            round_box(self._painter, box, theme.px(6), ground, theme.colour("accent"), 2)
        else:
            round_box(self._painter, box.adjusted(1, 1, -1, -1), theme.px(6), ground)

    def _texts(self, box: QRect, row: Row, *, selected: bool) -> None:
        px, line = self._theme.px, self._theme.line
        top = QRect(box)
        if row.second:
            top.setTop(box.top() + px(6))
        top.setHeight(line("interface") if row.second else box.height())
        if row.icon:
            self._icon(row.icon, "accent.text" if selected else "text.second", box.left(), top.center().y() + 1, _ICON)
            top.setLeft(box.left() + px(_ICON) + px(_GAP))
        left = top.left()
        if row.side or row.badges:
            top.setRight(top.right() - self._side(top, row) - px(8))
        kinds = ("code", "code.selected") if row.fixed else ("interface", "selected")
        self._write(top, row.title, kinds[selected], "text", row.marks)
        if row.second:
            self._second(QRect(left, top.bottom() + 2, box.right() - left, line("second")), row)

    def _second(self, box: QRect, row: Row) -> None:
        if row.second_icon:
            self._icon(row.second_icon, row.second_ink, box.left(), box.center().y() + 0.5, _SMALL)
            box = box.adjusted(self._theme.px(17), 0, 0, 0)
        self._write(box, row.second, "second", row.second_ink, row.second_marks)

    def _side(self, box: QRect, row: Row) -> int:
        """Write the time or the state at the end of the row, and its icons before that; how wide they are."""
        px = self._theme.px
        kind = "state" if row.side_icon else "caption"
        left = box.right() - write(
            self._painter, self._theme, self._mirror, box, row.side, kind, row.side_ink, at_end=True
        )
        if row.side_icon:
            left -= px(_SMALL) + px(4)
            self._icon(row.side_icon, row.side_ink, left, box.center().y() + 1, _SMALL)
        for icon, _ in reversed(row.badges):
            left -= px(_SMALL) + px(6)
            self._icon(icon, "text.third", left, box.center().y() + 1, _SMALL)
        return box.right() - left

    def _icon(self, name: str, ink: str, left: float, middle: float, size: int) -> None:
        side = self._theme.px(size)
        place = QRectF(left, middle - side / 2, side, side)
        draw_icon(self._painter, name, self._theme.colour(ink), self._mirror.box(place))

    def _write(self, box: QRect, text: str, kind: str, ink: str, marks: Marks = ()) -> int:
        return write(self._painter, self._theme, self._mirror, box, text, kind, ink, marks)

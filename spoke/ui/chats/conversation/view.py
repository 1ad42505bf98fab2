"""The conversation: a list of painted turns that keeps its place while text comes, with real controls laid over it.

Rules of this module:
- what is read does not move: rows are laid out before they are put in, and what comes above moves the view with it;
- the end is followed only while the view is at the end; else `behind` says that there is more below.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractSlider, QFrame, QListView

from spoke.ui.chats.conversation.delegate import BEYOND, ConversationDelegate
from spoke.ui.chats.conversation.model import TurnRow
from spoke.ui.chats.conversation.pointer import Pointer
from spoke.ui.chats.conversation.row_context import RowContext
from spoke.ui.chats.conversation.rows_view import RowsView
from spoke.ui.chats.painted.part import Laid, occurrences
from spoke.ui.i18n.translate import tr
from spoke.ui.look.look import Look
from spoke.ui.look.repainting import paint_later, unmarked
from spoke.ui.widgets.announce import tell_row

_KEYS = {
    Qt.Key.Key_C: "copy",
    Qt.Key.Key_E: "edit",
    Qt.Key.Key_R: "again",
    Qt.Key.Key_Left: "before",
    Qt.Key.Key_Right: "after",
    Qt.Key.Key_Return: "inspect",
    Qt.Key.Key_Enter: "inspect",
    Qt.Key.Key_Space: "unfold",
}
_SCROLLS = {
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}
_NEAR_TOP = 600
_ROOM = 60
"""In pixels at 100 %."""

_FAR = 0.7
"""Of the view's height."""


class ConversationView(RowsView):
    """`wished`: turn, and what a key asks for. `behind`: whether the end is far off, and whether something new is
    there."""

    wished = Signal(str, str)
    menu_wished = Signal(str, QPoint)
    behind = Signal(bool, bool)
    near_top = Signal()
    column_changed = Signal()

    def __init__(self, look: Look, context: RowContext) -> None:
        super().__init__(look, context)
        self.pointer = Pointer(self)
        self._follows = True
        self._news = False
        """Something came at the end while that was not in sight."""

        self.setItemDelegate(ConversationDelegate(self, self.pointer))
        self.setAccessibleName(tr("Messages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # --- rows ---

    def put(self, rows: list[TurnRow]) -> None:
        """Show these rows from the first that differs on."""
        if rows != self._turns.rows or any(a is not b for a, b in zip(rows, self._turns.rows, strict=True)):
            before = self.current
            if not self.rows:
                paint_later(self)  # all that is seen is new
            with self._settling(news=bool(self.rows)):
                self._turns.put(rows)
                self._lay_rows()
            if before and self.hasFocus() and self.current and self.current.turn.id != before.turn.id:
                tell_row(self)  # another branch

    def put_before(self, rows: list[TurnRow]) -> None:
        """Older rows: what is in sight stays where it is."""
        if rows:
            paint_later(self)  # for Qt all of it is to be painted again
            with self._settling():
                self._turns.put_before(rows)
                self._lay_rows()

    def changed(self, number: int, before: Laid) -> None:
        """The row was laid out again. An answer grows many times a second: what looks as it did is not painted again,
        but scrolled."""
        port, bar = self.viewport(), self.verticalScrollBar()
        size, value, top = port.size(), bar.value(), self.row_rect(number).top()
        with self._settling(news=number == len(self.rows) - 1):
            with unmarked(port):
                self._turns.changed(number)
                self._lay_rows()
            same = top + int(self.rows[number].laid.same_until(before, -top, size.height() - top)) - BEYOND
            if value < 0 or (size, value) != (port.size(), bar.value()):  # with room above them Qt moves the rows about
                same = 0
            port.update(port.rect().adjusted(0, max(0, same), 0, 0))

    def all_changed(self) -> None:
        if self.rows:
            with self._settling():
                self._turns.dataChanged.emit(self._turns.index(0), self._turns.index(len(self.rows) - 1))
                self._lay_rows()

    def drop_first(self, count: int) -> None:
        with self._settling():
            self._turns.drop_first(count)
            self._lay_rows()

    @contextmanager
    def _settling(self, *, news: bool = False) -> Iterator[None]:
        """Rows change: be at the end again if the view was, else where it was. `news`: there is more at the end."""
        anchor = self.anchor()
        yield
        if self._follows or anchor is None:
            self.scrollToBottom()
        else:
            self._back_to(*anchor)
        self._news = (self._news or news) and not self._follows
        self.moved.emit()
        self._tell_behind()

    def _lay_rows(self) -> None:
        """Now, which Qt does later."""
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()

    def anchor(self) -> tuple[str, int] | None:
        """The first row in sight, and where it begins."""
        below = max(0, -self.verticalScrollBar().value())  # the room above the rows
        index = self.indexAt(QPoint(self.viewport().width() // 2, 1 + below))
        if not index.isValid():
            return None
        return self.rows[index.row()].turn.id, self.visualRect(index).top()

    def top_turn(self) -> str:
        """The first turn in sight; empty where there is none."""
        anchor = self.anchor()
        return anchor[0] if anchor else ""

    def _back_to(self, turn_id: str, top: int) -> None:
        number = self.row_of(turn_id)
        if number >= 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self._turns.index(number)).top() - top)

    @property
    def is_full(self) -> bool:
        """Below its rows there is no room for anything."""
        free = self.viewport().height() - self.look.theme.px(_ROOM)
        return bool(self.rows) and self.row_rect(len(self.rows) - 1).bottom() > free

    def follow(self) -> None:
        """Go to the end, and stay with it."""
        self._follows, self._news = True, False
        self.scrollToBottom()
        self._tell_behind()

    @property
    def follows(self) -> bool:
        return self._follows

    def show_turn(self, turn_id: str, *, focus: bool = False) -> None:
        """Bring a turn into sight and make it the current one."""
        number = self.row_of(turn_id)
        if number < 0:
            return
        self._follows = number == len(self.rows) - 1
        index = self._turns.index(number)
        self.setCurrentIndex(index)
        tall = self.visualRect(index).height() > self.viewport().height()
        hint = QAbstractItemView.ScrollHint.PositionAtTop if tall else QAbstractItemView.ScrollHint.EnsureVisible
        self.scrollTo(index, hint)
        self._uncover(number)
        self._show_first_mark(number)
        if focus:
            self.by_keys = True
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.viewport().update()

    def _show_first_mark(self, number: int) -> None:
        """A message may be longer than the view."""
        row, port = self.row_rect(number), self.viewport().height()
        for placed in self.rows[number].laid.parts:
            if first := next(occurrences(placed.part.text, self.words), None):
                top = row.top() + placed.at.y() + placed.part.top_of(first[0])
                if not 0 <= top <= port - 40:
                    bar = self.verticalScrollBar()
                    bar.setValue(bar.value() + round(top - port / 3))
                return

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        follows = self._follows
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.column_changed.emit()
        self._follows = follows
        if follows:
            self.scrollToBottom()
        self.moved.emit()

    def _scrolled(self, value: int) -> None:
        self.begin_above(value)
        bar = self.verticalScrollBar()
        self._follows = value >= bar.maximum() - 4
        if value < _NEAR_TOP and self.rows:
            self.near_top.emit()
        self.moved.emit()
        self._tell_behind()

    def _tell_behind(self) -> None:
        self._news = self._news and not self._follows
        bar = self.verticalScrollBar()
        self.behind.emit(bar.maximum() - bar.value() > self.viewport().height() * _FAR, self._news)

    # --- pointer ---

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.by_keys = False
        super().mousePressEvent(event)
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.pointer.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        self.pointer.point(QPointF(-1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if not self.pointer.wheel(event):
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """With its ground: Qt then scrolls what is painted already."""
        self.exposed = event.rect()
        QPainter(self.viewport()).fillRect(self.exposed, self.look.theme.colour("surface"))
        super().paintEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self.pointer.tell(event)
            return True
        return super().viewportEvent(event)

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self.by_keys:
            self.by_keys = True
            self.viewport().update()  # with the ring of the current row, from wherever that begins
        if event.matches(QKeySequence.StandardKey.Copy) and self.pointer.choice:
            QGuiApplication.clipboard().setText(self.pointer.choice.text(self.rows))
            return
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.pointer.choice.all(self.rows)
            self.viewport().update()
            return
        if scroll := _SCROLLS.get(Qt.Key(event.key())):
            self.verticalScrollBar().triggerAction(scroll)
            return
        row = self.current
        wish = "copy" if event.matches(QKeySequence.StandardKey.Copy) else _KEYS.get(Qt.Key(event.key()))
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if row and wish and (plain or wish == "copy"):
            self.wished.emit(row.turn.id, wish)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Letters are keys of their own here."""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.by_keys = True
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows:
            self.setAutoScroll(False)  # what is read does not move
            self.setCurrentIndex(self._turns.index(len(self.rows) - 1))
            self.setAutoScroll(True)
        tell_row(self)

    def currentChanged(  # noqa: N802
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Of the menu key as well, of which Qt makes this beside the key's own event."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).topLeft() if by_key else event.pos()
            self.menu_wished.emit(self.rows[index.row()].turn.id, at)

"""The panes of a place beside each other: list, page, right pane. Where there is no room they slide over the page.

In pixels at 100 %: from 1200 all stand side by side, below it the right pane is a drawer, below 900 the list too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QSplitterHandle, QWidget
from shiboken6 import isValid

from spoke.ui.look.look import Look
from spoke.ui.look.repainting import paint_later
from spoke.ui.widgets.drawer import Drawer
from spoke.ui.widgets.focus_order import can_have_focus, first_stop, put_after, stops
from spoke.ui.widgets.pane_widths import LIST, RIGHT, PaneWidths, Side, Width, width_class

_RAIL = 68


class _Splitter(QSplitter):
    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def createHandle(self) -> QSplitterHandle:  # noqa: N802
        return _Handle(self.orientation(), self)


class _Handle(QSplitterHandle):
    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), self.palette().mid())


class Panes(QWidget):
    """`name` is under what the widths are kept. `right` starts closed: `open_right` shows it; `right_closes`: a person
    can close it where it is no drawer; `right_of_page`: it shows what was opened in the page, and Esc closes it from
    there too. The panes themselves wear no style sheet: to move one styles nothing anew."""

    width_changed = Signal(str)
    """The new `Width`."""

    right_closed = Signal()
    """By a person."""

    def __init__(
        self,
        look: Look,
        name: str,
        column: QWidget | None,
        page: QWidget,
        right: QWidget | None = None,
        *,
        right_width: int = RIGHT[1],
        right_closes: bool = True,
        right_of_page: bool = False,
    ) -> None:
        super().__init__()
        self._closes = right_closes
        self._of_page = right_of_page
        self._look = look
        self.column, self.page, self.right = column, page, right
        self._widths = PaneWidths(look, name, {"list": LIST[1], "right": right_width})
        self._drawers = {
            pane: Drawer(look, pane, self, side, partial(self._widths.of, side)) for side, pane in self._sides()
        }

        self._width: Width | None = None
        self._right_wanted = False
        self._list_wanted = True
        self._stale = False
        """The theme changed while nobody saw it."""

        self._last: QWidget | None = None
        """What had the focus last, of the page."""

        self._splitter = _Splitter()
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.splitterMoved.connect(self._dragged)
        self._lay_out()
        look.changed.connect(self._arrange_anew)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)
        for pane in (self.column, self.page, self.right):
            if pane is not None:
                self._splitter.addWidget(pane)
                self._splitter.setStretchFactor(self._splitter.count() - 1, 1 if pane is self.page else 0)
        if self.right is not None:
            self.right.hide()

    def styling(self) -> Iterator[None]:
        """What is in them by now, in steps."""
        for pane in (self.column, self.page, self.right):
            if pane is not None:
                yield from self._look.styling(pane, bare=True)

    @property
    def width_class(self) -> Width:
        return self._width or "wide"

    @property
    def right_open(self) -> bool:
        return self._right_wanted

    @property
    def list_is_drawer(self) -> bool:
        return self.width_class in ("narrow", "small")

    def open_right(self, shown: bool = True) -> None:
        if self.right is None or shown == self._right_wanted:
            return
        self._right_wanted = shown
        self._show(self.right, shown, drawer=self.width_class != "wide")

    def open_list(self, shown: bool = True) -> None:
        if self.column is not None:
            self._list_wanted = shown
            self._show(self.column, shown, drawer=self.list_is_drawer)

    def order(self) -> None:
        """Tab comes to the right pane after the page, which was built after it."""
        if self.right is not None and (held := stops(self.page)):
            put_after(held[-1], self.right)

    def toggle_list(self) -> None:
        if self.column is not None:
            self.open_list(self.column.isHidden())

    def leave_right(self) -> bool:
        """Close the right pane, if it is one that is closed by hand, from where the focus is; whether it was."""
        focus = self.focusWidget()
        if self.right is None or not self._closes or not self.right_open or focus is None:
            return False
        if not self._of_page and not self.right.isAncestorOf(focus):
            return False
        self.close_right()
        return True

    def close_right(self) -> None:
        """By hand."""
        self.open_right(False)
        self.right_closed.emit()

    def close_drawer(self) -> bool:
        """Close what lies over the page; whether there was such a thing."""
        for pane, close in ((self.right, self.close_right), (self.column, lambda: self.open_list(False))):
            if pane is not None and self._drawers[pane].is_out and not pane.isHidden():
                close()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self._measured() != self._width:
            self._fit()
        self._place_drawers()

    def _measured(self) -> Width:
        return width_class(self.width() / self._look.theme.scale + _RAIL)

    def _fit(self) -> None:
        before, self._width = self._width, self._measured()
        if before != self._width and self.isVisible():
            paint_later(self)
        self._arrange(self._width, changed=before != self._width)
        self.width_changed.emit(self._width)

    def _arrange(self, width: Width, *, changed: bool) -> None:
        """Who is not seen is moved when it is. What stood beside the page does not come to lie over it."""
        if self.column is not None:
            self._list_wanted = not self.list_is_drawer
            if self._list_wanted:
                self._put(self.column, drawer=False)
            self.column.setVisible(self._list_wanted)
        if self.right is not None:
            if width != "wide" and changed:
                self._right_wanted = False
            if self._right_wanted:
                self._put(self.right, drawer=width != "wide")
            self.right.setVisible(self._right_wanted)
        self._splitter.setSizes(self._sizes())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._stale:
            self._arrange_anew()

    def _arrange_anew(self) -> None:
        """The zoom may have changed, and with it how much room there is."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._fit()
            self._place_drawers()

    def _put(self, pane: QWidget, *, drawer: bool) -> None:
        """In the splitter, or over the page."""
        if drawer:
            self._drawers[pane].take_out()
        elif pane.parent() is not self._splitter:
            self._drawers[pane].take_back()
            self._splitter.insertWidget(0 if pane is self.column else self._splitter.count(), pane)
            self._splitter.setStretchFactor(self._splitter.indexOf(pane), 0)

    def _show(self, pane: QWidget, shown: bool, *, drawer: bool) -> None:
        self._drawers[pane].end_slide()
        if shown:
            self._put(pane, drawer=drawer)
        if drawer and shown:
            self._drawers[pane].place()
            pane.raise_()
        leaves = not shown and pane.isAncestorOf(self.focusWidget() or self)
        back = self._back() if leaves else None  # before Qt moves the focus on
        if not drawer and shown != pane.isVisible():
            paint_later(self)
        pane.setVisible(shown)
        if drawer and shown:
            self._drawers[pane].slide_in()
        elif not drawer and shown:
            self._splitter.setSizes(self._sizes())
        if back is not None:
            back.setFocus()

    def _back(self) -> QWidget:
        """Where the focus was last in the page, while that is there."""
        last = self._last if self._last is not None and isValid(self._last) else None
        return last if last is not None and can_have_focus(last) else first_stop(self.page) or self.page

    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and isValid(self.page) and self.page.isAncestorOf(now):
            self._last = now

    def _place_drawers(self) -> None:
        for drawer in self._drawers.values():
            drawer.place()

    def _sizes(self) -> list[int]:
        """Of what stands in the splitter; the page takes the rest."""
        wide: dict[QWidget | None, int] = {
            pane: self._widths.of(side) for side, pane in self._sides() if pane.parent() is self._splitter
        }
        rest = max(1, self.width() - sum(wide.values()))
        return [wide.get(self._splitter.widget(number), rest) for number in range(self._splitter.count())]

    def _sides(self) -> list[tuple[Side, QWidget]]:
        sides: tuple[tuple[Side, QWidget | None], ...] = (("list", self.column), ("right", self.right))
        return [(side, pane) for side, pane in sides if pane is not None]

    def _dragged(self) -> None:
        """The page is painted at once, and the panes beside it in turns of their own."""
        for pane in (self.column, self.right):
            if pane is not None and pane.isVisible():
                paint_later(pane)
        self._keep_widths()

    def _keep_widths(self) -> None:
        for side, pane in self._sides():
            if pane.parent() is self._splitter and not pane.isHidden():
                self._widths.keep(side, pane.width())

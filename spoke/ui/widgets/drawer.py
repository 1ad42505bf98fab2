"""A pane where there is no room for it beside the page: it lies over the page, and comes from its own side."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from spoke.ui.look.look import Look
from spoke.ui.widgets.pane_widths import Side
from spoke.ui.widgets.surfaces import bare

_SLIDE_MS = 160
_MOVED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class Drawer(QObject):
    """`panes`: what it lies over. `wanted`: how wide it is to be, in pixels; wider where its content takes more."""

    def __init__(self, look: Look, pane: QWidget, panes: QWidget, side: Side, wanted: Callable[[], int]) -> None:
        super().__init__(panes)
        self._look, self._pane, self._panes, self._side, self._wanted = look, pane, panes, side, wanted
        self._least = pane.minimumWidth()
        """In pixels at 100 %. No drawer has it: the window may have less."""

        self._slide: QPropertyAnimation | None = None
        """While it comes."""

        self._edge = bare(QPalette.ColorRole.Mid)
        self._edge.setParent(panes)
        self._edge.hide()

    @property
    def is_out(self) -> bool:
        """Whether the pane is a drawer now."""
        return self._pane.parent() is self._panes

    @property
    def _at_right(self) -> bool:
        return (self._side == "right") != self._panes.isRightToLeft()

    def take_out(self) -> None:
        """The pane lies over the page from here on, whether it is shown or not."""
        if not self.is_out:
            self._pane.setParent(self._panes)
            self._pane.installEventFilter(self)
            self._place_edge()

    def take_back(self) -> None:
        """It is to go elsewhere."""
        self.end_slide()
        self._pane.removeEventFilter(self)
        self._pane.setMinimumWidth(self._look.theme.px(self._least))
        self._edge.hide()

    def place(self) -> None:
        if not self.is_out:
            return
        pane, room = self._pane, self._panes.size()
        pane.ensurePolished()  # it takes its own least width
        pane.setMinimumWidth(0)
        wide = min(max(self._wanted(), pane.minimumSizeHint().width()), room.width())
        at = QPoint(room.width() - wide if self._at_right else 0, 0)
        pane.resize(wide, room.height())
        if self._slide:  # laid out for the first time, or anew, while it comes
            self._slide.setEndValue(at)
        else:
            pane.move(at)

    def slide_in(self) -> None:
        """To where it was placed."""
        duration = self._look.motion(_SLIDE_MS)
        if not duration:
            return
        end, wide = self._pane.pos(), self._pane.width()
        self._slide = QPropertyAnimation(self._pane, b"pos", self._pane)
        self._slide.setDuration(duration)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.setStartValue(end + QPoint(wide if self._at_right else -wide, 0))
        self._slide.setEndValue(end)
        self._slide.finished.connect(self._came)
        self._slide.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    def end_slide(self) -> None:
        if slide := self._slide:
            self._slide = None
            slide.stop()

    def _came(self) -> None:
        self._slide = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """It keeps its place when its own least width changes, and its edge goes with it."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        elif event.type() in _MOVED:
            self._place_edge()
        return False

    def _place_edge(self) -> None:
        """At the side of the page."""
        box = self._pane.geometry()
        self._edge.setGeometry(box.left() - 1 if self._at_right else box.right() + 1, 0, 1, self._panes.height())
        self._edge.setVisible(not self._pane.isHidden())
        self._edge.raise_()

"""The ring outside a button that the keyboard reached: 2 px of accent with a gap of 2.

A style sheet can only draw inside a widget, and takes a click for focus too; so the window draws it. Where the focus
went by itself, because a key opened or closed something, it is shown too: after a key, and not after a click.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWindow
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from spoke.ui.look.look import Look
from spoke.ui.look.round_box import round_box
from spoke.ui.widgets.focus_order import first_stop

_OUT = 4


class FocusRing(QWidget):
    """`by_keyboard`: the last thing that was pressed is a key."""

    def __init__(self, window: QWidget, look: Look) -> None:
        super().__init__(window)
        self._home = window
        self._look = look
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        """The target, and what holds it within the ring's own parent: where one of them moves, the ring does."""

        self._handle: QWindow | None = None
        self.by_keyboard = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self._handle:
            if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
                self.pressed(event.type() == QEvent.Type.KeyPress)
        elif watched is self._target and event.type() == QEvent.Type.Hide:
            self._leave()
        elif self._target is not None and event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._place()
        return False

    def listen(self) -> None:
        """To what is pressed in the window, which is on the screen by now."""
        self._handle = self._home.windowHandle()
        if self._handle is not None:
            self._handle.installEventFilter(self)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the focus that moves meanwhile."""
        before, self.by_keyboard = self.by_keyboard, True
        try:
            yield
        finally:
            self.by_keyboard = before

    def focus_in(self, pane: QWidget) -> None:
        """The focus goes to the first thing in it that takes it, and is shown."""
        with self.shown():
            (first_stop(pane) or pane).setFocus(Qt.FocusReason.TabFocusReason)

    def pressed(self, key: bool) -> None:
        """Lists ask the window whether to show their row's focus."""
        self.by_keyboard = key
        self._home.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, key)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        round_box(QPainter(self), self.rect(), 9, None, self._look.theme.colour("accent"), 2)

    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        self._leave()
        if self.by_keyboard:  # Qt forgets it where the focus is set by a program
            self._home.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if self.by_keyboard and isinstance(now, QAbstractButton) and now.window() is self.window():
            self._target = now
            self._place()

    def _leave(self) -> None:
        if self._target is None:
            return
        self._watch([])
        self._target = None
        self.hide()
        if isValid(self._home):  # a window that goes hides what has the focus on its way
            self.setParent(self._home)

    def _place(self) -> None:
        """In what holds the target and has room for it, so that it scrolls and is cut off with it."""
        assert self._target is not None
        parent = self._target.parentWidget()
        assert parent is not None
        box = self._target.geometry().adjusted(-_OUT, -_OUT, _OUT, _OUT)
        watched = [self._target]
        while not parent.rect().contains(box) and not _scrolls(parent) and (outer := parent.parentWidget()):
            box.translate(parent.pos())
            watched.append(parent)
            parent = outer
        self._watch(watched)
        self.setParent(parent)
        self.setGeometry(box)
        self.raise_()
        self.show()

    def _watch(self, widgets: list[QWidget]) -> None:
        for each in filter(isValid, self._watched):
            each.removeEventFilter(self)
        self._watched = widgets
        for each in widgets:
            each.installEventFilter(self)


def _scrolls(widget: QWidget) -> bool:
    """Or is a window: the ring goes no further out."""
    return widget.isWindow() or isinstance(widget.parentWidget(), QAbstractScrollArea)

"""Walks a window by keys alone, as somebody without a mouse does, and sees whether the focus shows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

MOST = 90
"""Stops of one page."""


class Walker:
    def __init__(self, window, loop) -> None:
        self.window, self._loop = window, loop

    def press(self, keys: str) -> None:
        """Each of them, as the window system hands it on: to what is open over the window, else to the window, or to
        the dialog that has the focus."""
        for name in keys.split():
            *modifiers, key = name.split("+")
            over, focus = QApplication.activePopupWidget(), QApplication.focusWidget()
            target = over or QApplication.focusWindow() or self.window.windowHandle()
            if over is not None and focus is not None and over.isAncestorOf(focus):
                target = focus
            held = Qt.KeyboardModifier.NoModifier
            for each in modifiers:
                held |= getattr(Qt.KeyboardModifier, f"{each}Modifier")
            QTest.keyClick(target, getattr(Qt.Key, f"Key_{key}"), held)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)

    @property
    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None and focus.isVisible(), "the focus is lost"
        return focus

    @property
    def name(self) -> str:
        return self.focus.accessibleName()

    @property
    def pane(self) -> str:
        panes = self.window.here.panes
        all_ = {"rail": self.window.rail, "list": panes.column, "page": panes.page, "right": panes.right}
        return next((name for name, pane in all_.items() if pane and pane.isAncestorOf(self.focus)), "")

    def to(self, name: str) -> QWidget:
        """By Tab, to the first whose name begins so."""
        met: dict[str, None] = {}
        for _ in range(MOST):
            if self.name.startswith(name):
                return self.focus
            met[self.name] = None
            self.press("Tab")
        raise AssertionError(f"Tab does not come to {name!r}, only to {list(met)}")

    def around(self) -> list[str]:
        """The panes in the order in which Tab comes through them from the rail, and back there. Each stop has to be
        seen, and Shift+Tab to go the same way back."""
        self.window.ring.focus_in(self.window.rail)
        first, way, panes = self.focus, [], []
        while not way or self.focus is not first:
            here = self.focus
            way.append(here)
            if self.pane not in panes[-1:]:
                panes.append(self.pane)
            assert len(way) < MOST, "Tab does not come back"
            with_focus = self._picture(here)
            self.press("Tab")
            assert with_focus != self._picture(here), f"nothing shows that the focus is at {here.accessibleName()!r}"
        for each in reversed(way):
            self.press("Shift+Backtab")
            assert self.focus is each, f"{self.name!r} and not {each.accessibleName()!r}"
        return panes

    def _picture(self, widget: QWidget) -> QImage:
        """Of the window, where that is with the ring around it."""
        box = QRect(widget.mapTo(self.window, QPoint()), widget.size()).adjusted(-6, -6, 6, 6)
        return self.window.grab(box.intersected(self.window.rect())).toImage()

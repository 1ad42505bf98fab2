"""Garbage is collected on the window's thread alone: another one that frees a timer of Qt ends the process.

What came with the start is set aside unseen: a look at it takes 35 ms, and a hundredth of a core if done each time.
After that each look is short: what is new is looked at each second, and what stayed seldom. Where much is new, or much
stayed, it is set aside too, and all is looked at once when nobody looks at us, as it is after a window was left for
another language.
"""

from __future__ import annotations

import gc
from typing import Self

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication

_EACH_MS = 1_000
_ASIDE, _SECOND, _ALL = 5, 5, 20
"""Of the looks: the one before which the start is set aside; each how many also take in what stayed once, or all."""

_MANY = 10_000
"""Things that stayed: to look at them takes some 4 ms."""

_MANY_NEW = 20_000


class Collector:
    """While it is entered."""

    def __init__(self) -> None:
        self._looks = 0
        self._all_is_due = False
        """As soon as nobody looks at us."""

        self._timer = QTimer()
        self._timer.setInterval(_EACH_MS)
        self._timer.timeout.connect(self.look)

    def __enter__(self) -> Self:
        gc.disable()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def much_was_left(self) -> None:
        """Of what was set aside; and as much is new."""
        self._all_is_due = True
        self._looks = 0

    def look(self) -> None:
        self._looks += 1
        if self._all_is_due and not _looked_at():
            self._all_is_due = False
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        elif self._looks == _ASIDE:
            gc.freeze()
        elif self._looks > _ASIDE and gc.get_count()[0] > _MANY_NEW:
            self._set_aside()
        elif self._looks > _ASIDE:
            gc.collect(0 if self._looks % _SECOND else 1)
            if self._looks % _ALL == 0:
                self._look_at_what_stayed()

    def _look_at_what_stayed(self) -> None:
        if len(gc.get_objects(generation=2)) > _MANY:
            self._set_aside()
        else:
            gc.collect()

    def _set_aside(self) -> None:
        """Unseen."""
        gc.freeze()
        self._all_is_due = True


def _looked_at() -> bool:
    """Whether one of our windows is the one that is worked with."""
    return QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive

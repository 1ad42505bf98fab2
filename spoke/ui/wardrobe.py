"""What follows the theme in a window: the style sheet of each of its parts, and what draws itself anew.

Under one sheet for a whole window Qt polishes a thousand widgets with each new theme or zoom before it looks at a key.
So each part has the sheet for itself, and what lies between the parts is painted by the palette (`controls.bare`). With
a new theme what is seen changes first, a few milliseconds in a turn of the loop, and nothing is painted until all of it
has; the rest follows.
"""

from __future__ import annotations

import itertools
import time
import weakref
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from spoke.ui.fitting import Fitting

_TURN_S = 0.003
"""Nothing more is begun in a turn that took so long."""


class Wardrobe(QObject):
    seen_changed = Signal()
    """All that is seen is as the new theme has it; what is not seen follows."""

    def __init__(self, fitting: Fitting, sheet: str) -> None:
        super().__init__()
        self._fitting, self._sheet = fitting, sheet
        self._worn: weakref.WeakValueDictionary[int, _Worn] = weakref.WeakValueDictionary()
        self._number = itertools.count()
        self._stale: list[_Worn] = []
        self._before_seen = False
        self._held: list[weakref.ref[QWidget]] = []
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._turn)

    @property
    def changing(self) -> bool:
        return self._next.isActive()

    def clothe(self, part: QWidget) -> None:
        """Give it the sheet, and each later one. Best when it is built, and before it is put into its window: Qt
        polishes what is under a sheet again with every widget it is put into."""
        part.setStyleSheet(self._sheet)
        self._keep(_Worn(part, lambda: self._put_on(part)))

    def follow(self, owner: QObject, draw: Callable[[], None]) -> None:
        """Draw with each new theme, for as long as `owner` lives."""
        self._keep(_Worn(owner, draw))

    def change(self, sheet: str) -> None:
        self._sheet = sheet
        self._stale = list(self._worn.values())
        self._before_seen = True
        self._hold()
        self._next.start()

    def _keep(self, worn: _Worn) -> None:
        self._worn[next(self._number)] = worn

    def _turn(self) -> None:
        until = time.perf_counter() + _TURN_S
        self._stale = [worn for worn in self._stale if isValid(worn)]
        while True:
            seen = next((worn for worn in self._stale if worn.seen), None)
            if seen is None and self._before_seen:
                self._before_seen = False
                self.seen_changed.emit()
                self._let_go()
                return
            if not self._stale:
                self._next.stop()
                return
            worn = seen or self._stale[0]
            self._stale.remove(worn)
            worn.renew()
            if time.perf_counter() > until:
                return

    def _put_on(self, part: QWidget) -> None:
        self._fitting.resting = True
        part.setStyleSheet("")  # from one sheet to another Qt polishes each widget once for each widget above it
        self._fitting.resting = False
        part.setStyleSheet(self._sheet)

    def _hold(self) -> None:
        """Nothing is painted in two themes."""
        for window in {worn.owner.window() for worn in self._stale if isinstance(worn.owner, QWidget) and worn.seen}:
            if window.updatesEnabled():
                window.setUpdatesEnabled(False)
                self._held.append(weakref.ref(window))

    def _let_go(self) -> None:
        held, self._held = self._held, []
        for window in held:
            if (there := window()) is not None:
                there.setUpdatesEnabled(True)


class _Worn(QObject):
    """It goes with its owner."""

    def __init__(self, owner: QObject, renew: Callable[[], None]) -> None:
        super().__init__(owner)
        self.owner, self.renew = owner, renew

    @property
    def seen(self) -> bool:
        return not isinstance(self.owner, QWidget) or self.owner.isVisible()

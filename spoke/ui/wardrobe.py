"""Style sheets, put on the parts of a window one by one.

Under one sheet for a whole window Qt polishes a thousand widgets with each new theme or zoom before it looks at a key.
So each part has the sheet for itself, what lies between the parts is painted by the palette (`controls.bare`), and
with a new sheet the parts that are seen change first, one in a turn of the loop; nothing is painted until all of them
have.
"""

from __future__ import annotations

import weakref

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from spoke.ui.fitting import Fitting


class Wardrobe(QObject):
    seen_changed = Signal()
    """All that is seen wears the new sheet; what is not seen follows."""

    def __init__(self, fitting: Fitting, sheet: str) -> None:
        super().__init__()
        self._fitting, self._sheet = fitting, sheet
        self._garments: weakref.WeakSet[_Garment] = weakref.WeakSet()
        self._stale: list[_Garment] = []
        self._before_seen = False
        self._held: list[weakref.ref[QWidget]] = []
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._change_one)

    @property
    def changing(self) -> bool:
        return self._next.isActive()

    def clothe(self, part: QWidget) -> None:
        """Give it the sheet, and each later one. Best when it is built, and before it is put into its window: Qt
        polishes what is under a sheet again with every widget it is put into."""
        part.setStyleSheet(self._sheet)
        self._garments.add(_Garment(part))

    def change(self, sheet: str) -> None:
        self._sheet = sheet
        self._stale = [garment for garment in self._garments if isValid(garment)]
        self._before_seen = True
        self._hold()
        self._next.start()

    def _change_one(self) -> None:
        self._stale = [garment for garment in self._stale if isValid(garment)]
        seen = next((garment for garment in self._stale if garment.part.isVisible()), None)
        if seen is None and self._before_seen:
            self._before_seen = False
            self.seen_changed.emit()
            self._let_go()
            return
        if not self._stale:
            self._next.stop()
            return
        garment = seen or self._stale[0]
        self._stale.remove(garment)
        self._put_on(garment.part)

    def _hold(self) -> None:
        """Nothing is painted in two themes."""
        for window in {garment.part.window() for garment in self._stale if garment.part.isVisible()}:
            if window.updatesEnabled():
                window.setUpdatesEnabled(False)
                self._held.append(weakref.ref(window))

    def _let_go(self) -> None:
        held, self._held = self._held, []
        for window in held:
            if (there := window()) is not None:
                there.setUpdatesEnabled(True)

    def _put_on(self, part: QWidget) -> None:
        self._fitting.resting = True
        part.setStyleSheet("")  # from one sheet to another Qt polishes each widget once for each widget above it
        self._fitting.resting = False
        part.setStyleSheet(self._sheet)


class _Garment(QObject):
    """It goes with its part."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self.part = part

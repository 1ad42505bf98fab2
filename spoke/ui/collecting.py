"""Garbage is collected on the window's thread alone: another one that frees a timer of Qt ends the process.

What came with the start is set aside unseen: a look at it takes 35 ms, and a hundredth of a core if done each time.
What is made after that is so little that a look takes 1 or 2 ms.
"""

from __future__ import annotations

import gc
from typing import Self

from PySide6.QtCore import QTimer

COLLECT_MS = 5_000


class Collector:
    """While it is entered."""

    def __init__(self) -> None:
        self._set_aside = False
        self._timer = QTimer()
        self._timer.setInterval(COLLECT_MS)
        self._timer.timeout.connect(self._collect)

    def __enter__(self) -> Self:
        gc.disable()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def all(self) -> None:
        """Also what was set aside, where much of it is garbage now."""
        gc.unfreeze()
        gc.collect()
        self._set_aside = False

    def _collect(self) -> None:
        if self._set_aside:
            gc.collect()
        else:
            gc.freeze()
            self._set_aside = True

"""Imports on the window's thread that leave it time: between two modules it looks at what came, if that is due.

A module brings others, and those more, before it runs itself: one name can hold the thread for 100 ms. What is asked
before each of them is found is the list of them all, in their order, so nobody has to keep one. For when the window
does nothing yet: what came must not need a module that is imported halfway.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder

from PySide6.QtCore import QCoreApplication

_TURN_S = 0.003


class _EventsBetween(MetaPathFinder):
    """Finds nothing."""

    def __init__(self) -> None:
        self._until = 0.0

    def find_spec(self, *_: object) -> None:
        if time.perf_counter() > self._until and threading.current_thread() is threading.main_thread():
            QCoreApplication.processEvents()
            self._until = time.perf_counter() + _TURN_S


@contextmanager
def responsive_imports() -> Iterator[None]:
    """What is imported meanwhile."""
    finder = _EventsBetween()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)

"""Taking back: what was deleted is said with an Undo beside it, and Ctrl+Z takes the last one back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from spoke.ui.tasks import TaskOwner

Back = Callable[[], Coroutine[Any, Any, None]]
_KEPT = 20


class Undo(QObject):
    """`offered` carries the sentence that says what was done; `gone` follows when it was taken back."""

    offered = Signal(str)
    gone = Signal()

    def __init__(self, tasks: TaskOwner) -> None:
        super().__init__()
        self._tasks = tasks
        self._done: deque[Back] = deque(maxlen=_KEPT)

    def offer(self, said: str, back: Back) -> None:
        """Something was done that `back` takes back: `Deleted "Names for the boat".`"""
        self._done.append(back)
        self.offered.emit(said)

    def last(self) -> None:
        """Take the last one back; nothing happens where there is none."""
        if self._done:
            self._tasks.start(self._done.pop()())
            self.gone.emit()

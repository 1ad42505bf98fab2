"""What the window waits for: nothing is shown of a short wait, then that something goes on, then for how long.

Rules of this module:
- under `SPIN_S` nothing is shown; from then on what goes on, from `COUNT_S` on with its seconds and, where it can be
  given up, Cancel;
- what only looks for something newer than what is on screen is shown from `COUNT_S` on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

SPIN_S, COUNT_S = 0.3, 1.0


@dataclass(eq=False, slots=True)
class Progress:
    words: str
    cancel: Callable[[], object] | None = None
    patient: bool = False
    share: Callable[[], float | None] = lambda: None
    """How much of it is done, of 1, where that is known."""

    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def seen(self) -> bool:
        return self.seconds >= (COUNT_S if self.patient else SPIN_S)

    @property
    def counted(self) -> bool:
        return self.seconds >= COUNT_S


class ProgressTracker(QObject):
    """Which there are, the oldest first."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Progress] = []

    def begin(
        self,
        words: str,
        cancel: Callable[[], object] | None = None,
        *,
        patient: bool = False,
        share: Callable[[], float | None] = lambda: None,
    ) -> Progress:
        progress = Progress(words, cancel, patient, share)
        self.all.append(progress)
        self.changed.emit()
        return progress

    def end(self, progress: Progress) -> None:
        self.all.remove(progress)
        self.changed.emit()

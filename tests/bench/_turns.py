"""How long each turn of the window's thread holds it.

A turn is all that runs between two looks at what came meanwhile, in processor time of the thread: the load of others
hardly counts. Where one was is seen by looks from another thread.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from PySide6.QtCore import QAbstractEventDispatcher

MOST_MS = 8.0


@dataclass
class Turns:
    """`over`: of the turns that took too long, how long and where."""

    count: int = 0
    over: list[tuple[float, str]] = field(default_factory=list)
    most: float = 0.0


class Watchdog:
    def __init__(self) -> None:
        self._thread = threading.main_thread().ident or 0
        self._clock = time.pthread_getcpuclockid(self._thread)
        self._began, self._seen, self.now = time.thread_time(), list[str](), Turns()
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._mark)
        dispatcher.aboutToBlock.connect(self._mark)
        threading.Thread(target=self._look, daemon=True).start()

    @contextmanager
    def during(self) -> Iterator[Turns]:
        self._mark()
        self.now = turns = Turns()
        yield turns
        self._mark()

    def _mark(self) -> None:
        now = time.thread_time()
        took, seen = (now - self._began) * 1e3, self._seen
        self._began, self._seen = now, []
        self.now.count += 1
        self.now.most = max(self.now.most, took)
        if took > MOST_MS:
            self.now.over.append((took, seen[len(seen) // 2] if seen else ""))

    def _look(self) -> None:
        while True:
            time.sleep(0.002)
            if time.clock_gettime(self._clock) - self._began > MOST_MS / 2e3:
                self._seen.append(self._where())

    def _where(self) -> str:
        """The innermost lines of ours, else of whoever runs."""
        lines: list[tuple[CodeType, int]] = []
        interval = sys.getswitchinterval()
        sys.setswitchinterval(60)  # a frame that is held while its function returns keeps its painter, and Qt falls
        frame = sys._current_frames().get(self._thread)
        while frame is not None:
            lines.append((frame.f_code, frame.f_lineno))
            frame = frame.f_back
        sys.setswitchinterval(interval)
        ours = [line for line in lines if "spoke/" in line[0].co_filename] or lines
        return " < ".join(f"{Path(code.co_filename).stem}.{code.co_name}:{number}" for code, number in ours[:3])

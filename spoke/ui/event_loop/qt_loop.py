"""asyncio's loop over Qt's: what is ready is run in short turns, between which Qt looks at what came.

qasync gives each callback a timer of its own, and Qt runs all that are due in one turn, however long each of them took,
and however long it painted just before. Here they wait in one row, of which a turn takes no more than it has time for.

An event that nobody waits for any more is passed over. anyio waits for a Unix socket with the `set_result` of a future
as what the loop is to call. Where a request to the node is cancelled after its socket became readable and before the
loop has told so, the future is done already.
"""

from __future__ import annotations

import time
from asyncio import Handle, InvalidStateError
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]

from spoke.ui.event_loop import slice_clock


class QtLoop(QEventLoop):  # type: ignore[misc]
    def __init__(self, app: QApplication, *, already_running: bool = False) -> None:
        self._ready = deque[Handle]()
        self._turn = QTimer()
        self._turn.setSingleShot(True)  # Qt lets none that repeats come while it is still under way
        self._turn.timeout.connect(self._run_ready)
        self._gives_way = False
        self._gave_way_to = 0.0
        super().__init__(app, already_running=already_running)

    def close(self) -> None:
        self._turn.stop()
        super().close()

    def add_reader(self, fd: Any, callback: Callable[..., Any], *args: Any) -> None:
        super().add_reader(fd, partial(_unless_done, callback), *args)

    def add_writer(self, fd: Any, callback: Callable[..., Any], *args: Any) -> None:
        super().add_writer(fd, partial(_unless_done, callback), *args)

    def _add_callback(self, handle: Handle, delay: float = 0) -> Handle:
        if delay > 0:
            return super()._add_callback(handle, delay)  # type: ignore[no-any-return]
        if self.is_closed():
            return handle
        self._ready.append(handle)
        if not self._turn.isActive():
            self._turn.start(0)
        return handle

    def _run_ready(self) -> None:
        """Those that were ready when the turn began, in their order, while there is time."""
        if slice_clock.picture_waits():  # what is done now would be painted with it
            self._turn.start(1)
            return
        self._turn.start(0)  # for the next turn, which comes within this one where a callback waits on events of Qt
        self._gives_way = not self._gives_way and slice_clock.another_worked(self._gave_way_to)
        if self._gives_way:  # to what was painted or styled in this turn; not twice running, for it may be in each
            self._gave_way_to = slice_clock.ended
            return
        end = time.perf_counter() + slice_clock.SLICE_S
        for _ in range(len(self._ready)):
            handle = self._ready.popleft()
            if not handle.cancelled():
                handle._run()
            if not self._ready or time.perf_counter() >= end:
                break
        if not self._ready:
            self._turn.stop()


def _unless_done(callback: Callable[..., Any], *args: Any) -> None:
    with suppress(InvalidStateError):
        callback(*args)

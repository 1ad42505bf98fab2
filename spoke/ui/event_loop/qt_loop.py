"""asyncio's loop over Qt's, which passes over an event that nobody waits for any more.

anyio waits for a Unix socket with the `set_result` of a future as what the loop is to call. Where a request to the node
is cancelled after its socket became readable and before the loop has told so, the future is done already.
"""

from __future__ import annotations

from asyncio import InvalidStateError
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from qasync import QEventLoop  # type: ignore[import-untyped]


class QtLoop(QEventLoop):  # type: ignore[misc]
    def add_reader(self, fd: Any, callback: Callable[..., Any], *args: Any) -> None:
        super().add_reader(fd, partial(_unless_done, callback), *args)

    def add_writer(self, fd: Any, callback: Callable[..., Any], *args: Any) -> None:
        super().add_writer(fd, partial(_unless_done, callback), *args)


def _unless_done(callback: Callable[..., Any], *args: Any) -> None:
    with suppress(InvalidStateError):
        callback(*args)

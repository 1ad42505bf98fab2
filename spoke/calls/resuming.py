"""The works that were put aside and go on: each once at a time, in a task of its own, until this device stops.

What a work waits for may come while it runs, or is just being put aside again. It is looked at once more
then, so that no answer is missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any


@dataclass(slots=True, eq=False)
class Resumption:
    """One work on its way to its end, or to being put aside again."""

    call_id: str
    taken_up: bool = False
    """Nothing of it lies in the ledger now: only its task knows how it ends."""

    cancelled: bool = False
    """Somebody wants it stopped."""

    again: bool = False
    """Something that it waits for came meanwhile: look at it once more."""

    task: asyncio.Task[None] = field(init=False)


class Resuming:
    """`go_on` takes a work up and runs it."""

    def __init__(
        self,
        go_on: Callable[[Resumption], Coroutine[Any, Any, None]],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        self._go_on = go_on
        self._spawn = spawn
        self._going: dict[str, Resumption] = {}
        self._closed = False

    def __contains__(self, call_id: str) -> bool:
        return call_id in self._going

    def resume(self, call_id: str) -> None:
        """Go on with it now, or once more when its task has ended."""
        if self._closed:  # the next start goes on with it
            return
        if going := self._going.get(call_id):
            going.again = True
            return
        going = self._going[call_id] = Resumption(call_id)
        going.task = self._spawn(self._go_on(going))
        going.task.add_done_callback(partial(self._ended, going))

    def cancel(self, call_id: str) -> bool:
        """Whether it goes on: then its own task ends it, and nobody else is to."""
        going = self._going.get(call_id)
        if going is None:
            return False
        first, going.cancelled = not going.cancelled, True
        if going.taken_up and first:  # a second cancel must not cut off how the first one ends it
            going.task.cancel()
        return True

    def close(self) -> None:
        """Nothing goes on any more; what is on its way comes to its end."""
        self._closed = True

    def _ended(self, going: Resumption, task: asyncio.Task[None]) -> None:
        del self._going[going.call_id]
        if going.again and not task.cancelled():
            self.resume(going.call_id)

"""Calls that a run has made and waits for, because somebody is asked about them: the run waits put aside, as they do.

Which they are is in memory only. After a restart each run that was put aside is looked at: it does again what it waited
for, under the same ids, and finds out how far that is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable

from sandbox.approval import Unanswered
from shared.errors import NotFound, from_body
from spoke.node.bodies.calls import CallProgress


class Below:
    """`state` says how far a call is, `cancel` ends it; both raise `NotFound`. `go_on` continues a run by its id, if it
    is put aside."""

    def __init__(
        self,
        state: Callable[[str], Awaitable[CallProgress]],
        go_on: Callable[[str], None],
        cancel: Callable[[str], Awaitable[None]],
    ) -> None:
        self._state = state
        self._go_on = go_on
        self._cancel = cancel
        self._above: dict[str, str] = {}

    async def again(self, call_id: str, above: str) -> CallProgress | None:
        """What a call came to that was made before; None where it was not. Raises what it ended with."""
        try:
            known = await self._state(call_id)
        except NotFound:
            return None
        if known.state not in ("done", "unknown"):
            self._above[call_id] = above
            raise Unanswered
        if known.error is not None:
            raise from_body(known.error)
        return known

    def waits(self, above: str, call_id: str) -> Unanswered:
        self._above[call_id] = above
        return Unanswered()

    async def has_ended(self, above: str) -> bool:
        """Whether something that it waits for came to its end meanwhile."""
        for call_id in self._of(above):
            try:
                if (await self._state(call_id)).state in ("done", "unknown"):
                    return True
            except NotFound:
                return True
        return False

    async def give_up(self, above: str) -> None:
        """This run has ended: nobody waits for what it called."""
        for call_id in self._of(above):
            self._above.pop(call_id, None)
            with contextlib.suppress(NotFound):
                await self._cancel(call_id)

    def _of(self, above: str) -> list[str]:
        return [call_id for call_id, run in self._above.items() if run == above]

    def ended(self, call_id: str) -> None:
        if above := self._above.pop(call_id, None):
            self._go_on(above)

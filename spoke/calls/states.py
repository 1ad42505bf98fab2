"""How far a call is, or its end, whether this device does it or another."""

from __future__ import annotations

import contextlib

from shared.errors import NotFound
from spoke.calls.executor import Executor
from spoke.calls.outgoing import Outgoing, shown
from spoke.node.bodies.calls import CallProgress
from spoke.runs.runs import Runs


class CallStates:
    def __init__(self, runs: Runs, executor: Executor, outgoing: Outgoing) -> None:
        self._runs, self._executor, self._outgoing = runs, executor, outgoing

    async def find(self, call_id: str) -> CallProgress:
        """How far a call is, or how it ended. Raises `NotFound`."""
        try:
            record = (await self._runs.find(call_id)).record
        except NotFound:
            pass
        else:
            return CallProgress(id=call_id, state="done", result=record.result, error=record.error)
        with contextlib.suppress(NotFound):
            return await self._executor.state(call_id)
        return shown(*await self._outgoing.find(call_id))

    async def cancel(self, call_id: str) -> None:
        """Ask for the end of a call that goes on by itself, here or elsewhere. Raises `NotFound`."""
        try:
            await self._executor.cancel(call_id)
        except NotFound:
            await self._outgoing.cancel(call_id)

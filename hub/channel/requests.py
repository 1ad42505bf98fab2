"""Calls that requests ask for: who waits for what comes of them, and for how long they may go away."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

from hub.channel.routed import Routed
from shared.messages import Result


class Requests:
    """`make` makes a call, or raises what refuses it; `known` says whether one is on its way."""

    def __init__(self, make: Callable[[Routed], Awaitable[None]], known: Callable[[str], bool]) -> None:
        self._make = make
        self._known = known
        self._waiting: defaultdict[str, set[asyncio.Future[Result]]] = defaultdict(set)
        """For the end of a call, by its id."""
        self._keeping: dict[str, asyncio.Future[None]] = {}
        """Only until their call is durable."""

    async def submit(self, routed: Routed) -> asyncio.Future[Result]:
        """Make a call; the answer comes as the future's result. Raises what refuses it.

        The same question again gives the answer that it had, or the coming one. `leave` the future afterwards.
        """
        answer = self.wait(routed.id)
        try:
            await self._make(routed)
        except BaseException:
            self.leave(routed.id, answer)
            raise
        return answer

    async def command(self, routed: Routed) -> Result | None:
        """Make a call that goes on by itself: none once it is durable, or its end where that is known already."""
        known = self._known(routed.id)
        kept = self._keeping[routed.id] = asyncio.get_running_loop().create_future()
        answer = await self.submit(routed)
        try:
            if not known:
                await asyncio.wait([kept, answer], return_when=asyncio.FIRST_COMPLETED)
            return answer.result() if answer.done() else None
        finally:
            self._keeping.pop(routed.id, None)
            self.leave(routed.id, answer)

    def wait(self, call_id: str) -> asyncio.Future[Result]:
        """For what comes next of a call that has not ended in the store. `leave` the future afterwards."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting[call_id].add(answer)
        return answer

    def leave(self, call_id: str, answer: asyncio.Future[Result]) -> None:
        if waiting := self._waiting.get(call_id):
            waiting.discard(answer)
            if not waiting:
                del self._waiting[call_id]

    def durable(self, call_id: str) -> None:
        """A new call is written down."""
        if (kept := self._keeping.pop(call_id, None)) and not kept.done():
            kept.set_result(None)

    def answered(self, result: Result) -> None:
        for answer in self._waiting.pop(result.id, ()):
            if not answer.done():
                answer.set_result(result)

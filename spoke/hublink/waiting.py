"""Calls to other devices whose answer somebody waits for in memory.

A call that was sent is sent again with the same id after a reconnect; the hub and the other device know it by that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.errors import Cancelled, DeadlineExceeded, FelloeError, OutcomeUnknown, RateLimited
from shared.limits import LIMITS
from shared.messages import Call, Cancel, Message, Result
from shared.system.deltas import About, Deltas, values
from shared.system.streams import Stream
from spoke.calls.parting import Parting, unended, unsent
from spoke.calls.way import Sending


@dataclass(slots=True)
class _Pending:
    call: Call
    deadline: float
    deltas: Deltas | None
    listed: bool
    """Its end is told to others too."""
    answer: asyncio.Future[Result] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    """Unset while somebody is being told what it yields."""
    sent: bool = False


class Waiting:
    """`send` says whether there is a connection; `online` returns when there is one, or raises why not."""

    def __init__(self, send: Callable[[Message], Awaitable[bool]], online: Callable[[], Awaitable[None]]) -> None:
        self._send = send
        self._online = online
        self._pending: dict[str, _Pending] = {}
        self._parting: Parting | None = None

    async def call(self, call: Call, deltas: Deltas | None = None, sending: Sending | None = None) -> Result:
        """`Link.call`."""
        deadline = asyncio.get_running_loop().time() + call.timeout_s
        pending = _Pending(call, deadline, deltas, listed=sending is not None)
        pending.heard.set()
        try:
            async with asyncio.timeout_at(pending.deadline):
                await self._online()
                if sending:
                    await sending()
                if len(self._pending) >= LIMITS.calls_in_flight:  # after all waits: of many calls at once each counts
                    raise RateLimited(f"This device waits for {len(self._pending)} calls already. Try again later.")
                if self._parting:
                    raise unsent(_what(call), self._parting)
                self._pending[call.id] = pending
                await self._send_call(pending)
                result = await pending.answer
                await pending.heard.wait()
                return result
        except TimeoutError:
            raise _late(pending) from None
        except asyncio.CancelledError:
            await self._send(Cancel(id=call.id))
            raise
        finally:
            self._pending.pop(call.id, None)

    async def send_again(self) -> None:
        """After a reconnect."""
        self._parting = None
        for pending in list(self._pending.values()):
            await self._send_call(pending)

    def answered(self, result: Result) -> bool:
        """Whether somebody waits for it, and nobody else is to hear of it."""
        pending = self._pending.get(result.id)
        if pending is not None and not pending.answer.done():
            pending.answer.set_result(result)
        return pending is not None and not pending.listed

    def abandon(self, parting: Parting) -> None:
        """What was sent may run, and nobody will say how it ended."""
        self._parting = parting
        for pending in self._pending.values():
            if not pending.answer.done():
                error = unended if pending.sent else unsent
                pending.answer.set_exception(error(_what(pending.call), parting))

    async def hear(self, stream: Stream, about: About) -> None:
        """What a call yields on a stream."""
        pending = self._pending.get(about.id)
        if pending is None or pending.deltas is None:
            raise Cancelled("Nobody listens to what this call yields.")
        pending.heard.clear()
        try:
            async for value in values(stream):
                await pending.deltas(value)
        finally:
            pending.heard.set()

    async def _send_call(self, pending: _Pending) -> None:
        left = pending.deadline - asyncio.get_running_loop().time()
        if left > 0:
            pending.sent |= await self._send(pending.call.model_copy(update={"timeout_s": left}))


def _what(call: Call) -> str:
    return f"{call.skill}.{call.function}"


def _late(pending: _Pending) -> FelloeError:
    call = pending.call
    who, what = call.target or "A device", _what(call)
    if not pending.sent:
        return DeadlineExceeded(f"{what} could not be sent to {who} within {call.timeout_s:g} s, so it did not run.")
    return OutcomeUnknown(
        f"{who} did not answer {what} within {call.timeout_s:g} s. It may have run: look before you repeat it."
    )

"""Host calls that a guest began and has not fetched: each runs on its own, and its reply waits here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from sandbox import bridge
from sandbox.approval import Unanswered
from sandbox.host_calls import HostCalls
from sandbox.journal import Journal
from sandbox.submitted import Submitted
from shared.errors import TooLarge
from shared.limits import LIMITS

Ticket = asyncio.Task[str]


class Tickets:
    """Of one run. `begin` makes a task of what serves a host call."""

    def __init__(self, calls: HostCalls, begin: Callable[[int, Coroutine[Any, Any, str]], Ticket]) -> None:
        self._calls = calls
        self._begin = begin
        self._submitted = Submitted()
        self._tickets: dict[int, Ticket] = {}

    @property
    def unfinished(self) -> list[Ticket]:
        return [task for task in self._tickets.values() if not task.done()]

    def submit(self, line: bridge.HostCall) -> str:
        """The reply, at once: its number, or that too much waits."""
        try:
            self._submitted.admit(line.number, line.args or {})
        except TooLarge as error:
            return self._calls.refuse(line.number, line.service or "", error)
        served = self._submitted.serve(line.number, lambda: self._calls.serve_line(line))
        self._tickets[line.number] = self._begin(line.number, served)
        return bridge.ok(line.number)

    def answered(self, number: int, reply: str) -> None:
        """One that had its reply before the run was put aside."""
        self._tickets[number] = asyncio.create_task(_given(reply))

    def fetched(self, number: int) -> None:
        """One that the guest had the reply of before."""
        self._tickets.pop(number, None)

    async def wait(self, seconds: float | None) -> str:
        """As many finished ones as fit one reply: at least one, unless the time passes first."""
        if not self._tickets:
            await asyncio.sleep(seconds or 0)
            return '{"ok":[]}'
        await asyncio.wait(self._tickets.values(), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        parts: list[str] = []
        size = 0
        for number, task in list(self._tickets.items()):
            if not task.done():
                continue
            part = f"[{number},{task.result()}]"
            size += len(part)
            if parts and size > LIMITS.sandbox_message:
                break
            parts.append(part)
            del self._tickets[number]
            self._submitted.fetched(number)
        return f'{{"ok":[{",".join(parts)}]}}'

    async def put_aside(self, journal: Journal) -> None:
        """Let what was begun come to its end, and keep what it came to; the others begin when the run goes on."""
        journal.asking.extend(self._submitted.queued)
        for number in self._submitted.queued:
            task = self._tickets.pop(number)
            task.cancel()
            await asyncio.wait([task])
        for number, task in self._tickets.items():
            await asyncio.wait([task])
            if isinstance(task.exception(), Unanswered):
                journal.asking.append(number)
            else:
                journal.answered(number, task.result())


async def _given(reply: str) -> str:
    return reply

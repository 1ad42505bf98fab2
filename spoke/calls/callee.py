"""Answers calls from other devices: exposed functions only, each call at most once.

Rules of this module:
- what is refused before it starts leaves no row and may be asked again;
- what starts is in the ledger first, and its answer is in the ledger before it is sent; the first answer stays.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from shared.errors import ApprovalPending, Cancelled, FelloeError, NotFound, OutcomeUnknown, RateLimited
from shared.limits import LIMITS
from shared.messages import Ack, Call, Result, failure
from shared.schemas import check_arguments
from shared.system.deltas import Teller
from shared.system.large import Opener
from spoke.calls.executor import Executor
from spoke.calls.ledger import Ledger
from spoke.calls.permission import check_offered
from spoke.calls.way import Send
from spoke.calls.work import Work
from spoke.node.bodies.runs import RunInfo
from spoke.skills.registry import Registry

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class _Running:
    call: Call
    task: asyncio.Task[None] = field(init=False)
    taken_up: bool = False
    """The task has had its first turn. One that is cancelled before that ends without a word."""

    begun: bool = False
    """It is in the ledger."""

    cancelled: bool = False
    """The caller wants it stopped."""


class Callee:
    """Use it in an `async with`: it owns the tasks of the calls that run."""

    def __init__(self, registry: Registry, executor: Executor, ledger: Ledger, send: Send, open_stream: Opener) -> None:
        self._registry = registry
        self._executor = executor
        self._ledger = ledger
        self._send = send
        self._open = open_stream
        self._tasks: set[asyncio.Task[Any]] = set()
        self._running: dict[str, _Running] = {}

    async def __aenter__(self) -> Callee:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def accept(self, call: Call) -> None:
        """Start answering. One that runs already (sent again after a reconnect) goes on, and is acknowledged again."""
        if running := self._running.get(call.id):
            self._acknowledge(running)
            return
        running = self._running[call.id] = _Running(call)
        running.task = self._own(self._answer(running))

    def cancel(self, call_id: str) -> None:
        running = self._running.get(call_id)
        if running is None:
            self._own(self._give_up(call_id))
        elif not running.cancelled:
            running.cancelled = True
            if running.taken_up:
                running.task.cancel()

    def abandon(self) -> None:
        """Nobody hears any more how they end."""
        for call_id in list(self._running):
            self.cancel(call_id)

    def check(self, call_id: str) -> None:
        """Say what became of a call: that it goes on, or how it ended."""
        if running := self._running.get(call_id):
            self._acknowledge(running)
        else:
            self._own(self._tell(call_id))

    def _acknowledge(self, running: _Running) -> None:
        """Where it has not begun, that is said when it does."""
        if running.begun:
            self._own(self._send(Ack(id=running.call.id)))

    async def _tell(self, call_id: str) -> None:
        await self._send(await self._known(call_id) or Ack(id=call_id))

    async def _known(self, call_id: str) -> Result | None:
        """What became of it; none where it goes on after it was put aside, and reports its end by itself."""
        for _ in range(2):  # it may be taken up, or come to its end, while the ledger is read
            if self._executor.goes_on(call_id):
                return None
            if found := await self._ledger.find(call_id):
                return found
        return None if self._executor.goes_on(call_id) else await self._ledger.answer(call_id)

    async def _give_up(self, call_id: str) -> None:
        """It may be one that was put aside."""
        with contextlib.suppress(NotFound):
            await self._executor.cancel(call_id)

    def _own(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _answer(self, running: _Running) -> None:
        running.taken_up = True
        try:
            result = await self._outcome(running)
        finally:
            del self._running[running.call.id]  # from here on a cancel comes too late
        if result is not None:
            await self._send(result)

    async def _outcome(self, running: _Running) -> Result | None:
        call = running.call
        try:
            if running.cancelled:
                raise asyncio.CancelledError
            return await self._run(running)
        except FelloeError as error:
            return failure(call.id, error)
        except asyncio.CancelledError:
            if not running.cancelled:
                raise  # the node stops: the ledger says at the next start that the outcome is unknown
            return await self._ledger.settle(failure(call.id, Cancelled("The caller cancelled it.")))
        except Exception:
            log.exception("call failed", call=call.id)
            broken = FelloeError("The device failed in a way it should not. Its log says where.")
            return await self._ledger.settle(failure(call.id, broken))

    async def _run(self, running: _Running) -> Result | None:
        call = running.call
        function = await self._registry.find(call.skill, call.function)
        check_offered(function)
        check_arguments(function.info.parameters, call.args)
        if len(self._running) > LIMITS.calls_in_flight:
            raise RateLimited(
                f"The device works on {LIMITS.calls_in_flight} calls already. Try again later.", retry_after_s=1
            )
        first = await self._ledger.begin(call.id)
        running.begun = True
        await self._send(Ack(id=call.id))
        if not first:
            return await self._known(call.id)
        try:
            run = await self._performed(call)
        except ApprovalPending as error:
            return failure(call.id, error)  # the ledger has the call; its result is sent when there is one
        except FelloeError as error:
            return await self._ledger.settle(failure(call.id, error))
        try:
            return await self._ledger.settle(_answer_of(run), run)
        except FelloeError as error:
            return _unwritten(call, error)

    async def _performed(self, call: Call) -> RunInfo:
        work = Work.of_call(call, call.timeout_s, by_code=True)
        if not call.deltas:
            return await self._executor.perform(work)
        async with Teller(self._open, call.id) as teller:
            return await self._executor.perform(work, teller)


def _unwritten(call: Call, error: FelloeError) -> Result:
    """It ran, and a restart of this device would know nothing of that."""
    words = f"It ran, but how it ended could not be written down: {error.message}"
    return failure(call.id, OutcomeUnknown(words))


def _answer_of(run: RunInfo) -> Result:
    record = run.record
    return Result(id=run.id, result=record.result, error=record.error, elapsed_ms=round(record.elapsed_ms, 3))

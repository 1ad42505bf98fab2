"""One run on one worker: answers what the guest asks for until it is done, has to stop, or is put aside."""

from __future__ import annotations

import asyncio
import hashlib
import math
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sandbox import bridge, outcome
from sandbox.approval import Unanswered
from sandbox.host_calls import HostCalls
from sandbox.journal import Journal
from sandbox.replay import Replay
from sandbox.run_record import RunRecord, RunRequest
from sandbox.tickets import Ticket, Tickets
from sandbox.worker_process import WorkerProcess
from sandbox.yields import Yields
from shared.error_body import ErrorBody
from shared.errors import (
    ApprovalPending,
    ApprovalRequired,
    LimitExceeded,
    ProtocolError,
)
from shared.limits import LIMITS
from shared.system.wall_clock import WallClock
from shared.timeouts import TIMEOUTS

_STRETCH_GRACE = 0.5
"""The worker ends a guest by itself first; the parent only steps in when it could not."""

_LISTENER_GRACE = 0.05
"""Seconds that who listens may take for a value before others may compute: a turn that is lent comes back at once, so
lending it for each value would have more guests compute than there are turns."""


class Execution:
    """What one run does and what is known of it. `idle` is entered while the guest waits for the host.

    `journal` is of a run that may be put aside: empty for a new one, what it did before for one that is continued.
    """

    def __init__(
        self,
        request: RunRequest,
        calls: HostCalls,
        clock: WallClock,
        idle: Callable[[], AbstractContextManager[None]],
        journal: Journal,
        yields: Yields,
        *,
        keeps: bool,
    ) -> None:
        self.request = request
        self.heard = False
        """Whether a worker said anything, so that something may have happened."""
        self.load_ms = 0.0
        """Guest time to load the run's skill: what the guest says, so no more than a hint."""
        self._calls = calls
        self._clock = clock
        self._idle = idle
        self._yields = yields
        self._worker: WorkerProcess
        self._tickets = Tickets(calls, self._task)
        self._blocking: tuple[bridge.HostCall, Ticket] | None = None
        """The host call, or the value for who listens, that the guest stands still for."""
        self._number = 0
        self._printed: list[str] = []
        self._complained: list[str] = []
        self._room = request.output
        self._truncated = False
        self._guest_ms = 0.0
        self._memory: int | None = None
        self._memory_limit: int | None = None
        self._outcome = outcome.Outcome()
        self._halting: asyncio.Timeout
        self._watching: asyncio.TimerHandle
        self._halted: BaseException | None = None
        """What a host call ended with that ends the run, or that the guest computes for too long."""
        self._stretch_s = max(TIMEOUTS.sandbox_stretch, request.cpu_s) + _STRETCH_GRACE
        self._computes_since = math.inf
        """By the loop's clock; infinite while the guest waits."""
        self._keeps = keeps
        self._before = journal
        self._replay = Replay(journal, calls, self._tickets, yields)
        self._journal = Journal(seed=journal.seed, entropy=journal.entropy, granted=journal.granted)
        self.put_aside: Journal | None = None
        if journal.steps:
            calls.rows.extend(journal.rows)

    def record(self, elapsed_ms: float, error: ErrorBody | None) -> RunRecord:
        """What is known, whether or not the run came to its end; `error` is what kept it from that."""
        error = error or self._outcome.error
        return RunRecord(
            id=self.request.id,
            digest=self._digest(),
            ok=error is None,
            result=self._yields.result(self._outcome.result) if error is None else None,
            streamed=self._yields.count,
            error=error,
            elapsed_ms=elapsed_ms,
            guest_ms=self._guest_ms,
            peak_memory_bytes=self._memory,
            memory_limit_bytes=self._memory_limit,
            stdout="".join(self._printed),
            stderr="".join(self._complained),
            truncated=self._truncated,
            calls=self._calls.rows,
            journal=self.put_aside,
        )

    def _digest(self) -> str:
        if self.request.skill is not None:
            return self.request.skill.digest
        return hashlib.sha256(str(self.request.code).encode("utf-8", "replace")).hexdigest()

    async def conduct(self, worker: WorkerProcess, message: str, bytecode: Mapping[str, str]) -> None:
        """Run the guest to its end; `bytecode` is its skill's. After an error or cancel kill the worker.

        Raises `ApprovalPending` where it was put aside: then `put_aside` is what it did.
        """
        self._worker, self._memory_limit = worker, worker.memory
        skill = self.request.skill
        if skill is not None:
            await worker.send_skill(skill, bytecode)
        worker.send(
            bridge.Run(
                self.request.id,
                self.request.cpu_s,
                self.request.calls,
                self.request.output,
                LIMITS.sandbox_yielded if self._replay.goes_on else self._yields.room,
                message,
                skill.name if skill else None,
                skill.digest if skill else None,
                self._before.entropy,
                self._keeps,
                self._before.clock,
            )
        )
        self._watch()
        try:
            async with asyncio.timeout(None) as self._halting:
                self._finish(await self._until_done())
        except (TimeoutError, Unanswered) as error:
            if self._halted is None and isinstance(error, TimeoutError):
                raise
            await self._put_aside(self._halted or error)
        finally:
            self._watching.cancel()
            await self._drop_tickets()
            await self._calls.close()

    async def _until_done(self) -> bridge.Done:
        while True:
            line = await self._next()
            self.heard = True
            match line:
                case bridge.Done() if line.run == self.request.id:
                    return line
                case bridge.Printed() if line.run == self.request.id:
                    self._print(line)
                case bridge.HostCall() if line.run == self.request.id and self._is_next(line):
                    await self._answer(line)
                case _:
                    raise _out_of_turn()

    def _is_next(self, line: bridge.HostCall) -> bool:
        """The worker counts too, but a worker that was taken over would not."""
        yields = self._yields.count + (line.op == "yield")
        return self._number < line.number <= bridge.OPERATIONS_PER_CALL * self.request.calls + yields

    def _finish(self, done: bridge.Done) -> None:
        self._guest_ms = done.guest_ms
        self._memory = done.memory
        self._outcome = outcome.read(done, self._calls.errors, self.request.cpu_s, self.request.calls)
        self.load_ms = self._outcome.load_ms

    def _print(self, line: bridge.Printed) -> None:
        kept = line.text[: self._room]
        self._room -= len(kept)
        (self._complained if line.stderr else self._printed).append(kept)
        self._truncated |= line.truncated or len(kept) < len(line.text)

    async def _next(self) -> Any:
        self._computes_since = asyncio.get_running_loop().time()
        line = await self._worker.receive()
        self._computes_since = math.inf
        return line

    def _watch(self) -> None:
        """Stop the run where the guest computed for longer than its worker lets it.

        One timer, which looks no sooner than that can be: one for each line would cost more than the line.
        """
        loop = asyncio.get_running_loop()
        left = self._stretch_s - max(0.0, loop.time() - self._computes_since)
        if left > 0:
            self._watching = loop.call_later(left, self._watch)
        elif not self._halting.expired():
            stretch = f"{self._stretch_s:g} s"
            self._halted = LimitExceeded(f"The code ran {stretch} without a pause and was stopped.", limit="cpu")
            self._halting.reschedule(0)

    async def _answer(self, line: bridge.HostCall) -> None:
        self._number = line.number
        self._guest_ms = line.guest_ms
        if self._keeps:
            self._journal.heard(line.clock)
        if self._replay.goes_on:
            reply = self._replay.again(line)
            self._halt()
        elif line.op == "submit":
            reply = self._tickets.submit(line)
        elif line.op == "wait" and line.seconds == 0:
            reply = await self._tickets.wait(0)  # only a look: the turn is kept
        elif line.op == "yield":
            reply = await self._yielded(line)
        else:
            with self._idle():
                reply = await self._block(line)
        if self._keeps:
            self._journal.add(line, reply)
        self._worker.send(bridge.Reply(line.number, reply))

    async def _block(self, line: bridge.HostCall) -> str:
        match line.op:
            case "call" if not self._keeps:
                return await self._calls.serve_line(line)
            case "call":
                return await self._whole(line, self._task(line.number, self._calls.serve_line(line)))
            case "wait":
                return await self._tickets.wait(line.seconds)
            case "sleep":
                await asyncio.sleep(line.seconds or 0)
                return bridge.ok(None)
            case _:
                raise _out_of_turn()

    async def _whole(self, line: bridge.HostCall, task: Ticket) -> str:
        self._blocking = line, task
        await asyncio.wait([task])  # a halt must not cut it off: what it does has to be known
        self._blocking = None
        return task.result()

    async def _yielded(self, line: bridge.HostCall) -> str:
        """The value was taken. While somebody takes it slowly, others may compute."""
        value = (line.args or {}).get("value")
        if not self._yields.listened:
            return await self._taken(value)
        task = self._task(line.number, self._taken(value))
        self._blocking = line, task
        done, _ = await asyncio.wait([task], timeout=_LISTENER_GRACE)
        if done:
            self._blocking = None
            return task.result()
        with self._idle():
            return await self._whole(line, task)

    async def _taken(self, value: Any) -> str:
        await self._yields.take(value)
        return bridge.ok(None)

    def _task(self, number: int, work: Coroutine[Any, Any, str]) -> Ticket:
        task = asyncio.create_task(work, name=f"host call {number}")
        task.add_done_callback(self._served)
        return task

    def _served(self, task: Ticket) -> None:
        """Where a host call ended in what ends the run, stop, wherever the guest is."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self._halted = self._halted or error
            self._halt()

    def _halt(self) -> None:
        """A run that is being continued first catches up, so that its journal stays whole."""
        if self._halted and not self._replay.goes_on and not self._halting.expired():
            self._halting.reschedule(0)

    async def _drop_tickets(self) -> None:
        tasks = self._tickets.unfinished
        if self._blocking is not None:
            tasks.append(self._blocking[1])
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=TIMEOUTS.shutdown)

    async def _put_aside(self, reason: BaseException) -> None:
        """Let what was begun come to its end, and keep all that happened; raises why the run does not go on."""
        if not isinstance(reason, Unanswered):
            raise reason
        if self._blocking is not None:
            line, task = self._blocking
            await asyncio.wait([task])
            if task.exception() is None:
                self._journal.add(line, task.result())
            self._blocking = None
        await self._tickets.put_aside(self._journal)
        self._journal.rows = [row for row in self._calls.rows if row.verdict != "asked"]
        self._journal.wall_left_s = self._clock.left()
        if not self._journal.whole:
            raise ApprovalRequired(
                "This needed somebody's approval and nobody answered in time. The run had done too much to be put "
                "aside until they do; allow it ahead, or do less in one run."
            )
        self.put_aside = self._journal
        raise ApprovalPending("This needs somebody's approval, and goes on when they have given it.")


def _out_of_turn() -> ProtocolError:
    return ProtocolError("The sandbox worker sent a message out of turn; it was ended.")

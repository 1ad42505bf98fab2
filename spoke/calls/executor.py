"""Runs what was asked for on this device, and asks the user where their word is needed.

Rules of this module:
- who may call a function is decided before anything of it runs; what it may reach, at each host call;
- what waits for the user's answer is durable before who asked hears that it waits, and goes on by itself when the
  answer comes; whatever was granted, exposed, installed or cancelled meanwhile counts then;
- a node that stops puts aside what waits, however short a time it did: the next start asks again and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from sandbox.approval import Unanswered
from sandbox.journal import CallRow, Journal
from sandbox.services.service import Services
from sandbox.yields import Deltas
from shared.errors import (
    ApprovalPending,
    Cancelled,
    Conflict,
    DeadlineExceeded,
    FelloeError,
    NotFound,
)
from shared.messages import Result, failure
from shared.schemas import check_arguments
from spoke.calls.below import Below
from spoke.calls.ledger import Ledger, pending
from spoke.calls.permission import Permission
from spoke.calls.resuming import Resuming, Resumption
from spoke.calls.work import Work
from spoke.grants.asks import Asks
from spoke.grants.audit import Audit
from spoke.grants.grants import Grants
from spoke.grants.reads import Reads
from spoke.node.bodies.approvals import AskInfo
from spoke.node.bodies.calls import CallProgress
from spoke.node.bodies.runs import RunInfo
from spoke.runs.runner import Runner
from spoke.skills.registry import Installed, Registry

log = structlog.get_logger()

_DRAIN_S = 3.0
"""Who ends a node gives it a few seconds for all that it has to close."""


class Executor:
    """`services` are what a work may reach; `report` tells whoever asked of the end of what was put aside."""

    def __init__(
        self,
        registry: Registry,
        runner: Runner,
        grants: Grants,
        asks: Asks,
        audit: Audit,
        ledger: Ledger,
        *,
        services: Callable[[Work], Services],
        report: Callable[[Work, Result], Awaitable[None]],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        reads: Reads | None = None,
        below: Below | None = None,
    ) -> None:
        self._registry = registry
        self._reads = reads or Reads()
        self._runner = runner
        self._asks = asks
        self._audit = audit
        self._permission = Permission(grants, asks, audit, self._reads)
        self._ledger = ledger
        self._services = services
        self._report = report
        self._below = below or Below(self.state, self.go_on, self.cancel)
        self._resuming = Resuming(self._go_on, spawn)
        self._performed: dict[asyncio.Event, Work] = {}
        """What runs now, by what is set when that has ended or was put aside."""

    async def perform(self, work: Work, deltas: Deltas | None = None) -> RunInfo:
        """Run it. What its code does wrong is in the record; raises what keeps it from running.

        `deltas` takes what a generator function yields, value by value: the function goes on when it returns, and ends
        with an error that it raises. `ApprovalPending` where it was put aside: what it yields when it goes on is only
        in its result, and nothing is handed to `deltas` twice. Cancelling stops it and takes its questions back.
        """
        try:
            return await self._perform(work, None, deltas)
        except asyncio.CancelledError:
            await self._give_up(work)
            if await self._ledger.take_up(work.id):  # it was put aside at this very moment, and nobody waits for it
                await self._ledger.settle(failure(work.id, Cancelled("It was cancelled.")))
            raise

    async def cancel(self, call_id: str) -> None:
        """End what was put aside, or goes on after it was. Raises `NotFound` where there is no such call."""
        if self._resuming.cancel(call_id):
            return
        if (taken := await self._ledger.take_up(call_id)) is None:
            raise NotFound("There is no call with this id that waits for an approval.")
        await self._end(taken[0], failure(call_id, Cancelled("It was cancelled.")))

    async def end_for_others(self) -> None:
        """Of what was put aside, end what other devices asked for: they hear no more of it."""
        for work in [*await self._ledger.aside(), *self._performed.values()]:
            if work.caller:
                with contextlib.suppress(NotFound):
                    await self.cancel(work.id)

    def goes_on(self, call_id: str) -> bool:
        """Whether it runs again after it was put aside."""
        return call_id in self._resuming

    async def state(self, call_id: str) -> CallProgress:
        """How far a call is that was put aside once."""
        found = await self._ledger.find(call_id)
        if found is None:
            if call_id in self._resuming:
                return CallProgress(id=call_id, state="running")
            raise NotFound("There is no call with this id.")
        return CallProgress(
            id=call_id, state="waiting" if found.goes_on else "done", result=found.result, error=found.error
        )

    # --- what was put aside ------------------------------------------------------------------------------------------

    async def recover(self) -> None:
        """At the start of a node: go on with what was answered while it was off, and end what nobody waits for."""
        aside = {work.id: work for work in await self._ledger.aside()}
        for work in [work for work in aside.values() if not _has_all_above(work, aside)]:
            await self._ledger.settle(failure(work.id, Cancelled("It was cancelled.")))
            del aside[work.id]
        await self._asks.keep_only(set(aside))
        for call_id in aside:
            await self._if_answered(call_id)

    async def expire(self) -> None:
        """End what waited too long."""
        for info in await self._asks.expire():
            self._unanswered(info, "expired")
            if taken := await self._ledger.take_up(info.work_id):
                late = DeadlineExceeded("Nobody approved it in time, so it went no further.")
                await self._end(taken[0], failure(info.work_id, late))

    async def drain(self) -> None:
        """As the node is about to stop: put aside what waits for the user, and what waits for that. What takes too long
        is cut off like all else that runs."""
        self._resuming.close()
        self._asks.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_S):
                while waiting := await self._waiting():
                    await asyncio.gather(*(ended.wait() for ended in waiting))

    async def _waiting(self) -> list[asyncio.Event]:
        roots = {info.root for info in await self._asks.pending()}
        return [ended for ended, work in self._performed.items() if work.root in roots]

    def answered(self, info: AskInfo) -> None:
        """Go on with the work that the question belongs to, if it was put aside."""
        self._resuming.resume(info.work_id)

    def go_on(self, call_id: str) -> None:
        """Go on with a work that was put aside: what it waited for has ended."""
        self._resuming.resume(call_id)

    async def _if_answered(self, call_id: str) -> None:
        if all(info.state != "pending" for info in await self._asks.of_work(call_id)):
            self._resuming.resume(call_id)

    async def _go_on(self, going: Resumption) -> None:
        call_id = going.call_id
        taken = await self._ledger.take_up(call_id)
        if taken is None:  # it still waits live, or has ended
            return
        work, journal = taken
        going.taken_up = True
        try:
            if going.cancelled:
                raise Cancelled("It was cancelled.")
            run = await self._perform(work.model_copy(update={"continued": True}), journal)
            await self._end(work, Result(id=work.id, result=run.record.result, error=run.record.error), run)
        except ApprovalPending:
            return
        except asyncio.CancelledError:
            if not going.cancelled:
                raise  # the node stops: the ledger says at the next start that the outcome is unknown
            await self._end(work, failure(call_id, Cancelled("It was cancelled.")))
        except FelloeError as error:
            await self._end(work, failure(call_id, error))
        except Exception:
            log.exception("call failed", call=call_id)
            broken = FelloeError("The device failed in a way it should not. Its log says where.")
            await self._end(work, failure(call_id, broken))

    async def _end(self, work: Work, result: Result, run: RunInfo | None = None) -> None:
        result = await self._ledger.settle(result, run)
        await self._give_up(work)
        await self._report(work, result)

    async def _put_aside(self, work: Work, journal: Journal, used: Collection[AskInfo]) -> ApprovalPending:
        if not await self._ledger.put_aside(work, journal):
            return pending(work)
        if await self._unused(work, journal, used) or await self._below.has_ended(work.id):
            self._resuming.resume(work.id)  # the answer came after the patience ended and before the work was put aside
        return pending(work)

    async def _unused(self, work: Work, journal: Journal, used: Collection[AskInfo]) -> Sequence[AskInfo]:
        """Answers that came while it ran, to host calls that were not done yet. `used`: those that it went by."""
        done = {step.number for step in journal.steps if step.op == "call"} | set(journal.results)
        before = {info.id for info in used}
        return [info for info in await self._answers(work) if info.id not in before and info.number not in done]

    async def _answers(self, work: Work) -> list[AskInfo]:
        return [info for info in await self._asks.of_work(work.id) if info.state in ("allowed", "denied")]

    # --- one run -----------------------------------------------------------------------------------------------------

    async def _perform(self, work: Work, journal: Journal | None, deltas: Deltas | None = None) -> RunInfo:
        with self._noted(work):
            try:
                run = await self._run(work, journal, deltas)
            except ApprovalPending:
                raise
            except Exception:
                await self._give_up(work)
                raise
            if any(row.verdict == "asked" or row.rule == "asked" for row in run.record.calls):
                await self._give_up(work)
            return run

    async def _give_up(self, work: Work) -> None:
        """It has ended: nobody is asked for it any more, nor for what it called."""
        with contextlib.suppress(FelloeError):  # of a full disk: the next start ends them
            for info in await self._asks.drop(work.id):
                self._unanswered(info, "cancelled")
            await self._below.give_up(work.id)

    def _unanswered(self, info: AskInfo, verdict: str) -> None:
        """A question that went away by itself: whoever saw it finds what became of it."""
        self._audit.note("answer", info.asker, info.title, info.asked, verdict, work=info.work_id, chat=info.chat)

    @contextlib.contextmanager
    def _noted(self, work: Work) -> Iterator[None]:
        ended = asyncio.Event()
        self._performed[ended] = work
        try:
            yield
        finally:
            del self._performed[ended]
            ended.set()

    async def _run(self, work: Work, journal: Journal | None, deltas: Deltas | None) -> RunInfo:
        function = await self._find(work) if work.skill else None
        if function is not None:
            work = work.model_copy(update={"digest": function.info.digest})
        used = await self._answers(work) if work.continued else []
        try:
            if function is not None and work.by_code:
                await self._permission.check_exposed(work, function)
        except Unanswered:
            raise await self._put_aside(work, Journal.new(), used) from None
        run = await self._runner.run(
            work,
            function.files if function else None,
            self._permission.gate(work, function),
            self._services(work),
            approver=self._permission.approver(work) if work.asks else None,
            journal=journal,
            told=partial(self._told, work),
            deltas=deltas,
        )
        if run.record.journal is not None:
            raise await self._put_aside(work, run.record.journal, used)
        return run

    def _told(self, work: Work, row: CallRow) -> None:
        self._audit.host_call(work.label, work.id, row, work.chat)
        self._reads.host_call(work.chat, row)

    async def _find(self, work: Work) -> Installed:
        if work.script:
            function = await self._registry.find_script(work.skill, work.script)
        else:
            function = await self._registry.find(work.skill, work.function)
        if work.digest and function.info.digest != work.digest:
            raise Conflict(f"The skill {work.skill} was changed while this waited, so it was not continued.")
        check_arguments(function.info.parameters, work.args)
        return function


def _has_all_above(work: Work, aside: Mapping[str, Work]) -> bool:
    """Whether what waits for it is put aside too: a kill may have come between the two."""
    while work.awaited:
        if (above := aside.get(work.chain[-1])) is None:
            return False
        work = above
    return True

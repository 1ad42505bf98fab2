"""Runs what was asked for on this device, and asks the user where their word is needed.

Rules of this module:
- who may call a function is decided before anything of it runs; what it may reach, at each host call;
- what waits for the user's answer is durable before who asked hears that it waits, and goes on by itself when the
  answer comes; whatever was granted, exposed, installed or cancelled meanwhile counts then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from sandbox.approval import Ask, Unanswered
from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper, Rule, Verdict, args_digest
from sandbox.journal import CallRow, Journal
from sandbox.services.service import Services
from sandbox.yields import Deltas
from shared.errors import (
    ApprovalPending,
    Cancelled,
    Conflict,
    DeadlineExceeded,
    FelloeError,
    InvalidArgument,
    NotExposed,
    NotFound,
    NotGranted,
)
from shared.messages import READ_SHOWN, Result, failure
from shared.schemas import check_arguments
from shared.timeouts import TIMEOUTS
from spoke.calls.below import Below
from spoke.calls.ledger import Ledger, pending
from spoke.calls.work import Work
from spoke.grants.asks import Asks
from spoke.grants.audit import Audit
from spoke.grants.grants import Grants, held_by_callers, held_by_chat, held_by_skill, held_in_chat
from spoke.grants.reads import Reads
from spoke.node.bodies.approvals import AskInfo
from spoke.node.bodies.calls import CallProgress
from spoke.node.bodies.runs import RunInfo
from spoke.runs.runner import Runner
from spoke.skills.registry import Installed, Registry

log = structlog.get_logger()

_HARMLESS = frozenset({"files.read", "clipboard.read", "store"})
"""Services by which a function can neither send anything out nor change anything but its own."""

_CALL_ALL = Rule(Verdict.ALLOW, Capability("call", "*"))
"""Code that a person or an assistant runs may ask any device: what that device exposes decides."""

_CALLERS = 0
"""Number of the question whether others may call a function: host calls count from 1."""


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
        self._runner = runner
        self._grants = grants
        self._asks = asks
        self._audit = audit
        self._ledger = ledger
        self._services = services
        self._report = report
        self._spawn = spawn
        self._reads = reads or Reads()
        self._below = below or Below(self.state, self.go_on)
        self._resumed: dict[str, asyncio.Task[None]] = {}
        self._going: set[str] = set()
        """Of those: what was taken up, so that only its task knows how it ends."""
        self._cancelled: set[str] = set()
        """Of those: what somebody wants stopped."""
        self._again: set[str] = set()
        """Of those: what was answered meanwhile."""

    async def perform(self, work: Work, deltas: Deltas | None = None) -> RunInfo:
        """Run it. What its code does wrong is in the record; raises what keeps it from running.

        `deltas` takes what a generator function yields, value by value: the function goes on when it returns, and ends
        with an error that it raises. `ApprovalPending` where it was put aside: what it yields when it goes on is only
        in its result, and nothing is handed to `deltas` twice. Cancelling stops it and takes its questions back.
        """
        try:
            return await self._perform(work, None, deltas)
        except asyncio.CancelledError:
            await self._asks.drop(work.id)
            if await self._ledger.take_up(work.id):  # it was put aside at this very moment, and nobody waits for it
                await self._ledger.settle(failure(work.id, Cancelled("It was cancelled.")))
            raise

    async def cancel(self, call_id: str) -> None:
        """End what was put aside, or goes on after it was. Raises `NotFound` where there is no such call."""
        if task := self._resumed.get(call_id):
            again = call_id in self._cancelled  # a second cancel must not cut off how the first one ends it
            self._cancelled.add(call_id)
            if call_id in self._going and not again:
                task.cancel()
        elif (taken := await self._ledger.take_up(call_id)) is None:
            raise NotFound("There is no call with this id that waits for an approval.")
        else:
            await self._end(taken[0], failure(call_id, Cancelled("It was cancelled.")))

    def goes_on(self, call_id: str) -> bool:
        """Whether it runs again after it was put aside."""
        return call_id in self._resumed

    async def state(self, call_id: str) -> CallProgress:
        """How far a call is that was put aside once."""
        found = await self._ledger.find(call_id)
        if found is None:
            if call_id in self._resumed:
                return CallProgress(id=call_id, state="running")
            raise NotFound("There is no call with this id.")
        return CallProgress(
            id=call_id, state="waiting" if found.goes_on else "done", result=found.result, error=found.error
        )

    # --- what was put aside ------------------------------------------------------------------------------------------

    async def recover(self) -> None:
        """At the start of a node: go on with what was answered while it was off."""
        aside = await self._ledger.aside()
        await self._asks.keep_only(set(aside))
        for call_id in aside:
            await self._if_answered(call_id)

    async def expire(self) -> None:
        """End what waited too long."""
        for info in await self._asks.expire():
            if taken := await self._ledger.take_up(info.work_id):
                late = DeadlineExceeded("Nobody approved it in time, so it went no further.")
                await self._end(taken[0], failure(info.work_id, late))

    def answered(self, info: AskInfo) -> None:
        """Go on with the work that the question belongs to, if it was put aside."""
        self._resume(info.work_id)

    def go_on(self, call_id: str) -> None:
        """Go on with a work that was put aside: what it waited for has ended."""
        self._resume(call_id)

    async def _if_answered(self, call_id: str) -> None:
        if all(info.state != "pending" for info in await self._asks.of_work(call_id)):
            self._resume(call_id)

    def _resume(self, call_id: str) -> None:
        if call_id in self._resumed:
            self._again.add(call_id)  # it may be about to be put aside: look again when it has ended
            return
        task = self._spawn(self._go_on(call_id))
        self._resumed[call_id] = task
        task.add_done_callback(partial(self._went_on, call_id))

    def _went_on(self, call_id: str, task: asyncio.Task[None]) -> None:
        del self._resumed[call_id]
        self._going.discard(call_id)
        self._cancelled.discard(call_id)
        if call_id in self._again:
            self._again.discard(call_id)
            if not task.cancelled():
                self._resume(call_id)

    async def _go_on(self, call_id: str) -> None:
        taken = await self._ledger.take_up(call_id)
        if taken is None:  # it still waits live, or has ended
            return
        work, journal = taken
        self._going.add(call_id)
        try:
            if call_id in self._cancelled:
                raise Cancelled("It was cancelled.")
            run = await self._perform(work.model_copy(update={"continued": True}), journal)
            await self._end(work, Result(id=work.id, result=run.record.result, error=run.record.error), run)
        except ApprovalPending:
            return
        except asyncio.CancelledError:
            if call_id not in self._cancelled:
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
        await self._asks.drop(work.id)
        await self._report(work, result)

    async def _put_aside(self, work: Work, journal: Journal) -> ApprovalPending:
        if not await self._ledger.put_aside(work, journal):
            return pending(work)
        if any(info.state in ("allowed", "denied") for info in await self._unused(work, journal)) or (
            await self._below.has_ended(work.id)
        ):
            self._resume(work.id)  # the answer came after the patience ended and before the work was put aside
        return pending(work)

    async def _unused(self, work: Work, journal: Journal) -> Sequence[AskInfo]:
        """Questions of host calls that were not done yet."""
        done = {step.number for step in journal.steps if step.op == "call"} | set(journal.results)
        return [info for info in await self._asks.of_work(work.id) if info.number not in done]

    # --- one run -----------------------------------------------------------------------------------------------------

    async def _perform(self, work: Work, journal: Journal | None, deltas: Deltas | None = None) -> RunInfo:
        function = await self._find(work) if work.skill else None
        if function is not None:
            work = work.model_copy(update={"digest": function.info.digest})
        try:
            if function is not None and work.by_code:
                await self._check_exposed(work, function)
        except Unanswered:
            raise await self._put_aside(work, Journal.new()) from None
        holder = _holder(work)
        run = await self._runner.run(
            work,
            function.files if function else None,
            self._gate(work, function, holder),
            self._services(work),
            approver=self._asker(work, holder) if work.asks else None,
            journal=journal,
            told=partial(self._told, work),
            deltas=deltas,
        )
        if run.record.journal is not None:
            raise await self._put_aside(work, run.record.journal)
        if any(row.verdict == "asked" or row.rule == "asked" for row in run.record.calls):
            await self._asks.drop(work.id)
        return run

    def _told(self, work: Work, row: CallRow) -> None:
        self._audit.host_call(work.label, work.id, row)
        self._reads.host_call(work.chat, row)

    def _asker(self, work: Work, holder: str) -> _Asker:
        return _Asker(self._asks, work, holder, self._reads)

    async def _find(self, work: Work) -> Installed:
        if work.script:
            function = await self._registry.find_script(work.skill, work.script)
        else:
            function = await self._registry.find(work.skill, work.function)
        if work.digest and function.info.digest != work.digest:
            raise Conflict(f"The skill {work.skill} was changed while this waited, so it was not continued.")
        check_arguments(function.info.parameters, work.args)
        return function

    def _gate(self, work: Work, function: Installed | None, holder: str) -> Gatekeeper:
        ahead: tuple[Rule, ...] = (_CALL_ALL, *(Rule(Verdict.ALLOW, _parsed(text)) for text in work.grants))
        if function is not None:
            ahead = tuple(_declared(function.capabilities))
        otherwise = Verdict.ASK if work.asks and (function is None or work.script) else Verdict.DENY
        if not holder:
            return Gatekeeper(work.label, lambda: ahead, otherwise)
        holders = _holders(work, holder)
        watches = [self._grants.watch(each) for each in holders]
        rules = partial(_together, self._grants, holders, ahead)
        return Gatekeeper(work.label, rules, otherwise, lambda: any(watch() for watch in watches))

    # --- who may call ------------------------------------------------------------------------------------------------

    def check_offered(self, function: Installed) -> None:
        """`NotExposed` where others may never call it."""
        if function.exposure == "never":
            name = f"{function.info.skill}.{function.info.function}"
            raise NotExposed(f"{name} is not offered to others by the device it is installed on.")

    async def _check_exposed(self, work: Work, function: Installed) -> None:
        """Whether others may call it: by its exposure, by what was granted for good, or by the user who is asked."""
        path = Capability("script", work.title) if work.script else Capability("call", f"device:{work.title}")
        holder = held_by_callers(work.skill, function.info.digest)
        rules = partial(_together, self._grants, _holders(work, holder), ())
        decision = Gatekeeper(work.asker, rules).decide(path, args_digest(work.args))
        allowed = decision.verdict is Verdict.ALLOW
        rule = decision.rule.id if decision.rule else f"exposed: {function.exposure}"
        try:
            self.check_offered(function)
            if decision.rule is not None and decision.verdict is Verdict.DENY:
                raise NotGranted(f"{work.title} may not be called by others: the device's owner said so.")
            if not allowed and not self._runs_at_once(function):
                rule = "asked"
                await self._ask_owner(work, path, holder)
        except (FelloeError, Unanswered) as error:
            verdict = "asked" if isinstance(error, Unanswered) else "denied"
            self._audit.note("call", work.asker, "call", work.title, verdict, rule=rule, work=work.id)
            raise
        self._audit.note("call", work.asker, "call", work.title, "allowed", rule=rule, work=work.id)

    def _runs_at_once(self, function: Installed) -> bool:
        """`read` lets through what has no effects and holds nothing by which it could have some."""
        if function.exposure == "allow":
            return True
        if function.exposure == "ask" or function.info.effect != "none":
            return False
        rules = self._grants.rules(held_by_skill(function.info.skill, function.info.digest))
        return all(rule.capability.service in _HARMLESS for rule in rules if rule.verdict is Verdict.ALLOW)

    async def _ask_owner(self, work: Work, path: Capability, holder: str) -> None:
        ask = Ask(_CALLERS, path, path, work.args, ())
        patience_s = min(TIMEOUTS.ask_patience, work.wall_s / 2)
        allowed = await self._asker(work, holder).approve(ask, patience_s)
        if allowed is None:
            raise Unanswered
        if not allowed:
            raise NotGranted(f"The owner of the device did not allow {work.title}, so it did not happen.")


class _Asker:
    """Asks the user on behalf of one work."""

    def __init__(self, asks: Asks, work: Work, holder: str, reads: Reads) -> None:
        self._asks = asks
        self._work = work
        self._holder = holder
        self._reads = reads

    async def approve(self, ask: Ask, patience_s: float) -> bool | None:
        own = self._work.patience_s
        before = self._reads.newest(self._work.chat)
        ask = replace(ask, read=tuple(dict.fromkeys((*ask.read, *before, *self._work.read)))[:READ_SHOWN])
        return await self._asks.ask(self._work, self._holder, ask, patience_s if own is None else min(own, patience_s))


def _holder(work: Work) -> str:
    """Who holds what the user grants for good; nobody where a person runs code, which has no name to remember."""
    if work.skill:
        return held_by_skill(work.skill, work.digest)
    return held_by_chat(work.principal.id) if work.principal.kind == "assistant" else ""


def _declared(capabilities: Sequence[str]) -> list[Rule]:
    """What the skill's author says that it needs is asked for; what cannot be read is never granted."""
    rules = []
    for text in capabilities:
        try:
            rules.append(Rule(Verdict.ASK, _parsed(text), id="declared"))
        except InvalidArgument:
            continue
    return rules


def _parsed(text: str) -> Capability:
    return Capability.parse(text, home=str(Path.home()))


def _holders(work: Work, holder: str) -> list[str]:
    """Whose grants count: in a chat also what was granted for that chat alone."""
    of_chat = [held_in_chat(work.chat, holder)] if work.chat else []
    return list(dict.fromkeys([holder, *of_chat]))


def _together(grants: Grants, holders: Sequence[str], ahead: tuple[Rule, ...]) -> Sequence[Rule]:
    return (*(rule for holder in holders for rule in grants.rules(holder)), *ahead)

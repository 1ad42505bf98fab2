"""Finds the device that runs a call: this one, or through the hub another of the user's.

Rules of this module:
- what a person asks for at a face of this device runs here without more ado; programs and other devices need exposure;
- a call that left this device is never repeated by itself: `outcome_unknown` goes up to who asked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

from pydantic import JsonValue

from sandbox.services.call import ANY_DEVICE, THIS_DEVICE
from shared.errors import (
    ApprovalPending,
    DeadlineExceeded,
    FelloeError,
    InvalidArgument,
    LimitExceeded,
    NotPaired,
    OutcomeUnknown,
    from_body,
)
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Call, Result
from shared.names import SkillPath
from shared.strict_json import writable
from shared.system.deltas import Deltas
from shared.timeouts import TIMEOUTS
from spoke.calls.asking import PERSON, Asking
from spoke.calls.executor import Executor
from spoke.calls.outgoing import Outgoing
from spoke.calls.parting import turns_away
from spoke.calls.way import Sending, Way
from spoke.calls.work import Work
from spoke.grants.reads import Reads
from spoke.node.bodies.calls import CallReply, CommandInfo
from spoke.node.bodies.runs import RunInfo
from spoke.skills.registry import Registry


class Router:
    """`own_handle`: by what a path names this device; `link`: the way to the others, where there is one.

    `function_s`: what a function on this device may take, where nobody says.
    """

    def __init__(
        self,
        registry: Registry,
        executor: Executor,
        keep: Callable[[RunInfo], None],
        own_handle: Callable[[], str],
        link: Callable[[], Way | None],
        outgoing: Outgoing,
        reads: Reads | None = None,
        function_s: Callable[[], float] = lambda: TIMEOUTS.local_call,
    ) -> None:
        self._registry = registry
        self._executor = executor
        self._keep = keep
        self._own_handle = own_handle
        self._link = link
        self._outgoing = outgoing
        self._reads = reads or Reads()
        self._function_s = function_s

    async def call(
        self,
        path: SkillPath,
        args: dict[str, JsonValue],
        asking: Asking,
        timeout_s: float | None = None,
        deltas: Deltas | None = None,
        call_id: str | None = None,
    ) -> CallReply:
        """Call a function anywhere. `timeout_s`: all in all; by default what is set here, and 30 s on another device.
        `deltas` takes what a generator function yields, as it comes. `call_id`: where it is known before.

        Raises what went wrong, wherever it did. Cancelling is safe: the other device is asked to stop.
        """
        _check_writable(args)
        if len(asking.chain) >= LIMITS.call_depth:
            raise LimitExceeded(f"A chain of calls may be {LIMITS.call_depth} deep.", limit="depth")
        here = await self._is_here(path)
        timeout_s = _within(asking, timeout_s or (self._function_s() if here else TIMEOUTS.remote_call))
        started = time.perf_counter()
        call = Call(
            id=call_id or new_id(),
            target=path.device,
            skill=path.skill,
            function=path.function,
            args=args,
            timeout_s=timeout_s,
            chain=list(asking.chain),
            principal=asking.principal,
            deltas=deltas is not None,
            patience_s=asking.patience_s,
            read=[] if here else self._reads.newest(asking.chat),
        )
        if here:
            device, value = self._own_handle(), await self._here(call, asking, timeout_s, deltas)
        else:
            device, value = await self._elsewhere(call, deltas)
        return CallReply(id=call.id, device=device, result=value, elapsed_ms=(time.perf_counter() - started) * 1e3)

    async def command(
        self, path: SkillPath, args: dict[str, JsonValue], wait_s: float, timeout_s: float | None = None
    ) -> CommandInfo:
        """Call a function on another device when that is online, within `wait_s`. Durable when this returns."""
        _check_writable(args)
        if path.device in (THIS_DEVICE, self._own_handle()):
            raise InvalidArgument("This device is online: call it without waiting for it.")
        if (link := self._link()) is None:
            raise _not_paired(path.device)
        try:
            async with asyncio.timeout(TIMEOUTS.settle):
                await link.online()
        except (FelloeError, TimeoutError) as problem:
            if turns_away(problem):
                raise
        call = Call(
            id=new_id(),
            target=path.device,
            skill=path.skill,
            function=path.function,
            args=args,
            timeout_s=timeout_s or TIMEOUTS.remote_call,
            wait_s=wait_s,
            principal=PERSON,
        )
        return await self._outgoing.submit(call)

    async def _is_here(self, path: SkillPath) -> bool:
        if path.device is None or path.device == ANY_DEVICE:
            return self._link() is None or await self._registry.has(path.skill)
        return path.device in (THIS_DEVICE, self._own_handle())

    async def _here(self, call: Call, asking: Asking, wall_s: float, deltas: Deltas | None) -> JsonValue:
        work = Work.of_call(call, wall_s, by_code=asking.by_code, chat=asking.chat, awaited=asking.waits)
        run = await self._executor.perform(work, deltas)
        self._keep(run)
        return run.record.value()

    async def _elsewhere(self, call: Call, deltas: Deltas | None) -> tuple[str, JsonValue]:
        link = self._link()
        if link is None:
            raise _not_paired(call.target)
        by_person = call.principal.kind == "person" and not call.chain
        result = await self._awaited(link, call, deltas) if by_person else await self._sent(link, call, deltas)
        device = result.device or call.target or ANY_DEVICE
        return device, _said_by(device, result).value()

    async def _awaited(self, link: Way, call: Call, deltas: Deltas | None) -> Result:
        """Listed from before it is sent, so that one whose node is killed meanwhile is not forgotten."""
        try:
            return await self._sent(link, call, deltas, partial(self._outgoing.sending, call))
        except OutcomeUnknown:
            raise
        except FelloeError as refusal:
            self._outgoing.unsent(call.id, refusal)
            raise
        except BaseException:
            self._outgoing.left(call.id)
            raise

    async def _sent(self, link: Way, call: Call, deltas: Deltas | None, sending: Sending | None = None) -> Result:
        try:
            result = await link.call(call, deltas, sending)
        except OutcomeUnknown as unknown:
            await self._outgoing.remember(call, unknown)
            raise
        if result.error is not None and result.error.code in (ApprovalPending.code, OutcomeUnknown.code):
            await self._outgoing.remember(call, from_body(result.error))
        return result


def _check_writable(args: dict[str, JsonValue]) -> None:
    if not writable(args):
        raise InvalidArgument("The arguments hold a number or text that JSON cannot: NaN, 1e999, half of a character.")


def _within(asking: Asking, timeout_s: float) -> float:
    """No more than what is left of the call above it."""
    if asking.deadline is None:
        return timeout_s
    left_s = asking.deadline - time.monotonic()
    if left_s <= 0:
        raise DeadlineExceeded("The call that asked for this has no time left, so it did not run.")
    return min(timeout_s, left_s)


def _not_paired(device: str | None) -> NotPaired:
    return NotPaired(
        f"This device has no hub, so it cannot reach '{device}'. Join one with: felloe pair PAIRING_STRING"
    )


def _said_by(device: str, result: Result) -> Result:
    """An error of another device is told as that device's: its words are its own, and "here" means there."""
    if result.error is None or result.device is None:
        return result
    told = result.error.model_copy(update={"message": f"On {device}: {result.error.message}"})
    return result.model_copy(update={"error": told})

"""What the call table decided, carried out in its order: first durable, then sent.

Rules of this module:
- effects are carried out in the order they were put; one that others depend on is committed before they are;
- all that waits is one commit, so many calls in flight cost hardly more commits than one;
- where the disk refuses, new calls are refused with its reason; the ends of others wait, and are tried again.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from hub.channel.effects import Effect, Elsewhere, Ended, Insert, Keep, Late, Send, Tell
from hub.store.calls import Batch, Written
from shared.errors import FelloeError
from shared.limits import LIMITS
from shared.messages import Ack, Call, Cancel, Result

log = structlog.get_logger()

_LAZY_S = 1.0
"""Until what nobody waits for is committed, where nothing else is."""

_AGAIN_S = (0.1, 0.25, 0.5, 1.0)
"""Pauses between tries of a disk that refuses."""


@dataclass(frozen=True, slots=True)
class Received:
    """The caller has the result."""

    caller: str
    call_id: str


Step = Effect | Received

_MOST: dict[type[Step], int] = {Late: LIMITS.calls_in_flight, Received: LIMITS.calls_of_user}


@dataclass(frozen=True, slots=True)
class Doings:
    """`keep` makes a batch durable, or raises; the others say what came of it. None but `keep` waits."""

    keep: Callable[[Batch], Awaitable[Written]]
    perform: Callable[[Effect], None]
    refused: Callable[[Insert, FelloeError], None]
    known: Callable[[Insert, Any], None]
    corrected: Callable[[Any], None]


class WriteAhead:
    """`run` works until it is cancelled; `flush` afterwards writes what is left."""

    def __init__(self, doings: Doings) -> None:
        self._do = doings
        self._steps: deque[Step] = deque()
        self._lazy = Batch()
        self._reports: Counter[tuple[type[Step], str]] = Counter()
        """What devices said that nobody waits for and that is not written yet."""
        self._any = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._failures = 0

    def put(self, steps: Sequence[Step]) -> None:
        """Carry these out after all that were put before. Of reports, only as many of one device as it can owe."""
        steps = [step for step in steps if self._room(step)]
        if not self._steps and not any(map(_waits, steps)):
            for step in steps:
                self._at_once(step)
            return
        self._steps.extend(steps)
        self._any.set()

    async def run(self) -> None:
        while True:
            await self._any.wait()
            self._any.clear()
            while self._steps or not _empty(self._lazy):
                if not await self._turn():
                    await asyncio.sleep(_AGAIN_S[min(self._failures, len(_AGAIN_S)) - 1])

    async def flush(self) -> None:
        """One try to write what is left."""
        if self._timer is not None:
            self._timer.cancel()
        while self._steps or not _empty(self._lazy):
            if not await self._turn():
                return

    def _room(self, step: Step) -> bool:
        """A late answer that is dropped is asked for again, a result that was not received is sent again."""
        match step:
            case Late(device=device) | Received(caller=device):
                self._reports[type(step), device] += 1
                return self._reports[type(step), device] <= _MOST[type(step)]
            case _:
                return True

    def _take(self) -> list[Step]:
        """What is committed together: a call that is asked again comes after all that was said of it before."""
        taken: list[Step] = []
        changed: set[str | None] = set()
        while self._steps:
            step = self._steps[0]
            if isinstance(step, Insert | Keep):
                if isinstance(step, Insert) and step.call.id in changed:
                    break
                changed.add(_about(step))
            taken.append(self._steps.popleft())
        return taken

    async def _turn(self) -> bool:
        """Commit what waits and carry it out. False if the disk refused."""
        steps, lazy, reports = self._take(), self._lazy, self._reports
        self._lazy, self._reports = Batch(), Counter()
        turn = _Turn.of(steps, lazy)
        try:
            written = await self._do.keep(turn.batch) if not _empty(turn.batch) else Written({}, [])
        except asyncio.CancelledError:
            self._put_back(steps, lazy)
            raise
        except Exception as error:
            self._reports.update(reports)
            self._failures += 1
            self._refused(turn, steps, lazy, error)
            return False
        self._failures = 0
        self._carry_out(steps, written)
        return True

    def _carry_out(self, steps: list[Step], written: Written) -> None:
        left_out: set[str] = set()
        for step in steps:
            if isinstance(step, Insert) and step.call.id in written.known:
                left_out.add(step.call.id)
                self._do.known(step, written.known[step.call.id])
            elif not isinstance(step, Received | Keep | Late) and _about(step) not in left_out:
                self._perform(step)
        if left_out:
            self._steps = deque(step for step in self._steps if _about(step) not in left_out)
        for row in written.corrected:
            self._do.corrected(row)

    def _refused(self, turn: _Turn, steps: list[Step], lazy: Batch, error: Exception) -> None:
        reason = error if isinstance(error, FelloeError) else FelloeError("The hub could not write this down.")
        if self._failures == 1:
            log.error("calls not written", code=reason.code, reason=str(error), exc_info=turn.exc_info(reason, error))
        new = {step.call.id for step in steps if isinstance(step, Insert)}
        self._put_back([step for step in steps if _about(step) not in new], lazy)
        for step in steps:
            if isinstance(step, Insert):
                self._do.refused(step, reason)

    def _put_back(self, steps: list[Step], lazy: Batch) -> None:
        self._steps.extendleft(reversed(steps))
        for call_id, changes in lazy.updates.items():
            self._lazy.updates[call_id] = changes | self._lazy.updates.get(call_id, {})
        self._lazy.received[:0] = lazy.received

    def _at_once(self, step: Step) -> None:
        match step:
            case Keep(call_id, changes):
                self._lazy.updates[call_id] = self._lazy.updates.get(call_id, {}) | changes
                self._soon()
            case Received(caller, call_id):
                self._lazy.received.append((caller, call_id))
                self._soon()
            case _:
                self._perform(step)

    def _perform(self, step: Any) -> None:
        """Whatever goes wrong with one call, the others go on."""
        try:
            self._do.perform(step)
        except Exception:
            log.exception("call not carried out", call=_about(step), step=type(step).__name__)

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_LAZY_S, self._now)

    def _now(self) -> None:
        self._timer = None
        self._any.set()


@dataclass(slots=True)
class _Turn:
    batch: Batch = field(default_factory=Batch)

    @classmethod
    def of(cls, steps: list[Step], lazy: Batch) -> _Turn:
        batch = Batch(updates=dict(lazy.updates), received=list(lazy.received))
        for step in steps:
            match step:
                case Insert(call, row):
                    batch.inserts[call.id] = row
                case Keep(call_id, changes):
                    batch.updates[call_id] = batch.updates.get(call_id, {}) | changes
                case Late(device, result):
                    batch.late.append((device, result))
                case Received(caller, call_id):
                    batch.received.append((caller, call_id))
        return cls(batch)

    def exc_info(self, reason: FelloeError, error: Exception) -> Exception | None:
        return None if reason is error else error


def _waits(step: Step) -> bool:
    match step:
        case Insert() | Late():
            return True
        case Keep(lazy=lazy):
            return not lazy
        case _:
            return False


def _empty(batch: Batch) -> bool:
    return not (batch.inserts or batch.updates or batch.late or batch.received)


def _about(step: Step) -> str | None:
    """Id of the call."""
    match step:
        case Insert(call=call) | Ended(call=call) | Elsewhere(call=call):
            return call.id
        case Keep(call_id=call_id) | Received(call_id=call_id):
            return call_id
        case Tell(result=result) | Late(result=result):
            return result.id
        case Send(message=Call(id=call_id) | Ack(id=call_id) | Cancel(id=call_id) | Result(id=call_id)):
            return call_id
        case _:
            return None

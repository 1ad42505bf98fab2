"""The calls that are on their way, pure: what happened goes in, what to send comes out.

Rules of this module:
- no socket, no clock, no task: times are seconds of the event loop's clock, devices are their ids;
- a caller's id is routed once; asking again with it gives the stored or the coming answer;
- a callee that was cut off gets the same call again when it returns: it knows the ids it has;
- what was never sent ends as `DeviceOffline`, what may have been received as `OutcomeUnknown`;
- one answer per call: what comes after it is late, and is dropped.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from shared.errors import Cancelled, Conflict, DeviceOffline, FelloeError, OutcomeUnknown, RateLimited
from shared.limits import LIMITS, Limits
from shared.messages import Ack, Call, Caller, Cancel, Message, Problem, Result, failure
from shared.timeouts import TIMEOUTS, Timeouts


@dataclass(frozen=True, slots=True)
class Send:
    """Send `message` to `device` if it is connected; else it waits, or is lost, as the table knows."""

    device: str
    message: Message


@dataclass(frozen=True, slots=True)
class Ended:
    """A call has its answer."""

    caller: str
    callee: str
    call: Call
    user: str
    code: str
    """`ok`, or the error's."""


@dataclass(frozen=True, slots=True)
class Late:
    """An answer for a call that is over, or was never asked of that device."""

    device: str
    call_id: str


Effect = Send | Ended | Late


@dataclass(slots=True)
class _Routed:
    caller: str
    callee: str
    callee_handle: str
    user: str
    asked: Call
    """As the caller wrote it, to know the same question again."""

    call: Call
    """As the callee gets it, but for the time that is left."""

    deadline: float
    ack_by: float | None = None
    """None while it is acknowledged, or the callee is cut off."""

    sent: int = 0
    received: bool = False
    """The callee may have it."""

    cut: bool = False
    """The callee's connection ended; it gets the call again when it returns."""

    cancelled: bool = False
    result: Result | None = None


@dataclass(slots=True)
class _Load:
    """One device's calls: those it waits for, those it works on, and answers kept for it."""

    waits: dict[str, _Routed] = field(default_factory=dict)
    works: dict[str, _Routed] = field(default_factory=dict)
    kept: OrderedDict[str, _Routed] = field(default_factory=OrderedDict)


class CallTable:
    def __init__(self, *, limits: Limits = LIMITS, timeouts: Timeouts = TIMEOUTS) -> None:
        self._limits = limits
        self._timeouts = timeouts
        self._loads: defaultdict[str, _Load] = defaultdict(_Load)
        self._due: list[tuple[float, str, str]] = []
        """A heap; entries that no longer hold are skipped, and swept when they are many."""
        self._live = 0

    def load(self, device: str) -> int:
        """How many calls it works on."""
        held = self._loads.get(device)
        return len(held.works) if held else 0

    def held(self, caller: str, call: Call) -> bool:
        """Whether this caller's id is in the table: then `submit` needs no callee."""
        held = self._loads.get(caller)
        return held is not None and (call.id in held.waits or call.id in held.kept)

    def again(self, caller: str, call: Call) -> list[Effect]:
        """The caller asks again with an id that is `held`: the stored answer, or the coming one."""
        load = self._loads[caller]
        routed = load.waits.get(call.id) or load.kept[call.id]
        if not _same_question(routed.asked, call):
            error = Conflict("This call id stands for another call. Use a new id.", id=call.id)
            return [Send(caller, Problem(error=error.body()))]
        return [Send(caller, routed.result)] if routed.result else []

    def submit(self, asked: Call, caller: Caller, callee: Caller, *, user: str, now: float) -> list[Effect]:
        """Route a new call to a callee that is connected. `user` owns both devices."""
        if refusal := self._refusal(caller.device_id, callee.device_id, asked.id):
            return [Send(caller.device_id, failure(asked.id, refusal))]
        routed = _Routed(
            caller=caller.device_id,
            callee=callee.device_id,
            callee_handle=callee.handle,
            user=user,
            asked=asked,
            call=asked.model_copy(update={"caller": caller, "target": callee.handle}),
            deadline=now + asked.timeout_s,
        )
        self._loads[routed.caller].waits[asked.id] = routed
        self._loads[routed.callee].works[asked.id] = routed
        self._live += 1
        self._arm(routed, routed.deadline)
        return [self._forward(routed, now)]

    def acked(self, callee: str, call_id: str) -> list[Effect]:
        routed = self._worked_on(callee, call_id)
        if routed is None:
            return []
        routed.ack_by = None
        return [Send(routed.caller, Ack(id=call_id))]

    def answered(self, callee: str, result: Result) -> list[Effect]:
        routed = self._worked_on(callee, result.id)
        if routed is None:
            return [Late(callee, result.id)]
        return self._end(routed, result)

    def cancel(self, caller: str, call_id: str) -> list[Effect]:
        """A request: a result may still win."""
        load = self._loads.get(caller)
        routed = load.waits.get(call_id) if load else None
        if routed is None:
            return []
        routed.cancelled = True
        if routed.cut and not routed.received:
            return self._fail(routed, Cancelled("The call was cancelled before it was sent."))
        return [] if routed.cut else [Send(routed.callee, Cancel(id=call_id))]

    def disconnected(self, device: str, unsent: Collection[str]) -> None:
        """`unsent`: ids of calls that were still in its outbox."""
        load = self._loads.get(device)
        for routed in load.works.values() if load else ():
            routed.cut = True
            routed.ack_by = None
            if routed.sent == 1 and routed.call.id in unsent:
                routed.received = False

    def connected(self, device: str, now: float) -> list[Effect]:
        """Answers that came while it was away, and the calls it had not answered."""
        load = self._loads.get(device)
        if load is None:
            return []
        effects: list[Effect] = [Send(device, kept.result) for kept in load.kept.values() if kept.result]
        for routed in [routed for routed in load.works.values() if routed.cut]:
            effects.append(self._forward(routed, now))
            if routed.cancelled:
                effects.append(Send(device, Cancel(id=routed.call.id)))
        return effects

    def failed_to_send(self, device: str, call_id: str, error: FelloeError) -> list[Effect]:
        """The call could not be put into a frame or into the callee's outbox."""
        routed = self._worked_on(device, call_id)
        return self._fail(routed, error) if routed else []

    def removed(self, device: str) -> list[Effect]:
        """A device that will not come back (revoked): its work ends, and nothing is kept for it."""
        load = self._loads.get(device)
        if load is None:
            return []
        effects: list[Effect] = []
        for routed in list(load.works.values()):
            effects += self._fail(routed, _gone(routed))
        for routed in list(load.waits.values()):
            effects.append(Send(routed.callee, Cancel(id=routed.call.id)))
            self._forget(routed)
        for routed in list(self._loads[device].kept.values()):
            self._forget(routed)
        return effects

    def next_due(self) -> float | None:
        """When `expire` has something to do."""
        while self._due:
            if self._holds(*self._due[0]):
                return self._due[0][0]
            heapq.heappop(self._due)
        return None

    def expire(self, now: float) -> list[Effect]:
        effects: list[Effect] = []
        while (due := self.next_due()) is not None and due <= now:
            _, caller, call_id = heapq.heappop(self._due)
            routed = self._find(caller, call_id)
            assert routed is not None
            if routed.result is not None:
                self._forget(routed)
            else:
                effects += self._time_out(routed, now)
        return effects

    def _time_out(self, routed: _Routed, now: float) -> list[Effect]:
        effects: list[Effect] = []
        if routed.received and not routed.cut:
            effects.append(Send(routed.callee, Cancel(id=routed.call.id)))
        effects += self._fail(routed, _gone(routed))
        if routed.deadline <= now:
            self._forget(routed)
        return effects

    def _refusal(self, caller: str, callee: str, call_id: str) -> FelloeError | None:
        most = self._limits.calls_in_flight
        if len(self._loads[caller].waits) >= most:
            return RateLimited(f"This device waits for {most} calls already.", retry_after_s=1)
        if len(self._loads[callee].works) >= most:
            return RateLimited(f"That device works on {most} calls already.", retry_after_s=1)
        if call_id in self._loads[callee].works:
            return Conflict("Another device uses this call id. Use a new one.", id=call_id)
        return None

    def _forward(self, routed: _Routed, now: float) -> Send:
        left = routed.deadline - now
        routed.ack_by = now + self._timeouts.call_ack
        routed.sent += 1
        routed.received = True
        routed.cut = False
        self._arm(routed, routed.ack_by)
        timeout_s = max(left - self._timeouts.call_hop, left / 2, 0.001)
        return Send(routed.callee, routed.call.model_copy(update={"timeout_s": timeout_s}))

    def _end(self, routed: _Routed, result: Result) -> list[Effect]:
        call_id = routed.call.id
        routed.result = result.model_copy(update={"device": routed.callee_handle})
        routed.ack_by = None
        self._loads[routed.callee].works.pop(call_id, None)
        caller = self._loads[routed.caller]
        caller.waits.pop(call_id, None)
        caller.kept[call_id] = routed
        while len(caller.kept) > self._limits.calls_in_flight:
            caller.kept.popitem(last=False)
            self._live -= 1
        code = result.error.code if result.error else "ok"
        return [Send(routed.caller, routed.result), Ended(routed.caller, routed.callee, routed.call, routed.user, code)]

    def _fail(self, routed: _Routed, error: FelloeError) -> list[Effect]:
        return self._end(routed, failure(routed.call.id, error))

    def _arm(self, routed: _Routed, when: float) -> None:
        heapq.heappush(self._due, (when, routed.caller, routed.call.id))
        if len(self._due) > 1_000 + 4 * self._live:
            self._due = [entry for entry in self._due if self._holds(*entry)]
            heapq.heapify(self._due)

    def _holds(self, when: float, caller: str, call_id: str) -> bool:
        routed = self._find(caller, call_id)
        return routed is not None and when in (routed.deadline, routed.ack_by)

    def _find(self, caller: str, call_id: str) -> _Routed | None:
        load = self._loads.get(caller)
        return (load.waits.get(call_id) or load.kept.get(call_id)) if load else None

    def _worked_on(self, callee: str, call_id: str) -> _Routed | None:
        load = self._loads.get(callee)
        return load.works.get(call_id) if load else None

    def _forget(self, routed: _Routed) -> None:
        call_id = routed.call.id
        caller, callee = self._loads[routed.caller], self._loads[routed.callee]
        if caller.waits.pop(call_id, None) or caller.kept.pop(call_id, None):
            self._live -= 1
        if callee.works.get(call_id) is routed:
            del callee.works[call_id]
        for device in {routed.caller, routed.callee}:
            load = self._loads[device]
            if not (load.waits or load.works or load.kept):
                del self._loads[device]


def _same_question(one: Call, other: Call) -> bool:
    return (one.target, one.skill, one.function, one.args) == (other.target, other.skill, other.function, other.args)


def _gone(routed: _Routed) -> FelloeError:
    name = routed.callee_handle
    if not routed.received:
        return DeviceOffline(
            f"{routed.callee_handle} went offline before it got the call.", device=routed.callee_handle
        )
    return OutcomeUnknown(
        f"{routed.callee_handle} got the call and did not answer in time: it may have run. "
        "Look there before you call again.",
        device=name,
    )

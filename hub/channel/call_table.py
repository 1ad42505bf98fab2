"""The calls that are on their way, pure: what happened goes in; what to keep, to send and to tell comes out.

Rules of this module:
- no socket, no clock, no task: times are seconds of the event loop's clock, devices are their ids;
- effects are carried out in their order: what follows a `Keep` that others depend on waits until that is durable;
- a callee that was cut off gets the same call again when it returns, or is asked what became of it: it knows its ids;
- another device gets a call only while none can have started it, or where doing it twice is as good as once;
- what was never sent ends as `expired`, what may have been received as `unknown`; one answer per call.
"""

from __future__ import annotations

from collections.abc import Collection

from hub.channel.effects import Effect, Elsewhere, Ended, Insert, Keep, Late, Send, Tell
from hub.channel.open_calls import OpenCalls
from hub.channel.routed import Routed
from hub.store.records import end_of_call
from shared.call_states import CallState, state_of
from shared.errors import (
    Cancelled,
    DeadlineExceeded,
    DeviceOffline,
    FelloeError,
    OutcomeUnknown,
    RateLimited,
)
from shared.limits import KIB, LIMITS, Limits
from shared.messages import Ack, Caller, Cancel, Check, Result, failure
from shared.timeouts import TIMEOUTS, Timeouts


class CallTable:
    def __init__(self, *, limits: Limits = LIMITS, timeouts: Timeouts = TIMEOUTS) -> None:
        self._limits = limits
        self._timeouts = timeouts
        self.calls = OpenCalls()
        self._early: dict[str, dict[str, None]] = {}
        """Cancels that overtook the arguments of their calls, by who asked: the ids, the newest last."""

    # --- what callers do ---------------------------------------------------------------------------------------------

    def refusal(self, new: Routed, callee: str | None) -> FelloeError | None:
        """Why there is no room for one more call, if there is none."""
        limits, command = self._limits, new.call.wait_s > 0
        most = limits.commands if command else limits.calls_in_flight
        if len(self.calls.asked_for(new.caller, commands=command)) >= most:
            return RateLimited(f"This device waits for {most} calls already.", retry_after_s=1)
        if self.calls.of_user(new.user) >= limits.calls_of_user:
            return RateLimited(f"{limits.calls_of_user} calls of this user wait already.", retry_after_s=1)
        if callee and not command and not self._has_room(callee):
            return RateLimited(f"That device works on {limits.calls_in_flight} calls already.", retry_after_s=1)
        return None

    def submit(self, routed: Routed, callee: Caller | None, now: float) -> list[Effect]:
        """A new call, to a callee that is connected; where there is none, it waits for one.

        `routed.callee` is set where it may only be that one.
        """
        if self._was_cancelled(routed):
            self.calls.add(routed)
            routed.cancelled = True
            return [Insert(routed, routed.row()), *self._fail(routed, _unsent())]
        call = routed.call
        routed.deadline = now + (call.wait_s or call.timeout_s)
        self.calls.add(routed)
        self.calls.arm(routed, routed.deadline)
        if callee is None or not self._has_room(callee.device_id):
            self.calls.park(routed)
            return [Insert(routed, routed.row()), *self.accepted(routed)]
        self._assign(routed, callee)
        self.calls.start_work(routed)
        send = self._forward(routed, now)
        return [Insert(routed, routed.row()), *self.accepted(routed), send]

    def accepted(self, routed: Routed) -> list[Effect]:
        """Who asked for a command may forget it now: the hub has it."""
        return [Send(routed.caller, _ack(routed))] if routed.call.wait_s and not routed.http else []

    def restore(self, routed: Routed) -> None:
        """A call that the hub knew before it was started again. `routed.cut` holds until its device is back."""
        self.calls.add(routed)
        self.calls.arm(routed, routed.deadline)
        if routed.state in (CallState.SENT, CallState.STARTED):
            self.calls.start_work(routed)
        else:
            self.calls.park(routed)

    def forget(self, call_id: str) -> None:
        """It was known already, or could not be kept: it is as if it had never been asked."""
        if routed := self.calls.get(call_id):
            self.calls.remove(routed)

    def not_kept(self, call_id: str, error: FelloeError) -> list[Effect]:
        """A new call that could not be made durable was not sent either."""
        routed = self.calls.get(call_id)
        if routed is None:
            return []
        self.calls.remove(routed)
        return [Tell(routed.told, failure(call_id, error))]

    def cancel(self, caller: str, call_id: str) -> list[Effect]:
        """A request: a result may still win."""
        routed = self.calls.get(call_id)
        if routed is None:
            self._cancel_early(caller, call_id)
            return []
        if routed.caller != caller:
            return []
        routed.cancelled = True
        if not routed.received:
            return self._fail(routed, _unsent())
        effects: list[Effect] = [Keep(call_id, {"cancelled": True}, lazy=True)]
        return effects if routed.cut or routed.callee is None else [*effects, Send(routed.callee, Cancel(id=call_id))]

    def checked(self, caller: str, call_id: str) -> list[Effect] | None:
        """The caller asks what became of it; None where only the store can know."""
        routed = self.calls.get(call_id)
        if routed is None or routed.caller != caller:
            return None
        return [Send(caller, _ack(routed))]

    def never_came(self, caller: str, call_id: str) -> Result | None:
        """The end of a call that neither this table nor the store knows, where that is sure."""
        return failure(call_id, _unsent()) if call_id in self._early.get(caller, ()) else None

    # --- what callees do ---------------------------------------------------------------------------------------------

    def acked(self, callee: str, call_id: str) -> list[Effect]:
        """The callee has it, so the hub needs its content no more."""
        routed = self._worked_on(callee, call_id)
        if routed is None or routed.state is not CallState.SENT:
            return []
        routed.ack_by = None
        routed.state = CallState.STARTED
        routed.call = routed.call.model_copy(update={"args": {}, "read": []})
        effects: list[Effect] = [Keep(call_id, {"state": routed.state, "request": None}, lazy=True)]
        if routed.cancelled:  # the cancel may have overtaken the arguments
            effects.append(Send(callee, Cancel(id=call_id)))
        return effects

    def answered(self, callee: str, result: Result, now: float) -> list[Effect]:
        routed = self._worked_on(callee, result.id)
        if routed is None:
            return [Late(callee, result)]
        if result.goes_on:
            if routed.state is CallState.SUSPENDED:
                return []
            return self._suspend(routed, result, now) + self._catch_up(callee, now)
        dropped = routed.state is CallState.SENT and result.error is not None and routed.sent == 1
        if dropped and routed.anywhere and not routed.cancelled and result.code in _TRY_ANOTHER:
            routed.received = False
            return [Elsewhere(routed, result), *self._catch_up(callee, now)]
        return self._end(routed, result) + self._catch_up(callee, now)

    def disconnected(self, device: str, unsent: Collection[str]) -> list[Effect]:
        """`unsent`: ids of calls that were still in its outbox."""
        effects: list[Effect] = []
        for routed in self.calls.worked_on(device):
            routed.cut = True
            routed.ack_by = None
            if routed.sent == 1 and routed.id in unsent:
                routed.received = False
            if routed.anywhere and not routed.cancelled and (routed.repeatable or not routed.received):
                effects.append(Elsewhere(routed))
        for routed in self.calls.aside(device):
            routed.cut = True
        return effects

    def connected(self, device: str, now: float) -> list[Effect]:
        """The calls it had not answered: again, or only their ids where it said that it has them."""
        effects: list[Effect] = []
        for routed in [routed for routed in self.calls.worked_on(device) if routed.cut]:
            effects.append(self._forward(routed, now))
            if routed.cancelled:
                effects.append(Send(device, Cancel(id=routed.id)))
        for routed in self.calls.aside(device):
            if routed.state is CallState.SUSPENDED:
                routed.cut = False
                effects.append(Send(device, Cancel(id=routed.id) if routed.cancelled else Check(id=routed.id)))
        return effects + self._catch_up(device, now)

    def not_sent(self, device: str, call_id: str) -> list[Effect]:
        """The connection had ended when the call was to be sent."""
        routed = self._worked_on(device, call_id)
        if routed is None or routed.state is not CallState.SENT:
            return []
        return self.disconnected(device, {call_id})

    def failed_to_send(self, device: str, call_id: str, error: FelloeError) -> list[Effect]:
        """The call could not be put into a frame or into the callee's outbox."""
        routed = self._worked_on(device, call_id)
        return self._fail(routed, error) if routed else []

    def removed(self, device: str) -> list[Effect]:
        """A device that will not come back (revoked): its work ends, and its own calls are cancelled, where their
        devices are cut off as soon as they return."""
        effects: list[Effect] = []
        for routed in [*self.calls.worked_on(device), *self.calls.aside(device)]:
            effects += self._fail(routed, _revoked(routed))
        for routed in [routed for kind in (False, True) for routed in self.calls.asked_for(device, commands=kind)]:
            routed.cancelled = True
            if routed.received and not routed.cut and routed.callee:
                effects.append(Send(routed.callee, Cancel(id=routed.id)))
            effects += self._fail(routed, _orphaned(routed))
        self._early.pop(device, None)
        return effects

    # --- which device ------------------------------------------------------------------------------------------------

    def move(self, routed: Routed, callee: Caller, now: float) -> list[Effect]:
        """To a device that is connected and may do it."""
        self.calls.release(routed)
        routed.sent = 0
        self._assign(routed, callee)
        self.calls.start_work(routed)
        send = self._forward(routed, now)
        changes = {"state": routed.state, "callee": routed.callee, "callee_handle": routed.handle}
        return [Keep(routed.id, changes | {"deadline": routed.deadline}), send]

    def end(self, routed: Routed, result: Result) -> list[Effect]:
        return self._end(routed, result) if routed.id in self.calls else []

    # --- time --------------------------------------------------------------------------------------------------------

    def expire(self, now: float) -> list[Effect]:
        effects: list[Effect] = []
        while (due := self.calls.next_due()) is not None and due <= now:
            effects += self._time_out(self.calls.pop_due(), now)
        return effects

    def _time_out(self, routed: Routed, now: float) -> list[Effect]:
        effects: list[Effect] = []
        if routed.received and not routed.cut and routed.callee:
            effects.append(Send(routed.callee, Cancel(id=routed.id)))
        if routed.deadline > now and routed.anywhere and routed.repeatable and not routed.cancelled:
            routed.ack_by = None
            routed.cut = True
            return [*effects, Elsewhere(routed, failure(routed.id, _gone(routed)))]
        if routed.state is CallState.SUSPENDED:
            routed.cancelled = True  # who is asked there is asked no more, as soon as the device is back
        return effects + self._fail(routed, _gone(routed))

    def _cancel_early(self, caller: str, call_id: str) -> None:
        """Most are of calls that ended a moment ago, and harm nothing: the store knows those."""
        early = self._early.setdefault(caller, {})
        early[call_id] = None
        if len(early) > self._limits.calls_in_flight:
            del early[next(iter(early))]

    def _was_cancelled(self, routed: Routed) -> bool:
        early = self._early.get(routed.caller, {})
        if routed.id not in early:
            return False
        del early[routed.id]
        if not early:
            del self._early[routed.caller]
        return True

    # --- how it is done ----------------------------------------------------------------------------------------------

    def _suspend(self, routed: Routed, result: Result, now: float) -> list[Effect]:
        """It waits for a person, longer than its caller does: from here on it is a command."""
        assert routed.callee is not None
        self.calls.release(routed)
        self.calls.become_command(routed)
        routed.state = CallState.SUSPENDED
        routed.received = True
        routed.ack_by = None
        routed.deadline = now + self._timeouts.ask + self._timeouts.call_ack
        routed.call = routed.call.model_copy(update={"args": {}, "read": []})
        self.calls.park(routed)
        self.calls.arm(routed, routed.deadline)
        changes = {"state": routed.state, "request": None, "deadline": routed.deadline}
        return [Keep(routed.id, changes), Tell(routed.told, _by(routed, result))]

    def _catch_up(self, device: str, now: float) -> list[Effect]:
        """Send it what waits for it, as far as it has room."""
        effects: list[Effect] = []
        waiting = [one for one in self.calls.aside(device) if one.state is CallState.QUEUED]
        for routed in waiting:
            if not self._has_room(device):
                break
            self.calls.release(routed)
            self.calls.start_work(routed)
            send = self._forward(routed, now)
            effects += [Keep(routed.id, {"state": routed.state, "deadline": routed.deadline}), send]
        return effects

    def _has_room(self, device: str) -> bool:
        return self.calls.load(device) < self._limits.calls_in_flight

    def _forward(self, routed: Routed, now: float) -> Send:
        assert routed.callee is not None
        routed.sent += 1
        routed.cut = False
        if routed.state is CallState.STARTED:
            return Send(routed.callee, Check(id=routed.id))
        if routed.state is CallState.QUEUED and routed.call.wait_s:  # it waited for its device; its own time begins
            routed.deadline = now + routed.call.timeout_s
            self.calls.arm(routed, routed.deadline)
        routed.state = CallState.SENT
        routed.received = True
        routed.ack_by = now + self._timeouts.call_ack + routed.size / _SLOWEST
        self.calls.arm(routed, routed.ack_by)
        left = routed.deadline - now
        timeout_s = max(left - self._timeouts.call_hop, left / 2, 0.001)
        return Send(routed.callee, routed.call.model_copy(update={"timeout_s": timeout_s, "wait_s": 0.0}))

    def _assign(self, routed: Routed, callee: Caller) -> None:
        routed.callee, routed.handle = callee.device_id, callee.handle
        routed.call = routed.call.model_copy(update={"target": callee.handle})
        routed.tried.add(callee.device_id)

    def _end(self, routed: Routed, result: Result) -> list[Effect]:
        told = _by(routed, result)
        keep = Keep(routed.id, end_of_call(told) | {"cancelled": routed.cancelled})
        self.calls.remove(routed)  # from here on nothing may fail
        routed.state = state_of(result.error)
        return [keep, Tell(routed.told, told), Ended(routed, result.code)]

    def _fail(self, routed: Routed, error: FelloeError) -> list[Effect]:
        return self._end(routed, failure(routed.id, error))

    def _worked_on(self, callee: str, call_id: str) -> Routed | None:
        routed = self.calls.get(call_id)
        return routed if routed is not None and routed.callee == callee and routed.received else None


_TRY_ANOTHER = frozenset({"not_found", "not_exposed", "rate_limited", "sandbox_unavailable", "disk_full", "busy"})
"""Refusals that say more of the device than of the call."""


_SLOWEST = 32 * KIB
"""Bytes a second that a device takes at least, while it has not said that it has the call."""


def _ack(routed: Routed) -> Ack:
    return Ack(id=routed.id, device_id=None if routed.anywhere else routed.callee)


def _by(routed: Routed, result: Result) -> Result:
    return result.model_copy(update={"device": routed.handle or None})


def _unsent() -> FelloeError:
    return Cancelled("The call was cancelled before it was sent.")


def _revoked(routed: Routed) -> FelloeError:
    name = routed.handle
    if not routed.received:
        return DeviceOffline(f"{name} was revoked before it got the call, so it did not run.", device=name)
    return OutcomeUnknown(
        f"{name} was revoked before it answered the call: it may have run. Look there before you call again.",
        device=name,
    )


def _orphaned(routed: Routed) -> FelloeError:
    if not routed.received:
        return Cancelled("Its caller is gone.")
    return OutcomeUnknown("Its caller was revoked before it ended. It may have run.")


def _gone(routed: Routed) -> FelloeError:
    name = routed.handle
    if routed.state is CallState.SUSPENDED and not routed.cut:
        return DeadlineExceeded(f"Nobody on {name} approved it in time, so it went no further.", device=name)
    if not routed.received and routed.call.wait_s:
        return DeadlineExceeded(
            f"{name or 'A device for it'} was not online within {routed.call.wait_s:g} s, so it did not run."
        )
    if not routed.received:
        return DeviceOffline(f"{name} went offline before it got the call.", device=name)
    return OutcomeUnknown(
        f"{name} got the call and did not answer in time: it may have run. Look there before you call again.",
        device=name,
    )

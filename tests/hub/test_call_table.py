"""The call table without sockets: a random history of calls, cuts, returns, restarts of the hub, answers and time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.channel.call_table import CallTable
from hub.channel.effects import Effect, Elsewhere, Ended, Insert, Keep, Late, Send, Tell
from hub.channel.routed import Routed, new_call, restored
from shared.call_states import OPEN
from shared.error_body import ErrorBody
from shared.errors import RateLimited
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Ack, Call, Caller, Cancel, Check, Principal, Result
from shared.timeouts import TIMEOUTS

DEVICES = [Caller(device_id=new_id(), handle=handle, name=handle) for handle in ("laptop", "attic", "cellar")]
A, B, C = DEVICES
WHICH = st.sampled_from([A.device_id, B.device_id])
PENDING = ErrorBody(code="approval_pending", message="Ask.")


def a_call(timeout_s: float = 30, **changed: Any) -> Call:
    fields = {"id": new_id(), "target": "x", "skill": "s", "function": "f", "principal": Principal(kind="person")}
    return Call(**fields | {"timeout_s": timeout_s} | changed)


def routed(call: Call, caller: Caller = A, **changed: Any) -> Routed:
    named = call.model_copy(update={"caller": caller})
    new = new_call(caller.device_id, "ann", named)
    for name, value in changed.items():
        setattr(new, name, value)
    return new


def sent(effects: list[Effect]) -> list[tuple[str, str]]:
    return [(effect.device, effect.message.type) for effect in effects if isinstance(effect, Send)]  # type: ignore[attr-defined]


def codes(effects: list[Effect]) -> dict[str, str]:
    return {one.call.id: one.code for one in effects if isinstance(one, Ended)}


class TableMachine(RuleBasedStateMachine):
    """`laptop` calls `attic`. Messages to a device that is cut off are lost, as the sockets lose them.

    `rows` is what is durable: a hub that is killed starts again with that. The callee keeps its ids, as a node does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.table = CallTable()
        self.now = 0.0
        self.up = {A.device_id: True, B.device_id: True}
        self.asked: dict[str, Call] = {}
        self.ends_by: dict[str, float] = {}
        self.at_callee: set[str] = set()
        self.began: set[str] = set()
        self.results: dict[str, list[str]] = {}
        self.ended: dict[str, int] = {}
        self.rows: dict[str, dict[str, Any]] = {}

    def carry_out(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Ended(call=call):
                    self.ended[call.id] = self.ended.get(call.id, 0) + 1
                case Insert(call=call, row=row):
                    self.rows[call.id] = row | {"cancelled": False}
                case Keep(call_id=call_id, changes=changes):
                    self.rows[call_id] |= changes
                    if "deadline" in changes:
                        self.ends_by[call_id] = max(self.ends_by[call_id], changes["deadline"])
                case Tell(result=result):
                    self.results.setdefault(result.id, []).append(result.error.code if result.error else "ok")
                case Send(device=device, message=message):
                    if self.up[device]:
                        self.arrive(device, message)

    def arrive(self, device: str, message: object) -> None:
        if isinstance(message, Call):
            assert device == B.device_id
            assert message.caller == A
            assert self.rows[message.id]["state"] == "sent", "what may have been received is durable first"
            assert message.args == self.asked[message.id].args, "a device never gets half of a question"
            assert message.timeout_s > 0
            self.at_callee.add(message.id)
        elif isinstance(message, Check):
            assert message.id in self.began, "only what it said that it has is asked for by its id"

    @rule(timeout_s=st.sampled_from([1, 9, 30]), wait_s=st.sampled_from([0, 20]), overtaken=st.booleans())
    def call(self, timeout_s: float, wait_s: float, overtaken: bool) -> None:
        if not self.up[A.device_id] or not (self.up[B.device_id] or wait_s):
            return
        call = a_call(timeout_s, wait_s=wait_s, args={"x": 1})
        self.asked[call.id] = call
        self.ends_by[call.id] = self.now + max(timeout_s, wait_s)
        new = routed(call, callee=B.device_id, handle=B.handle)
        if overtaken:
            self.carry_out(self.table.cancel(A.device_id, call.id))
        self.carry_out(self.table.submit(new, B if self.up[B.device_id] else None, self.now))
        assert overtaken <= (self.results.get(call.id) == ["cancelled"] and call.id not in self.at_callee)

    @precondition(lambda self: self.at_callee and self.up[B.device_id])
    @rule(data=st.data(), what=st.sampled_from(["ack", "ok", "failed", "pending"]))
    def answer(self, data: st.DataObject, what: str) -> None:
        call_id = data.draw(st.sampled_from(sorted(self.at_callee)))
        over = call_id in self.ended
        if what == "ack":
            self.began.add(call_id)
            effects = self.table.acked(B.device_id, call_id)
        else:
            error = {"ok": None, "failed": ErrorBody(code="code_failed", message="No."), "pending": PENDING}[what]
            if what == "pending":
                self.began.add(call_id)
                effects = self.table.acked(B.device_id, call_id)
                self.carry_out(effects)
            result = Result(id=call_id, error=error)
            effects = self.table.answered(B.device_id, result, self.now)
            assert not over or [one for one in effects if isinstance(one, Late)] == [Late(B.device_id, result)]
        self.carry_out(effects)

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.carry_out(self.table.cancel(A.device_id, data.draw(st.sampled_from(sorted(self.asked)))))

    @rule(device=WHICH, nothing_was_sent=st.booleans())
    def cut(self, device: str, nothing_was_sent: bool) -> None:
        if self.up[device]:
            self.up[device] = False
            unsent = set(self.asked) - self.at_callee if nothing_was_sent else set()
            self.carry_out(self.table.disconnected(device, unsent))

    @rule(device=WHICH)
    def come_back(self, device: str) -> None:
        if not self.up[device]:
            self.up[device] = True
            self.carry_out(self.table.connected(device, self.now))

    @rule()
    def the_hub_is_killed(self) -> None:
        self.table = CallTable()
        self.up = dict.fromkeys(self.up, False)
        for call_id, row in self.rows.items():
            if row["state"] in OPEN:
                as_kept = SimpleNamespace(**row, deadline_ms=row["deadline"] * 1000)
                self.table.restore(restored(as_kept, self.now, int(self.now * 1000), grace_s=10))
                self.ends_by[call_id] = max(self.ends_by[call_id], self.now + 10)

    @rule(seconds=st.sampled_from([0.1, 5, 40, 90_000]))
    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.table.calls.next_due()) is not None and due <= end:
            self.now = max(self.now, due)
            self.carry_out(self.table.expire(self.now))
        self.now = end

    @invariant()
    def no_call_ends_twice_and_its_end_is_what_its_caller_was_told(self) -> None:
        assert all(count == 1 for count in self.ended.values())
        for call_id, told in self.results.items():
            assert told[:-1] in ([], ["approval_pending"]), told
            assert call_id not in self.ended or told[-1] == (self.rows[call_id]["code"] or "ok")

    @invariant()
    def no_call_outlives_its_deadline(self) -> None:
        for call_id in self.asked:
            assert self.ends_by[call_id] > self.now or call_id in self.ended

    @invariant()
    def what_a_device_may_have_is_never_said_not_to_have_run(self) -> None:
        for call_id in self.at_callee:
            assert self.rows[call_id]["code"] not in ("device_offline",) if call_id in self.ended else True

    def teardown(self) -> None:
        self.wait(200_000)
        assert set(self.ended) == set(self.asked)
        table = self.table
        assert not (
            table.calls._calls
            or table.calls._waits
            or table.calls._commands
            or table.calls._works
            or table.calls._aside
            or table.calls._users
        )
        assert table.calls.next_due() is None
        assert all(row["request"] is None for row in self.rows.values()), "what was asked is wiped"


TestCallTable = TableMachine.TestCase
TestCallTable.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)


@pytest.fixture
def table() -> CallTable:
    return CallTable()


def submit(table: CallTable, call: Call, caller: Caller = A, callee: Caller | None = B, **changed: Any) -> list[Effect]:
    return table.submit(routed(call, caller, **changed), callee, 0)


def test_a_call_that_was_never_sent_ends_as_offline_and_one_that_may_have_arrived_as_unknown(table: CallTable) -> None:
    unsent, written = a_call(5), a_call(5)
    for call in (unsent, written):
        submit(table, call)
    table.disconnected(B.device_id, {unsent.id})
    assert codes(table.expire(5)) == {unsent.id: "device_offline", written.id: "outcome_unknown"}


def test_a_call_sent_twice_may_have_arrived_the_first_time(table: CallTable) -> None:
    submit(table, call := a_call(5))
    table.disconnected(B.device_id, set())
    table.connected(B.device_id, 1)
    table.disconnected(B.device_id, {call.id})
    assert codes(table.expire(5)) == {call.id: "outcome_unknown"}


def test_a_call_that_is_cut_off_does_not_wait_for_an_ack(table: CallTable) -> None:
    submit(table, a_call(3 * TIMEOUTS.call_ack))
    table.disconnected(B.device_id, set())
    assert table.calls.next_due() == 3 * TIMEOUTS.call_ack


def test_a_cancelled_call_is_sent_again_together_with_its_cancel(table: CallTable) -> None:
    submit(table, call := a_call())
    table.disconnected(B.device_id, set())
    assert sent(table.cancel(A.device_id, call.id)) == []
    assert sent(table.connected(B.device_id, 1)) == [(B.device_id, "call"), (B.device_id, "cancel")]


def test_a_cancelled_call_that_was_never_sent_ends_at_once(table: CallTable) -> None:
    submit(table, call := a_call())
    table.disconnected(B.device_id, {call.id})
    assert codes(table.cancel(A.device_id, call.id)) == {call.id: "cancelled"}


def test_a_call_whose_cancel_overtook_its_arguments_is_written_down_as_cancelled_and_not_sent(table: CallTable) -> None:
    call = a_call()
    assert table.cancel(A.device_id, call.id) == []
    told = table.never_came(A.device_id, call.id)
    assert told
    assert told.code == "cancelled"
    effects = submit(table, call)
    assert [type(one) for one in effects] == [Insert, Keep, Tell, Ended]
    assert codes(effects) == {call.id: "cancelled"}
    assert len(table.calls) == 0


def test_a_cancel_that_came_before_its_call_is_of_who_sent_it_and_the_newest_are_remembered(table: CallTable) -> None:
    call, most = a_call(), LIMITS.calls_in_flight
    table.cancel(C.device_id, call.id)
    assert sent(submit(table, call)) == [(B.device_id, "call")]
    first, *others = [a_call() for _ in range(most + 1)]
    for each in (first, *others):
        table.cancel(C.device_id, each.id)
    assert table.never_came(C.device_id, first.id) is None
    assert all(table.never_came(C.device_id, each.id) for each in others)
    assert codes(submit(table, others[0], C)) == {others[0].id: "cancelled"}
    table.removed(C.device_id)
    assert table.never_came(C.device_id, others[1].id) is None


def test_nobody_else_cancels_a_call(table: CallTable) -> None:
    submit(table, call := a_call())
    assert table.cancel(C.device_id, call.id) == []


def test_a_device_that_said_that_it_has_a_call_is_only_asked_what_became_of_it(table: CallTable) -> None:
    submit(table, call := a_call(args={"secret": 1}))
    (keep,) = [one for one in table.acked(B.device_id, call.id) if isinstance(one, Keep)]
    assert (keep.changes, keep.lazy) == ({"state": "started", "request": None}, True)
    held = table.calls.get(call.id)
    assert held
    assert held.call.args == {}, "what it is about is the devices' business"
    table.disconnected(B.device_id, set())
    assert sent(table.connected(B.device_id, 1)) == [(B.device_id, "check")]


def test_a_command_waits_for_its_device_and_then_has_its_own_time(table: CallTable) -> None:
    call = a_call(5, wait_s=1_000)
    effects = table.submit(routed(call, callee=B.device_id, handle=B.handle), None, 0)
    assert [type(one) for one in effects] == [Insert, Send], "durable, then acknowledged"
    assert effects[1] == Send(A.device_id, Ack(id=call.id, device_id=B.device_id))
    assert table.checked(A.device_id, call.id) == [effects[1]]
    assert table.calls.next_due() == 1_000
    keep, send = table.connected(B.device_id, 900)
    assert isinstance(keep, Keep)
    assert keep.changes == {"state": "sent", "deadline": 905}, "durable before it is sent"
    assert isinstance(send, Send)
    assert send.message.timeout_s == 5 - TIMEOUTS.call_hop  # type: ignore[attr-defined]


def test_a_command_whose_device_did_not_come_is_said_not_to_have_run(table: CallTable) -> None:
    table.submit(routed(call := a_call(5, wait_s=60), callee=B.device_id, handle=B.handle), None, 0)
    assert codes(table.expire(60)) == {call.id: "deadline_exceeded"}


def test_commands_come_to_a_device_as_it_has_room_for_them(table: CallTable) -> None:
    most = LIMITS.calls_in_flight
    calls = [a_call(5, wait_s=60) for _ in range(most + 3)]
    for call in calls:
        table.submit(routed(call, callee=B.device_id, handle=B.handle), None, 0)
    assert len(sent(table.connected(B.device_id, 1))) == most
    effects = table.answered(B.device_id, Result(id=calls[0].id), 2)
    assert [one.message.id for one in effects if isinstance(one, Send)] == [calls[most].id]  # type: ignore[attr-defined]


def test_a_call_that_waits_for_a_person_stays_a_day_and_takes_nobodys_place(table: CallTable) -> None:
    submit(table, call := a_call(5))
    table.acked(B.device_id, call.id)
    keep, tell = table.answered(B.device_id, Result(id=call.id, error=PENDING), 3)
    assert isinstance(keep, Keep)
    assert keep.changes["state"] == "suspended"
    assert isinstance(tell, Tell)
    assert tell.result.error == PENDING
    assert table.calls.load(B.device_id) == 0
    assert table.calls.next_due() == 3 + TIMEOUTS.ask + TIMEOUTS.call_ack
    assert table.answered(B.device_id, Result(id=call.id, error=PENDING), 4) == [], "it is told once"
    table.disconnected(B.device_id, set())
    assert sent(table.connected(B.device_id, 5)) == [(B.device_id, "check")]
    assert codes(table.answered(B.device_id, Result(id=call.id, result=1), 50_000)) == {call.id: "ok"}


def test_of_a_question_on_a_device_that_was_away_when_its_time_ended_nobody_knows_what_was_answered(
    table: CallTable,
) -> None:
    submit(table, call := a_call(5))
    table.acked(B.device_id, call.id)
    table.answered(B.device_id, Result(id=call.id, error=PENDING), 3)
    table.disconnected(B.device_id, set())
    effects = table.expire(3 + TIMEOUTS.ask + TIMEOUTS.call_ack)
    assert codes(effects) == {call.id: "outcome_unknown"}, "it may have been allowed there, and run"
    (keep,) = [one for one in effects if isinstance(one, Keep)]
    assert keep.changes["cancelled"], "when it comes back, nobody is to be asked there any more"


def test_only_what_may_be_done_twice_goes_to_another_device_when_the_first_is_cut_off(table: CallTable) -> None:
    safe, unsafe = a_call(), a_call()
    submit(table, safe, anywhere=True, repeatable=True)
    submit(table, unsafe, anywhere=True)
    (elsewhere,) = table.disconnected(B.device_id, set())
    assert isinstance(elsewhere, Elsewhere)
    assert (elsewhere.call.id, elsewhere.otherwise) == (safe.id, None)
    keep, send = table.move(elsewhere.call, C, 1)
    assert isinstance(keep, Keep)
    assert keep.changes["callee"] == C.device_id
    assert isinstance(send, Send)
    assert send.device == C.device_id
    assert table.answered(B.device_id, Result(id=safe.id), 2) == [Late(B.device_id, Result(id=safe.id))]


@pytest.mark.parametrize("repeatable", [True, False])
def test_what_a_device_refused_to_begin_goes_to_another(table: CallTable, repeatable: bool) -> None:
    refused = RateLimited("Busy.").body()
    submit(table, call := a_call(), anywhere=True, repeatable=repeatable)
    (elsewhere,) = table.answered(B.device_id, Result(id=call.id, error=refused), 1)
    assert isinstance(elsewhere, Elsewhere)
    assert elsewhere.otherwise == Result(id=call.id, error=refused)
    table.move(elsewhere.call, C, 1)
    table.acked(C.device_id, call.id)
    effects = table.answered(C.device_id, Result(id=call.id, error=refused), 2)
    assert codes(effects) == {call.id: "rate_limited"}, "what was begun is not begun elsewhere"


def test_a_caller_waits_for_no_more_calls_than_the_limit_however_many_devices_it_asks(table: CallTable) -> None:
    for n in range(LIMITS.calls_in_flight):
        submit(table, a_call(), callee=(B, C)[n % 2])
    refused = table.refusal(routed(a_call()), B.device_id)
    assert isinstance(refused, RateLimited)
    assert refused.details == {"retry_after_s": 1}
    assert table.refusal(routed(a_call(wait_s=60)), None) is None, "a command is in nobody's way"


def test_a_user_has_no_more_calls_on_their_way_than_the_limit(table: CallTable) -> None:
    for _ in range(LIMITS.calls_of_user):
        submit(table, a_call(wait_s=60), Caller(device_id=new_id(), handle="x", name="x"), None)
    assert isinstance(table.refusal(routed(a_call()), None), RateLimited)


def test_a_revoked_devices_work_ends_and_its_own_calls_are_cancelled(table: CallTable) -> None:
    mine, theirs = a_call(), a_call()
    submit(table, mine)
    submit(table, theirs, B, A)
    effects = table.removed(B.device_id)
    assert (A.device_id, "cancel") in sent(effects)
    assert codes(effects) == {mine.id: "outcome_unknown", theirs.id: "outcome_unknown"}
    assert table.answered(A.device_id, Result(id=theirs.id), 1) == [Late(A.device_id, Result(id=theirs.id))]


def test_what_could_not_be_made_durable_is_as_if_it_had_never_been(table: CallTable) -> None:
    submit(table, call := a_call())
    (tell,) = table.not_kept(call.id, RateLimited("No."))
    assert isinstance(tell, Tell)
    assert not table.calls._calls
    assert not table.calls._works


def test_the_cancel_that_overtook_a_call_is_said_again(table: CallTable) -> None:
    submit(table, call := a_call())
    assert Send(B.device_id, Cancel(id=call.id)) in table.cancel(A.device_id, call.id)
    assert Send(B.device_id, Cancel(id=call.id)) in table.acked(B.device_id, call.id)


def test_the_heap_of_deadlines_does_not_grow_with_calls_that_are_over(table: CallTable) -> None:
    for _ in range(5_000):
        submit(table, call := a_call(86_400))
        table.acked(B.device_id, call.id)
        table.answered(B.device_id, Result(id=call.id), 0)
    assert len(table.calls._due) < 3_000


def test_a_caller_that_asks_what_became_of_its_call_hears_that_it_goes_on(table: CallTable) -> None:
    submit(table, call := a_call())
    assert table.checked(A.device_id, call.id) == [Send(A.device_id, Ack(id=call.id, device_id=B.device_id))]
    assert table.checked(C.device_id, call.id) is None

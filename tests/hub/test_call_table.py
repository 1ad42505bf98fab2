"""The call table without sockets: a random history of calls, cuts, returns, answers and time."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.channel.call_table import CallTable, Effect, Ended, Late, Send
from shared.ids import new_id
from shared.limits import LIMITS
from shared.messages import Call, Caller, Principal, Result
from shared.timeouts import TIMEOUTS

DEVICES = [Caller(device_id=new_id(), handle=handle, name=handle) for handle in ("laptop", "attic")]
A, B = DEVICES
WHICH = st.sampled_from([A.device_id, B.device_id])


def a_call(timeout_s: float = 30) -> Call:
    return Call(
        id=new_id(), target="x", skill="s", function="f", timeout_s=timeout_s, principal=Principal(kind="person")
    )


def sent(effects: list[Effect]) -> list[tuple[str, str]]:
    return [(effect.device, effect.message.type) for effect in effects if isinstance(effect, Send)]  # type: ignore[attr-defined]


class TableMachine(RuleBasedStateMachine):
    """`laptop` calls `attic`. Messages to a device that is cut off are lost, as the sockets lose them."""

    def __init__(self) -> None:
        super().__init__()
        self.table = CallTable()
        self.now = 0.0
        self.up = {A.device_id: True, B.device_id: True}
        self.asked: dict[str, tuple[Call, float]] = {}
        self.at_callee: set[str] = set()
        self.results: dict[str, list[str]] = {}
        self.ended: dict[str, int] = {}

    def carry_out(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Ended(call=call):
                    self.ended[call.id] = self.ended.get(call.id, 0) + 1
                case Send(device=device, message=message):
                    if self.up[device]:
                        self.arrive(device, message)

    def arrive(self, device: str, message: object) -> None:
        if isinstance(message, Call):
            assert device == B.device_id
            assert message.caller == A
            left = self.asked[message.id][1] - self.now
            assert 0 < message.timeout_s < max(left, 0.01)
            self.at_callee.add(message.id)
        elif isinstance(message, Result):
            assert device == A.device_id
            self.results.setdefault(message.id, []).append(message.error.code if message.error else "ok")

    @precondition(lambda self: self.up[A.device_id] and self.up[B.device_id])
    @rule(timeout_s=st.sampled_from([1, 9, 30]))
    def call(self, timeout_s: float) -> None:
        call = a_call(timeout_s)
        self.asked[call.id] = (call, self.now + timeout_s)
        self.carry_out(self.table.submit(call, A, B, user="ann", now=self.now))

    @precondition(lambda self: self.asked and self.up[A.device_id])
    @rule(data=st.data())
    def ask_again(self, data: st.DataObject) -> None:
        call, _ = self.asked[data.draw(st.sampled_from(sorted(self.asked)))]
        if self.table.held(A.device_id, call):
            before = set(self.at_callee)
            self.carry_out(self.table.again(A.device_id, call))
            assert self.at_callee == before

    @precondition(lambda self: self.at_callee and self.up[B.device_id])
    @rule(data=st.data(), ack=st.booleans())
    def answer(self, data: st.DataObject, ack: bool) -> None:
        call_id = data.draw(st.sampled_from(sorted(self.at_callee)))
        over = call_id in self.ended
        effects = (
            self.table.acked(B.device_id, call_id)
            if ack
            else self.table.answered(B.device_id, Result(id=call_id, result=1))
        )
        self.carry_out(effects)
        if over:
            assert effects == ([] if ack else [Late(B.device_id, call_id)])

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.carry_out(self.table.cancel(A.device_id, data.draw(st.sampled_from(sorted(self.asked)))))

    @rule(device=WHICH, nothing_was_sent=st.booleans())
    def cut(self, device: str, nothing_was_sent: bool) -> None:
        if self.up[device]:
            self.up[device] = False
            unsent = set(self.asked) - self.at_callee if nothing_was_sent else set()
            self.table.disconnected(device, unsent)

    @rule(device=WHICH)
    def come_back(self, device: str) -> None:
        if not self.up[device]:
            self.up[device] = True
            self.carry_out(self.table.connected(device, self.now))

    @rule(seconds=st.sampled_from([0.1, 5, 40]))
    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.table.next_due()) is not None and due <= end:
            self.now = max(self.now, due)
            self.carry_out(self.table.expire(self.now))
        self.now = end

    @invariant()
    def no_call_ends_twice_and_all_its_answers_are_one(self) -> None:
        assert all(count == 1 for count in self.ended.values())
        assert all(len(set(codes)) == 1 for codes in self.results.values())

    @invariant()
    def no_call_outlives_its_deadline(self) -> None:
        for call_id, (_, deadline) in self.asked.items():
            assert deadline > self.now or call_id in self.ended

    def teardown(self) -> None:
        self.wait(1_000)
        assert set(self.ended) == set(self.asked)
        assert not self.table._loads, "nothing is kept of calls that are over"
        assert self.table.next_due() is None


TestCallTable = TableMachine.TestCase
TestCallTable.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.fixture
def table() -> CallTable:
    return CallTable()


def test_a_call_that_was_never_sent_ends_as_offline_and_one_that_may_have_arrived_as_unknown(table: CallTable) -> None:
    unsent, written = a_call(5), a_call(5)
    for call in (unsent, written):
        table.submit(call, A, B, user="ann", now=0)
    table.disconnected(B.device_id, {unsent.id})
    effects = table.expire(5)
    codes = {one.call.id: one.code for one in effects if isinstance(one, Ended)}
    assert codes == {unsent.id: "device_offline", written.id: "outcome_unknown"}


def test_a_call_sent_twice_may_have_arrived_the_first_time(table: CallTable) -> None:
    call = a_call(5)
    table.submit(call, A, B, user="ann", now=0)
    table.disconnected(B.device_id, set())
    table.connected(B.device_id, 1)
    table.disconnected(B.device_id, {call.id})
    (ended,) = [one for one in table.expire(5) if isinstance(one, Ended)]
    assert ended.code == "outcome_unknown"


def test_a_call_that_is_cut_off_does_not_wait_for_an_ack(table: CallTable) -> None:
    table.submit(a_call(3 * TIMEOUTS.call_ack), A, B, user="ann", now=0)
    table.disconnected(B.device_id, set())
    assert table.next_due() == 3 * TIMEOUTS.call_ack


def test_a_cancelled_call_is_sent_again_together_with_its_cancel(table: CallTable) -> None:
    call = a_call()
    table.submit(call, A, B, user="ann", now=0)
    table.disconnected(B.device_id, set())
    assert table.cancel(A.device_id, call.id) == []
    assert sent(table.connected(B.device_id, 1)) == [(B.device_id, "call"), (B.device_id, "cancel")]


def test_a_cancelled_call_that_was_never_sent_ends_at_once(table: CallTable) -> None:
    call = a_call()
    table.submit(call, A, B, user="ann", now=0)
    table.disconnected(B.device_id, {call.id})
    (ended,) = [one for one in table.cancel(A.device_id, call.id) if isinstance(one, Ended)]
    assert ended.code == "cancelled"


def test_two_callers_with_one_id_do_not_get_each_others_answers(table: CallTable) -> None:
    third, call = Caller(device_id=new_id(), handle="cellar", name="cellar"), a_call()
    table.submit(call, A, B, user="ann", now=0)
    (refused,) = table.submit(call, third, B, user="ann", now=0)
    assert isinstance(refused, Send)
    assert (refused.device, refused.message.error.code) == (third.device_id, "conflict")  # type: ignore[attr-defined]
    assert sent(table.answered(B.device_id, Result(id=call.id)))[0] == (A.device_id, "result")


def test_a_caller_waits_for_no_more_calls_than_the_limit_however_many_devices_it_asks(table: CallTable) -> None:
    third = Caller(device_id=new_id(), handle="cellar", name="cellar")
    for n in range(LIMITS.calls_in_flight):
        table.submit(a_call(), A, (B, third)[n % 2], user="ann", now=0)
    (refused,) = table.submit(a_call(), A, B, user="ann", now=0)
    assert isinstance(refused, Send)
    assert refused.message.error.code == "rate_limited"  # type: ignore[attr-defined]


def test_a_revoked_devices_work_ends_and_its_own_calls_are_cancelled(table: CallTable) -> None:
    mine, theirs = a_call(), a_call()
    table.submit(mine, A, B, user="ann", now=0)
    table.submit(theirs, B, A, user="ann", now=0)
    effects = table.removed(B.device_id)
    assert (A.device_id, "cancel") in sent(effects)
    assert [one.call.id for one in effects if isinstance(one, Ended)] == [mine.id]
    assert table.answered(A.device_id, Result(id=theirs.id)) == [Late(A.device_id, theirs.id)]


def test_the_heap_of_deadlines_does_not_grow_with_calls_that_are_over(table: CallTable) -> None:
    for _ in range(5_000):
        call = a_call(86_400)
        table.submit(call, A, B, user="ann", now=0)
        table.acked(B.device_id, call.id)
        table.answered(B.device_id, Result(id=call.id))
    assert len(table._due) < 3_000

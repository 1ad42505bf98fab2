"""The rules of a push, against a model: whatever is repeated, reordered or retried, each op is there once, in order."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.store.sync_log import Head, Known, NewEntry, Quarantine
from hub.sync.push import Plan, Pushed, decide, parse
from shared.ids import new_id


class Log:
    """What the tables hold of one user."""

    def __init__(self) -> None:
        self.known = Known()
        self.head = Head()
        self.last: dict[str, int] = {}
        self.used: dict[str, dict[int, Quarantine]] = {}
        self.entries: list[tuple[str, NewEntry]] = []

    def push(self, replica: str, pushed: list[Pushed]) -> Plan:
        used = self.used.setdefault(replica, {})
        plan = decide(
            pushed,
            last_seq=self.last.get(replica, 0),
            head=self.head,
            known=self.known,
            used=used,
            tombstones={},
        )
        self.head = plan.head
        self.last[replica] = plan.last_seq
        self.entries += [(replica, entry) for entry in plan.entries]
        return plan


def _op(kind: str, session: str, message: str) -> dict[str, Any]:
    base = {"op_id": new_id(), "session_id": session}
    match kind:
        case "create":
            return base | {"kind": "session.create", "title": "t", "created_ms": 1}
        case "set":
            return base | {"kind": "session.set", "field": "title", "value": "t"}
        case "message":
            body = {"id": message, "role": "user", "text": "x", "created_ms": 1}
            return base | {"kind": "message.add", "message": body}
        case "bad":
            return base | {"kind": "message.add"}
    return base | {"kind": "unknown"}


KINDS = st.sampled_from(["create", "set", "message", "bad", "unknown"])
WINDOWS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 12), st.integers(0, 6)), max_size=30)


@given(kinds=st.lists(KINDS, min_size=1, max_size=12), windows=WINDOWS)
def test_any_windows_of_two_outboxes_in_any_order_give_each_op_once_and_in_its_order(
    kinds: list[str], windows: list[tuple[int, int, int]]
) -> None:
    replicas = [new_id(), new_id()]
    outboxes = [
        [parse(n + 1, _op(kind, new_id(), new_id())) for n, kind in enumerate(kinds)],
        [parse(n + 1, _op(kind, new_id(), new_id())) for n, kind in enumerate(reversed(kinds))],
    ]
    log = Log()
    for which, start, length in [*windows, (0, 0, 12), (1, 0, 12)]:
        before = log.last.get(replicas[which], 0)
        window = outboxes[which][start : start + length]
        plan = log.push(replicas[which], window)
        top = window[-1].replica_seq if window else 0
        assert plan.last_seq == (max(before, top) if start <= before else before)
    assert [entry.server_seq for _, entry in log.entries] == list(range(1, len(log.entries) + 1))
    for replica, outbox in zip(replicas, outboxes, strict=True):
        assert log.last[replica] == len(outbox)
        logged = [entry.op_id for owner, entry in log.entries if owner == replica]
        assert logged == [one.op_id for one in outbox if one.op is not None]
        assert set(log.used[replica]) == {one.replica_seq for one in outbox if one.op is None}


@given(kinds=st.lists(KINDS.filter(lambda kind: kind != "bad"), min_size=1, max_size=8), first=st.integers(0, 7))
def test_two_replicas_that_offer_the_same_ops_add_them_once(kinds: list[str], first: int) -> None:
    ops = [_op(kind, new_id(), new_id()) for kind in kinds]
    log, one, two = Log(), new_id(), new_id()
    log.push(one, [parse(n + 1, op) for n, op in enumerate(ops[:first])])
    log.push(two, [parse(n + 1, op) for n, op in enumerate(ops)])
    log.push(one, [parse(n + 1, op) for n, op in enumerate(ops)])
    assert sorted(entry.op_id for _, entry in log.entries) == sorted(str(op["op_id"]) for op in ops)
    assert log.last == {one: len(ops), two: len(ops)}

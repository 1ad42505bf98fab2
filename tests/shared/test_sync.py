"""The pure part of sync."""

import random

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import new_id
from shared.sync.ops import LoggedOp, Message, UnknownOp
from shared.sync.push import Verdict, judge
from shared.sync.tree import in_reading_order


def message(number: int, parent: int | None) -> Message:
    ids = [f"00000000-0000-7000-8000-{n:012d}" for n in (number, parent or 0)]
    return Message(id=ids[0], parent_id=ids[1] if parent else None, role="user", text="x", created_ms=0)


def test_a_repeated_number_is_a_duplicate_and_a_skipped_one_a_gap() -> None:
    assert judge(3, last_seq=3, known_op=False) is Verdict.DUPLICATE
    assert judge(5, last_seq=3, known_op=False) is Verdict.GAP
    assert judge(4, last_seq=3, known_op=True) is Verdict.DUPLICATE
    assert judge(4, last_seq=3, known_op=False) is Verdict.APPEND


@given(st.lists(st.integers(0, 15), max_size=15), st.randoms(use_true_random=False))
def test_the_reading_order_is_of_the_tree_alone(parents: list[int], shuffle: random.Random) -> None:
    """Any parents, missing ones and circles too: all messages once, the same on every device, parents first."""
    messages = [message(number + 1, parent) for number, parent in enumerate(parents)]
    ordered = in_reading_order(messages)
    shuffled = messages.copy()
    shuffle.shuffle(shuffled)
    assert in_reading_order(shuffled) == ordered
    assert sorted(each.id for each in ordered) == sorted(each.id for each in messages)


def test_a_branch_is_read_in_one_piece() -> None:
    tree = [message(1, None), message(2, 1), message(3, 1), message(4, 2)]
    assert [int(each.id[-4:]) for each in in_reading_order(tree)] == [1, 2, 4, 3]


def test_an_op_of_a_newer_version_is_carried_unchanged() -> None:
    op = {"kind": "session.sing", "op_id": new_id(), "session_id": new_id(), "song": {"verses": [1, 2]}}
    logged = LoggedOp.model_validate({"server_seq": 1, "replica_id": new_id(), "op": op})
    assert isinstance(logged.op, UnknownOp)
    assert logged.model_dump(mode="json")["op"] == op

"""What goes next and what becomes of it, pure: the rule for one pushed op, and how much one message may hold."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from shared.limits import LIMITS


class Verdict(Enum):
    APPEND = auto()
    """New: give it the next `server_seq`."""
    DUPLICATE = auto()
    """Known by its id: acknowledge, do not apply again."""
    GAP = auto()
    """Something before it is missing: answer with what is acknowledged so far."""


def judge(replica_seq: int, *, last_seq: int, known_op: bool) -> Verdict:
    """`last_seq`: the highest number of this replica that is durable; `known_op`: the log holds this op id."""
    if replica_seq <= last_seq:
        return Verdict.DUPLICATE
    if replica_seq > last_seq + 1:
        return Verdict.GAP
    return Verdict.DUPLICATE if known_op else Verdict.APPEND


def fitting(sizes: Iterable[int], *, most: int = LIMITS.push_ops, most_bytes: int = LIMITS.page_bytes) -> int:
    """How many of the next ops, of these sizes, go together: at least one where there is one."""
    count = total = 0
    for size in sizes:
        total += size
        if count and (count == most or total > most_bytes):
            break
        count += 1
    return count

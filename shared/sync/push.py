"""The hub's rule for one pushed op, pure: what the hub knows goes in, what to do comes out."""

from __future__ import annotations

from enum import Enum, auto


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

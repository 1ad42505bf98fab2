"""What a case of hostile code is: data, so that the suite, the test of the suite and the soak run the same ones.

Rules of this package:
- a case names the one defence that it tests; test_planted.py takes each defence away and sees its cases fail;
- a case that a second layer holds as well says so (`held_twice`), since nothing planted can make it fail;
- what a harmless case finds out is its result, so that an attack which starts to work is not taken for a harmless end.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.run_record import RunRecord


class Defence(StrEnum):
    OWN_WASI = "a WASI of our own, with nothing behind it"
    TRAP = "a broken interpreter ends its guest only"
    GUEST_TIME = "the deadline of the guest's own time"
    WALL_CLOCK = "the wall clock"
    MEMORY = "the memory cap"
    STACK = "a stack that is larger than what the guest may use of it"
    MESSAGE_SIZE = "the size of messages"
    OPERATION_CAP = "the count of operations"
    STRICT_JSON = "strict JSON"
    OPERATION_SCHEMA = "the shape of operations"
    YIELD_CAP = "the count of yields and of their bytes"
    FRAMING = "a guest's text is never a line"
    GATEKEEPER = "the gatekeeper"
    GRANT_BOUNDARY = "the boundary of a granted folder"
    OWN_FILES = "a skill's own files only"
    FRESH_GUEST = "a fresh guest for each run"
    ANSWER = "a guest's answer is not believed"
    OUTPUT_CAP = "the cap on what is printed"
    AT_ONCE = "the count of host calls that are served at a time"
    CALLS_END = "host calls end with their run"


ANYTHING: Any = object()
_AMPLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Case:
    """`ends` are the ends it may have (see `how`), with `|` between; `gives` is the result of a harmless one.

    The code finds the folder of the house (see house.py) in `folder`.
    """

    name: str
    defence: Defence
    ends: str
    code: str
    gives: Any = ANYTHING
    cpu_s: float | None = None
    wall_s: float = 120.0
    held_twice: bool = False

    @property
    def budget(self) -> float:
        """Seconds of guest time. As with `wall_s`: little only where it is to be used up, so that a busy machine ends a
        case no other way than a quiet one, by the defence that it names."""
        return self.cpu_s or (0.2 if "limit/cpu" in self.ends else _AMPLE_S)


def how(record: RunRecord) -> str:
    """How a run ended: harmless, trap, an error's code, or which limit it ran into."""
    if record.ok or record.error is None:
        return "harmless"
    if record.error.code == "limit_exceeded":
        return f"limit/{record.error.details.get('limit')}"
    return "trap" if "broke Python" in record.error.message else record.error.code

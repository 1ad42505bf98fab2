"""What somebody may answer here from another of the user's devices: this device's owner says so, not they.

A device that was stolen, or a program on it, can do what its user can: so by default nothing that outlasts the one host
call is decided from afar, and never from the device whose own call it is about.
"""

from __future__ import annotations

from shared.errors import Forbidden
from spoke.node.bodies.approvals import Answer, AnswersFromAfar, AskInfo
from spoke.node.outside import Visitor

LASTING = frozenset({"always", "exact", "chat", "never"})
REFUSALS = frozenset({"deny", "never"})


def check_visitor(visitor: Visitor, info: AskInfo, answer: Answer, level: AnswersFromAfar) -> None:
    """Raises `Forbidden`."""
    own = bool(info.caller) and visitor.device_id == info.caller
    check_heard(level)
    if level == "others" and own:
        raise Forbidden("The call came from this device, so another one has to answer for it.")
    if info.too_long and answer not in REFUSALS:
        raise too_long_from_afar()
    if answer in LASTING and (level != "lasting" or own):
        raise Forbidden("From here only `once` and `deny` are taken. Decide for good at that device itself.")


def too_long_from_afar() -> Forbidden:
    return Forbidden("The question is too long to be answered from another device. Answer it at that device itself.")


def check_heard(level: AnswersFromAfar) -> None:
    """Whether this device takes any word of others. Raises `Forbidden`."""
    if level == "no":
        raise Forbidden("That device takes answers only from who sits at it.")

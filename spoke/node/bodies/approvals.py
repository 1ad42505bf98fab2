"""What was granted, what is asked, what was decided."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from shared.error_body import ErrorBody
from shared.ids import Id
from spoke.node.bodies.body import Body

GrantVerdict = Literal["allow", "deny"]
AskState = Literal["pending", "allowed", "denied", "expired", "cancelled"]
Answer = Literal["once", "always", "exact", "chat", "deny", "never"]
"""`once` and `deny` hold for this host call; `always` and `never` for what is offered; `exact` for these arguments;
`chat` for the rest of one chat."""

ARGS_SHOWN = 16_384
"""Characters of the arguments that a question shows; what is longer is cut, and says so."""


class Grant(Body):
    """What was decided for good."""

    id: int
    holder: str
    label: str
    """The skill or chat it is about, for people."""
    capability: str
    verdict: GrantVerdict
    args: dict[str, JsonValue] | None = None
    """Only for exactly these arguments."""
    created_ms: int


class GrantsReply(Body):
    grants: list[Grant]


class GrantBody(Body):
    skill: str = Field(max_length=64)
    capability: str = Field(max_length=1_000)
    verdict: GrantVerdict = "allow"


class AskInfo(Body):
    """A question to the user."""

    id: int
    work_id: Id
    """Of the call or run that waits for it."""
    number: int
    """Of the host call; 0 where the question is whether others may call the function at all."""
    title: str
    label: str
    asker: str
    """Who had it run."""
    asked: str
    """The capability, exactly."""
    offered: str
    """The capability that `always` would grant."""
    args: dict[str, JsonValue] = Field(default={}, exclude=True)
    args_json: str
    """The arguments, cut where they are long."""
    read: list[str]
    """What the run read before: it may be what would be sent out."""
    holder: str
    created_ms: int
    expires_ms: int
    state: AskState
    answer: str = ""
    caller: str = ""
    """Id of the device that it came from, if it was another."""
    answered_by: str = ""
    """Who answered, where it was from another device."""
    chat: str = ""
    """Id of the chat in which the assistant asked for it, if it did: then `chat` is an answer too."""
    root: str = ""
    """Id of the call or run that the chain of calls began with."""
    allowed_before: list[str] = []
    """What was asked for the same call or run and allowed, exactly."""
    too_long: bool = False
    """Not all of it is shown here: from another device it can only be denied."""


class AsksReply(Body):
    asks: list[AskInfo]
    more: bool = False
    """Of another device: it asks more than is read of it at once."""


class AnswerBody(Body):
    answer: Answer


class DeviceAsks(Body):
    """What waits on one of the user's devices, or why that is not known."""

    device: str
    """Its handle."""
    here: bool
    asks: list[AskInfo] = []
    more: bool = False
    """It asks more, which come when these are answered."""
    problem: ErrorBody | None = None


class AsksEverywhere(Body):
    devices: list[DeviceAsks]
    """Those that are online, this one first."""


AnswersFromAfar = Literal["no", "others", "once", "lasting"]
"""What the user's other devices may answer here: `no`thing; from all `others` than the one that a call came from, for
this once; `once` from all of them; also what is `lasting`."""


class AnswersFromAfarBody(Body):
    level: AnswersFromAfar


class Decision(Body):
    """A row of the audit: who wanted what, and what was decided."""

    id: int
    at_ms: int
    kind: str
    who: str
    what: str
    target: str
    verdict: str
    rule: str
    """Id of the grant that decided, `asked` where somebody was asked."""
    work: str
    """Id of the call or run."""


class DecisionsReply(Body):
    decisions: list[Decision]
    next: int | None = None
    """Pass as `before` to get the next page."""

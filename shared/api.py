"""Bodies of the hub's HTTP API, as both ends write and read them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from shared.call_states import CallState
from shared.error_body import ErrorBody
from shared.ids import Id
from shared.limits import LIMITS
from shared.parts import Sha256
from shared.sync.ops import LoggedOp, OutboxOp
from shared.timeouts import TIMEOUTS

Effect = Literal["none", "idempotent", "effect"]
DeviceState = Literal["online", "suspect", "offline", "revoked"]


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)  # "yes" is no boolean, true is no number


class PairRequest(Body):
    """POST /v1/pair. Repeating it with the same key gives the same device, so a lost answer does not burn the code."""

    code: str = Field(max_length=32)
    name: str = Field(min_length=1, max_length=64)
    public_key: str = Field(max_length=64)
    """Ed25519, raw, unpadded base64url: 43 characters."""
    platform: str = Field(default="", max_length=100)


class PairReply(Body):
    hub_id: Id
    user_id: Id
    user: str
    device_id: Id
    handle: str
    name: str


class TokenRequest(Body):
    """POST /v1/token. `assertion`: a JWT the device signed (EdDSA; iss = sub = device id, aud = hub id, jti, exp)."""

    assertion: str = Field(max_length=2_000)


class TokenReply(Body):
    access_token: str
    expires_in_s: float


class FunctionInfo(Body):
    """One callable function of a skill, as `describe` read it inside the sandbox."""

    skill: str
    """In its Python form (`_`)."""
    function: str
    description: str = Field(default="", max_length=4_000)
    parameters: dict[str, Any]
    """JSON Schema (2020-12) of the arguments, an object."""
    returns: dict[str, Any] | None = None
    yields: dict[str, Any] | None = None
    """Of each value that a generator function yields; None where it is none. Then `returns` is what it returns, or the
    list of these."""

    effect: Effect = "effect"
    digest: str
    """Of the skill it belongs to."""
    trusted: bool = False
    """It is the device owner's own and runs outside the sandbox."""

    @property
    def path(self) -> str:
        """`skill.function`."""
        return f"{self.skill}.{self.function}"


class PublishRequest(Body):
    """PUT /v1/functions: all functions that the calling device offers, in place of what it offered before."""

    functions: list[FunctionInfo] = Field(max_length=LIMITS.functions)


class DeviceInfo(Body):
    id: Id
    handle: str
    name: str
    platform: str
    state: DeviceState
    last_seen_ms: int | None
    functions: int
    """How many it offers."""


class DevicesReply(Body):
    devices: list[DeviceInfo]


class FoundFunction(Body):
    """A function with the devices that offer it: a hundred devices stay one row."""

    info: FunctionInfo
    devices: list[str]
    """Handles; at most 20 are named."""
    device_count: int


class FunctionsReply(Body):
    functions: list[FoundFunction]


class PushRequest(Body):
    """POST /v1/sync/push: the outbox in its order."""

    replica_id: Id
    ops: list[OutboxOp] = Field(max_length=LIMITS.push_ops)


class PushReply(Body):
    """`acked`: all up to this replica_seq are durable on the hub. `quarantined`: those of them it cannot accept."""

    acked: int
    quarantined: list[Quarantined] = []
    logged: list[Logged] = []
    """Of the ops of this push, those that the log has, with their place in it."""
    log_epoch: Id


class Quarantined(Body):
    replica_seq: int
    code: str
    message: str


class Logged(Body):
    replica_seq: int
    server_seq: int


class PullReply(Body):
    """GET /v1/sync/pull?since=N&head=CHAIN: entries after N in order; `more` when the page was full.

    Next time `since` is `upto` and `head` is `head`: with them the hub sees whether its log is still the same one.
    """

    ops: list[LoggedOp]
    more: bool
    upto: int = 0
    """The last entry of this page; 0 when there is none."""
    head: str = ""
    log_epoch: Id


class Emptied(Body):
    """An entry whose content was purged."""

    server_seq: int
    op_id: Id
    made: str
    """The message or session that it made, if it did."""


class SessionLogReply(PullReply):
    """GET /v1/sync/sessions/ID?since=N: entries of one session after N, with those that are empty."""

    emptied: list[Emptied]


class DigestsReply(Body):
    """GET /v1/sync/digests?after=ID: of sessions in the order of their ids; the log ended at `server_seq` and `head`.

    This page tells of all sessions after `after` up to `upto`, or of all the rest.
    """

    sessions: dict[Id, str]
    upto: Id | None
    server_seq: int
    head: str
    log_epoch: Id


class CallRequest(Body):
    """POST /v1/calls: run a function on one of the user's devices."""

    id: Id | None = None
    """The caller's own (a UUID of version 7): asking again with it gives the same answer, and runs nothing twice."""
    path: str = Field(max_length=200)
    """SKILL.FUNCTION on any device, or DEVICE:SKILL.FUNCTION."""
    args: dict[str, JsonValue] = {}
    timeout_s: float = Field(default=TIMEOUTS.remote_call, gt=0, le=86_400)
    wait_s: float = Field(default=0, ge=0, le=86_400)
    """How long it may wait for its device; then the answer is 202, and the result is fetched."""
    digests: list[str] = Field(default=[], max_length=16)
    """Of the skill: only these will do, where any is named."""


class CallInfo(Body):
    """A call; `result` and `error` count where it has ended."""

    id: Id
    path: str
    device: str | None = None
    state: CallState
    cancelled: bool = False
    """Its end was asked for."""
    result: JsonValue = None
    error: ErrorBody | None = None
    elapsed_ms: float | None = None
    """Time on the device."""
    created_ms: int | None = None
    changed_ms: int | None = None


class CallsReply(Body):
    calls: list[CallInfo]
    next: Id | None = None
    """Pass as `before` to get the next page."""


class MissingRequest(Body):
    """POST /v1/attachments/missing."""

    hashes: list[Sha256] = Field(max_length=LIMITS.attachments_asked)


class MissingReply(Body):
    missing: list[Sha256]


class AttachmentState(Body):
    """How much of a file the hub has; `complete`: all of it, and its hash is right."""

    offset: int
    complete: bool


class Health(Body):
    status: Literal["ok"]
    version: str
    hub_id: Id


PushReply.model_rebuild()

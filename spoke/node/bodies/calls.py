"""What is asked to run, and how far it is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from shared.call_states import CallState
from shared.error_body import ErrorBody
from shared.ids import Id
from shared.limits import LIMITS
from spoke.node.bodies.body import Body


class CallBody(Body):
    path: str = Field(max_length=200)
    args: dict[str, JsonValue] = {}
    timeout_s: float | None = Field(default=None, gt=0, le=86_400)
    patience_s: float | None = Field(default=None, ge=0, le=60)
    """How long to wait for the user where something must be asked; then the answer is `approval_pending`."""


class CommandBody(CallBody):
    """A call that waits for its device."""

    wait_s: float = Field(default=86_400, gt=0, le=86_400)
    """How long; then it has `timeout_s`."""


LISTED = 1_000
"""The most calls to others that are listed at once."""


class CommandInfo(Body):
    """A call of this device to another: one that goes on by itself, whose end was not seen, or that a person made."""

    id: Id
    path: str
    device: str | None
    """Handle of the device that has it."""
    device_id: str | None = None
    """Of the device that it waits for, where the hub has it and it is for one: a handle changes with a name."""
    state: CallState
    error: ErrorBody | None = None
    cancelled: bool = False
    """Its end was asked for."""
    created_ms: int
    changed_ms: int


class CommandsReply(Body):
    calls: list[CommandInfo]


class CallReply(Body):
    id: Id
    device: str
    """Handle, or name where there is no hub, of the device that ran it."""
    result: JsonValue
    elapsed_ms: float
    """As this node saw it, the way there and back included."""


class ExecBody(Body):
    code: str = Field(max_length=LIMITS.sandbox_message)
    grants: list[str] = Field(default=[], max_length=100)
    timeout_s: float | None = Field(default=None, gt=0, le=86_400)
    asks: bool = False
    """Ask the user for what is not granted, instead of denying it."""
    patience_s: float | None = Field(default=None, ge=0, le=60)


class CallProgress(Body):
    """How far a call is; `result` and `error` count where it is `done`."""

    id: Id
    state: Literal["queued", "running", "waiting", "done", "unknown"]
    elsewhere: bool = False
    """On another device: only there a question of its can be answered."""
    result: JsonValue = None
    error: ErrorBody | None = None

"""A call on its way through the hub: made of a question, or of what was kept of it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import JsonValue

from shared.call_states import CallState
from shared.errors import InvalidArgument, TooLarge
from shared.limits import LIMITS
from shared.messages import Call


class Listens(Protocol):
    """Takes what a call yields, for the request that asked."""

    def __call__(self, value: JsonValue) -> Awaitable[None]: ...
    def speaking(self) -> AbstractContextManager[None]: ...


@dataclass(slots=True, eq=False)
class Routed:
    """A call on its way."""

    caller: str
    """Id of the device, or of the user, that asked."""

    user: str
    call: Call
    """As the callee gets it, but for the time that is left; without its arguments once the callee has it."""

    question: str
    """A digest, to know the same question again."""

    size: int = 0
    """Bytes of its arguments, about."""

    deadline: float = 0.0
    http: bool = False
    """It came by a request: its answer is not sent on the channel."""

    listener: Listens | None = None

    callee: str | None = None
    handle: str = ""
    anywhere: bool = False
    """Any device that offers it will do."""

    repeatable: bool = False
    """Doing it twice is as good as once."""

    state: CallState = CallState.QUEUED
    ack_by: float | None = None
    """None while it is acknowledged, or the callee is cut off."""

    sent: int = 0
    received: bool = False
    """The callee may have it."""

    cut: bool = True
    """The callee is not connected, or has too much to do: it gets the call when that changes."""

    cancelled: bool = False
    tried: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        return self.call.id

    def row(self) -> dict[str, Any]:
        """What is kept of it from the start."""
        call = self.call
        return {
            "id": call.id, "user_id": self.user, "caller": self.caller, "http": self.http, "callee": self.callee,
            "callee_handle": self.handle, "anywhere": self.anywhere, "repeatable": self.repeatable,
            "skill": call.skill, "function": call.function, "principal": call.principal.kind, "waits": call.wait_s > 0,
            "question": self.question, "state": self.state, "request": call.model_dump_json(exclude_defaults=True),
            "deadline": self.deadline,
        }  # fmt: skip

    @property
    def told(self) -> str | None:
        """Who hears of it on a channel."""
        return None if self.http else self.caller


def new_call(caller: str, user: str, call: Call, *, http: bool = False) -> Routed:
    """A new call, with a digest that is the same for the same question. Raises `TooLarge` and `InvalidArgument`."""
    question = [call.target, call.skill, call.function, call.args]
    try:
        what = json.dumps(question, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise InvalidArgument("Arguments hold a number or text that JSON cannot.") from None
    if len(what) > LIMITS.sandbox_message:
        raise TooLarge(f"Arguments may hold {LIMITS.sandbox_message} bytes.", limit=LIMITS.sandbox_message)
    digest = hashlib.blake2b(what, digest_size=16).hexdigest()
    return Routed(caller, user, call, digest, size=len(what), http=http)


def restored(row: Any, now: float, now_ms: int, *, grace_s: float) -> Routed:
    """`grace_s`: what a device gets to come back and say how it ended, however late it is."""
    state = CallState(row.state)
    known = {
        "id": row.id, "target": row.callee_handle or None, "skill": row.skill, "function": row.function,
        "timeout_s": grace_s, "wait_s": 1.0 if row.waits else 0.0, "principal": {"kind": row.principal},
    }  # fmt: skip
    left_s = (row.deadline_ms - now_ms) / 1000
    return Routed(
        caller=row.caller,
        user=row.user_id,
        call=Call.model_validate_json(row.request) if row.request else Call.model_validate(known),
        question=row.question,
        deadline=now + max(left_s, 0.0 if state is CallState.QUEUED else grace_s),
        http=row.http,
        callee=row.callee,
        handle=row.callee_handle,
        anywhere=row.anywhere,
        repeatable=row.repeatable,
        state=state,
        received=state is not CallState.QUEUED,
        cancelled=row.cancelled,
        tried={row.callee} if row.callee else set(),
    )

"""What the store hands out: plain frozen records, no rows that are bound to a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.accounts import Role
from shared.call_states import state_of
from shared.messages import Result

__all__ = [
    "AuditLine",
    "Credential",
    "Device",
    "ModelRequest",
    "Role",
    "SignIn",
    "SigningKey",
    "Upstream",
    "User",
    "end_of_call",
]


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    role: Role
    disabled: bool
    has_password: bool
    devices: int
    created_ms: int
    password_until_ms: int | None
    """Of a one-time password: until when it is good for choosing another."""


@dataclass(frozen=True, slots=True)
class Credential:
    user_id: str
    name: str
    disabled: bool
    password_hash: str | None
    password_until_ms: int | None


@dataclass(frozen=True, slots=True)
class Device:
    id: str
    user_id: str
    user: str
    handle: str
    name: str
    platform: str
    public_key: str
    revoked: bool
    user_disabled: bool
    user_role: Role
    last_seen_ms: int | None
    functions: int


@dataclass(frozen=True, slots=True)
class SignIn:
    """Of a person, from a password to the sign-out, with all tokens that came out of it."""

    id: str
    user_id: str
    user: str
    user_role: Role
    user_disabled: bool
    only_password: bool
    """It came of a one-time password: it reaches no further than choosing another."""
    expires_ms: int


@dataclass(frozen=True, slots=True)
class SigningKey:
    kid: str
    private_key: str
    """Ed25519, raw, unpadded base64url."""
    created_ms: int
    retired_ms: int | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    at_ms: int
    actor: str
    action: str
    user: str
    details: dict[str, Any]
    id: int = 0
    """Its number, once it is written."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """A server of models."""

    name: str
    url: str
    """Up to `/v1`, without a slash at its end."""
    models: Mapping[str, str]
    """The names that are offered, and the upstream's own."""
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """What is kept of one request to a model."""

    at_ms: int
    user_id: str
    device_id: str
    """Empty for a person."""
    model: str
    upstream: str
    """Empty where none was asked."""
    outcome: str
    """"ok", or the code of what went wrong."""
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    estimated: bool
    cost_nanos: int | None
    first_byte_ms: int | None
    ms: int


def end_of_call(result: Result) -> dict[str, Any]:
    """What is kept of the end of a call, until its caller has it."""
    return {
        "state": state_of(result.error),
        "code": result.error.code if result.error else None,
        "request": None,
        "result": result.model_dump_json(exclude_none=True),
    }

"""Operations of the sync log: what can happen to a session, as it lies in an outbox, travels, and is applied.

Rules of this module:
- an op names everything by id and never by position, so that applying it twice is applying it once;
- no wall clock decides anything: `created_ms` is shown to people, the hub's `server_seq` gives the order;
- a kind or field that this version does not know is kept as it came (`UnknownOp`), not dropped.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, JsonValue, StringConstraints, Tag

from shared.ids import Id
from shared.limits import LIMITS

Title = Annotated[str, StringConstraints(max_length=LIMITS.title_chars)]


class _Op(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")

    op_id: Id
    session_id: Id


class SessionCreate(_Op):
    kind: Literal["session.create"] = "session.create"
    title: Title
    created_ms: int


class SessionSet(_Op):
    """A register of the session (title, pinned, archived, folder, branch, …); the highest `server_seq` wins."""

    kind: Literal["session.set"] = "session.set"
    field: str = Field(max_length=32)
    value: JsonValue


class SessionDelete(_Op):
    """A tombstone: it beats everything else that happens to the session."""

    kind: Literal["session.delete"] = "session.delete"


class Message(BaseModel):
    """A sealed message: it never changes again. Editing makes a sibling, another child of the same parent."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: Id
    parent_id: Id | None = None
    role: Literal["user", "assistant", "system", "tool"]
    text: str = Field(max_length=LIMITS.message_text)
    model: str | None = None
    status: Literal["complete", "interrupted"] = "complete"
    device: str = ""
    """Display name of its author's device at that time."""
    created_ms: int
    extra: dict[str, JsonValue] = {}
    """What a provider wants back verbatim."""


class MessageAdd(_Op):
    kind: Literal["message.add"] = "message.add"
    message: Message


class UnknownOp(_Op):
    """A kind from a newer version: parked, passed on, applied after the upgrade."""

    kind: str


_KNOWN = frozenset({"session.create", "session.set", "session.delete", "message.add"})


def _tag(value: Any) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return kind if kind in _KNOWN else "unknown"


Op = Annotated[
    Annotated[SessionCreate, Tag("session.create")]
    | Annotated[SessionSet, Tag("session.set")]
    | Annotated[SessionDelete, Tag("session.delete")]
    | Annotated[MessageAdd, Tag("message.add")]
    | Annotated[UnknownOp, Tag("unknown")],
    Discriminator(_tag),
]


class OutboxOp(BaseModel):
    """An op with its place in the outbox of one replica (one copy of a data folder)."""

    model_config = ConfigDict(frozen=True)

    replica_seq: int = Field(ge=1)
    op: Op


class LoggedOp(BaseModel):
    """An op with the place the hub gave it in the user's log."""

    model_config = ConfigDict(frozen=True)

    server_seq: int = Field(ge=1)
    replica_id: Id
    op: Op

"""Operations of the sync log: what can happen to a session, as it lies in an outbox, travels, and is applied.

Rules of this module:
- an op names everything by id and never by position, so that applying it twice is applying it once;
- values are taken as they are, not converted (`strict`), so that both ends keep the same text of an op;
- a field that is added later has null or nothing as its default: see `shared.sync.digest`;
- no wall clock decides anything: `created_ms` is shown to people, the hub's `server_seq` gives the order;
- a kind or field that this version does not know is kept as it came (`UnknownOp`), not dropped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    StrictBool,
    StringConstraints,
    Tag,
    TypeAdapter,
    ValidationError,
    WrapValidator,
    model_validator,
)

from shared.ids import Id
from shared.limits import LIMITS

Title = Annotated[str, StringConstraints(max_length=LIMITS.title_chars)]
Millis = Annotated[int, Field(ge=0, lt=253_402_300_800_000)]
"""Since 1970 and before the year 10000, by the clock of the device that wrote it: for people to read."""


_MOST_BYTES = 6
"""Of a character as JSON."""


def _fits(text: str) -> str:
    """As JSON, since that is how it is stored and sent: a control character takes six bytes there."""
    if len(text) * _MOST_BYTES < LIMITS.message_text:
        return text
    size = len(json.dumps(text, ensure_ascii=False).encode())
    if size > LIMITS.message_text:
        raise ValueError(f"a message may hold {LIMITS.message_text} bytes, not {size}")
    return text


Text = Annotated[str, AfterValidator(_fits)]


def _parts_fit(parts: list[dict[str, JsonValue]]) -> list[dict[str, JsonValue]]:
    size = len(json.dumps(parts, ensure_ascii=False).encode()) if parts else 0
    if size > LIMITS.message_parts:
        raise ValueError(f"what is beside the text of a message may have {LIMITS.message_parts} bytes, not {size}")
    return parts


def _flat_enough(value: Any) -> Any:
    """A message that is nested deeper could be written, and then read by nobody."""
    level: list[Any] = [value]
    for _ in range(LIMITS.message_depth):
        within = (each.values() if isinstance(each, dict) else each for each in level)
        level = [one for some in within for one in some if isinstance(one, dict | list)]
        if not level:
            return value
    raise ValueError(f"what is beside the text of a message may be nested {LIMITS.message_depth} deep")


Parts = Annotated[list[dict[str, JsonValue]], AfterValidator(_flat_enough), AfterValidator(_parts_fit)]
Extra = Annotated[dict[str, JsonValue], AfterValidator(_flat_enough)]


class _Op(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    op_id: Id
    session_id: Id


class SessionCreate(_Op):
    kind: Literal["session.create"] = "session.create"
    title: Title
    created_ms: Millis


Folder = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.folder_chars)]
TagName = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.tag_chars)]

REGISTERS: Mapping[str, TypeAdapter[Any]] = MappingProxyType(
    {
        "title": TypeAdapter(Title),
        "pinned": TypeAdapter(StrictBool),
        "archived": TypeAdapter(StrictBool),
        "folder": TypeAdapter(Folder | None),
        "branch": TypeAdapter(Id | None),
        "assistant": TypeAdapter(dict[str, JsonValue] | None),
    }
)
"""Registers that this version knows, and what each may hold. `branch`: a message; what is read goes through it.
`assistant`: what holds for the assistant in this chat, such as instructions and its model."""


class SessionSet(_Op):
    """A register of the session, of `REGISTERS` or of a newer version; the highest `server_seq` wins."""

    kind: Literal["session.set"] = "session.set"
    field: str = Field(max_length=32)
    value: JsonValue

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        if self.field in REGISTERS:
            REGISTERS[self.field].validate_python(self.value)
        return self


class TagAdd(_Op):
    kind: Literal["tag.add"] = "tag.add"
    tag: TagName


class TagRemove(_Op):
    kind: Literal["tag.remove"] = "tag.remove"
    tag: TagName


class SessionDelete(_Op):
    """A tombstone: it beats everything else that happens to the session, but for a restore that names it."""

    kind: Literal["session.delete"] = "session.delete"
    created_ms: Millis = 0


class SessionRestore(_Op):
    """Takes back the tombstones that it names, by their op ids, and no other."""

    kind: Literal["session.restore"] = "session.restore"
    deletes: list[Id] = Field(min_length=1, max_length=LIMITS.restored)


class SessionPurge(_Op):
    """The content of a deleted session is removed for good. The hub takes it only while the session is deleted."""

    kind: Literal["session.purge"] = "session.purge"


class Message(BaseModel):
    """A sealed message: it never changes again. Editing makes a sibling, another child of the same parent."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    id: Id
    parent_id: Id | None = None
    role: Literal["user", "assistant", "system", "tool"]
    text: Text
    model: str | None = None
    status: Literal["complete", "interrupted"] = "complete"
    device: str = ""
    """Display name of its author's device at that time."""
    created_ms: Millis
    parts: Parts = []
    """What it holds beside its text; see `shared.parts`. Parts that nobody here knows are kept as they came."""

    extra: Extra = {}
    """What a provider wants back verbatim."""


class MessageAdd(_Op):
    kind: Literal["message.add"] = "message.add"
    message: Message


class UnknownOp(_Op):
    """A kind from a newer version: parked, passed on, applied after the upgrade."""

    kind: str


KINDS = frozenset(
    {
        "session.create", "session.set", "session.delete", "session.restore", "session.purge",
        "tag.add", "tag.remove", "message.add",
    }
)  # fmt: skip


def _tag(value: Any) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return kind if kind in KINDS else "unknown"


Op = Annotated[
    Annotated[SessionCreate, Tag("session.create")]
    | Annotated[SessionSet, Tag("session.set")]
    | Annotated[SessionDelete, Tag("session.delete")]
    | Annotated[SessionRestore, Tag("session.restore")]
    | Annotated[SessionPurge, Tag("session.purge")]
    | Annotated[TagAdd, Tag("tag.add")]
    | Annotated[TagRemove, Tag("tag.remove")]
    | Annotated[MessageAdd, Tag("message.add")]
    | Annotated[UnknownOp, Tag("unknown")],
    Discriminator(_tag),
]


ANY_OP: TypeAdapter[Any] = TypeAdapter(Op)


def read_op(text: str) -> Any:
    """An op as it was stored. One that makes no sense to this version is kept as unknown."""
    try:
        return ANY_OP.validate_json(text)
    except ValidationError:
        return UnknownOp.model_validate_json(text)


class OutboxOp(BaseModel):
    """An op with its place in the outbox of one replica (one copy of a data folder)."""

    model_config = ConfigDict(frozen=True)

    replica_seq: int = Field(ge=1)
    op: Op


def _known_or_kept(value: Any, known: Any) -> Any:
    try:
        return known(value)
    except ValidationError:
        return UnknownOp.model_validate(value)


class LoggedOp(BaseModel):
    """An op with the place the hub gave it in the user's log. One that makes no sense here is kept as unknown."""

    model_config = ConfigDict(frozen=True)

    server_seq: int = Field(ge=1)
    replica_id: Id
    op: Annotated[Op, WrapValidator(_known_or_kept)]

"""What the ops of a session come to, pure: both ends keep rows, and these functions say which count and for what.

A session's state is a set of *slots*, each filled by one op: a register, a tag, a tombstone, a message, …
Rules of this module:
- within a slot the op with the highest `server_seq` counts; which op came first, and when, never matters;
- what this version does not know fills a slot of its own and is kept;
- purged content stays gone, whatever is replayed, and what comes later for it is shown as recovered, never nowhere.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from shared.sync.ops import (
    MessageAdd,
    Op,
    SessionCreate,
    SessionDelete,
    SessionPurge,
    SessionRestore,
    SessionSet,
    TagAdd,
    TagRemove,
)

RECOVERED = "Recovered"
"""Title of a session that has messages here before anybody said what it is called."""

CREATE, PURGE = "create", "purge"
PENDING = inf
"""Stands for the `server_seq` of an op that has none yet: it will be higher than all there are."""

_LOW_62 = (1 << 62) - 1
_STEP = 0x1E3779B97F4A7C15


def slot(op: Op) -> str:
    """Which place of its session's state the op fills."""
    match op:
        case MessageAdd():
            return f"message/{op.message.id}"
        case SessionCreate():
            return CREATE
        case SessionSet():
            return f"set/{op.field}"
        case TagAdd() | TagRemove():
            return f"tag/{op.tag}"
        case SessionDelete():
            return f"delete/{op.op_id}"
        case SessionRestore():
            return f"restore/{op.op_id}"
        case SessionPurge():
            return PURGE
    return f"op/{op.op_id}"


def made(op: Op) -> str | None:
    """What the op brings into the world, if it does: of two ops that make the same, the first one counts."""
    match op:
        case MessageAdd():
            return slot(op)
        case SessionCreate() | SessionPurge():
            return f"{slot(op)}/{op.session_id}"
    return None


def survives(slot: str, seq: float, purged_at: int | None) -> bool:
    """Whether what fills a slot still counts in a session that was purged at `purged_at`. For messages: `shown_in`."""
    kind = slot.partition("/")[0]
    return purged_at is None or kind in ("delete", "restore", PURGE) or (kind == "op" and seq > purged_at)


def shown_in(session_id: str, seq: float, purges: Mapping[str, int]) -> str | None:
    """The session that shows a message written to `session_id`; none when it was purged.

    `purges`: of each session that was purged, at which `server_seq`. A message that came later is shown in another.
    """
    while (purged_at := purges.get(session_id)) is not None:
        if seq < purged_at:
            return None
        session_id = recovered(session_id)
    return session_id


def recovered(session_id: str) -> str:
    """Id of the session that takes in what was written to this one after it was purged: on all devices the same."""
    return _stepped(session_id, _STEP)


def recovers(session_id: str) -> str:
    """The inverse of `recovered`."""
    return _stepped(session_id, -_STEP)


def _stepped(session_id: str, step: int) -> str:
    number = uuid.UUID(session_id).int
    return str(uuid.UUID(int=(number & ~_LOW_62) | ((number + step) & _LOW_62)))


@dataclass(slots=True)
class View:
    """What a list shows of a session, but for what its messages say."""

    title: str = RECOVERED
    created_ms: int | None = None
    """None when nothing says it."""

    pinned: bool = False
    archived: bool = False
    folder: str | None = None
    branch: str | None = None
    assistant: dict[str, Any] | None = None
    tags: list[str] = field(default_factory=list)
    deleted: bool = False
    deleted_ms: int | None = None
    purged: bool = False
    tombstones: list[str] = field(default_factory=list)
    """Op ids that a restore has to name."""


def view(ops: Iterable[Op]) -> View:
    """Of the ops that count, one for each slot; messages may be left out."""
    seen = View()
    tombstones: dict[str, int] = {}
    restored: set[str] = set()
    title: str | None = None
    for op in ops:
        match op:
            case SessionCreate():
                seen.created_ms = op.created_ms
                title = op.title if title is None else title
            case SessionSet(field="title", value=str(value)):
                title = value
            case SessionSet(field="pinned" | "archived" | "folder" | "branch" | "assistant"):
                setattr(seen, op.field, op.value)
            case TagAdd():
                seen.tags.append(op.tag)
            case SessionDelete():
                tombstones[op.op_id] = op.created_ms
            case SessionRestore():
                restored.update(op.deletes)
            case SessionPurge():
                seen.purged = True
    seen.title = RECOVERED if title is None else title
    seen.tags.sort()
    seen.tombstones = sorted(tombstones.keys() - restored)
    seen.deleted = seen.purged or bool(seen.tombstones)
    seen.deleted_ms = max((tombstones[each] for each in seen.tombstones), default=None)
    return seen

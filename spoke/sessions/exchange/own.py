"""Felloe's own export, see docs/export-format.md: what is written here is read here without a loss."""

from __future__ import annotations

import re
from typing import Any

from pydantic import TypeAdapter, ValidationError

from shared.ids import Id
from shared.limits import LIMITS
from shared.sync.ops import Message, Title
from spoke.node.bodies.sessions import SessionReply
from spoke.sessions.exchange.imported import ImportedMessage, ImportedSession, tags_of

FORMAT = "felloe-chats"
VERSION = 1
_LOCAL = {"pending", "message_count", "updated_ms", "stays", "deleted", "deleted_ms", "tip", "home", "growing"}
"""Of a session's row what follows from the rest, or is of this device."""

_id: TypeAdapter[str] = TypeAdapter(Id)
_title: TypeAdapter[str] = TypeAdapter(Title)
_VERSION = re.compile(rb'"version"\s*:\s*(\d+)')


def written(reply: SessionReply) -> dict[str, Any]:
    """A chat as it is exported."""
    session = reply.session.model_dump(mode="json", exclude=_LOCAL)
    return session | {"messages": [message.model_dump(mode="json") for message in reply.messages]}


def is_one(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("messages"), list) and _is_id(item.get("id"))


def version_of(head: bytes) -> int:
    """Of the export that begins so; 0 if it does not say."""
    found = _VERSION.search(head[:200])
    return int(found[1]) if found else 0


def session(item: dict[str, Any]) -> ImportedSession:
    messages: list[ImportedMessage] = []
    skipped: list[str] = []
    for number, each in enumerate(item["messages"], 1):
        try:
            messages.append(ImportedMessage(Message.model_validate(each)))
        except (ValidationError, RecursionError):
            skipped.append(f"message {number} is none")
    created = item.get("created_ms")
    folder = item.get("folder")
    tags = item.get("tags")
    branch = item.get("branch")
    return ImportedSession(
        id=item["id"],
        title=_title.validate_python(item.get("title", "")),
        created_ms=created if isinstance(created, int) and created >= 0 else 0,
        messages=messages,
        pinned=item.get("pinned") is True,
        archived=item.get("archived") is True,
        folder=folder[: LIMITS.folder_chars] or None if isinstance(folder, str) else None,
        tags=tags_of(tags),
        branch=branch if _is_id(branch) else None,
        skipped=skipped,
    )


def _is_id(value: Any) -> bool:
    try:
        _id.validate_python(value)
    except ValidationError:
        return False
    return True

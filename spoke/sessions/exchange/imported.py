"""What is taken from another program's export: the same from the same file every time, on every device."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.limits import LIMITS
from shared.sync.ops import Message

MOST_MESSAGES = 100_000
"""Of one chat."""

_LATEST = 253_402_300_799_000
_CUT = 200_000


@dataclass(slots=True)
class ImportedFile:
    """A file that a message names; `content` where the export holds it right there."""

    name: str
    media_type: str
    ids: tuple[str, ...] = ()
    """What its name in the archive begins with."""

    content: bytes | None = None


@dataclass(slots=True)
class ImportedMessage:
    message: Message
    files: list[ImportedFile] = field(default_factory=list)


@dataclass(slots=True)
class ImportedSession:
    id: str
    title: str
    created_ms: int
    messages: list[ImportedMessage]
    pinned: bool = False
    archived: bool = False
    folder: str | None = None
    tags: list[str] = field(default_factory=list)
    branch: str | None = None
    skipped: list[str] = field(default_factory=list)
    """What of it could not be taken, and why."""


def derived_id(created_ms: int, *names: str) -> str:
    """A UUIDv7 that follows from a time and from names: what is imported twice is there once."""
    digest = int.from_bytes(hashlib.sha256("\0".join(names).encode("utf-8", "replace")).digest()[:10], "big")
    number = (created_ms & ((1 << 48) - 1)) << 80 | 7 << 76 | (digest >> 68 & 0xFFF) << 64 | 2 << 62
    return str(uuid.UUID(int=number | (digest & ((1 << 62) - 1))))


def milliseconds(seconds: Any, default: int = 0) -> int:
    """Of a time in seconds, as these exports have it; some of Open WebUI's are milliseconds."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e14:
        return default
    return min(int(seconds if seconds > 1e11 else seconds * 1000), _LATEST)


def clean(text: Any) -> str:
    """Text that can be stored: half a character, which JSON may hold, is not one."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def title_of(text: Any, default: str) -> str:
    return " ".join(clean(text).split())[: LIMITS.title_chars] or default


def tags_of(found: Any) -> list[str]:
    """Tags as a session may have them."""
    tags = (clean(tag).strip()[: LIMITS.tag_chars] for tag in found) if isinstance(found, list) else ()
    return sorted({tag for tag in tags if tag})[: LIMITS.session_tags]


def fitting(text: str) -> tuple[str, ImportedFile | None]:
    """A text as a message may have it; one that is too long goes into a file, and begins here."""
    if len(text) <= _CUT:
        return text, None
    whole = ImportedFile("message.txt", "text/plain", content=text.encode())
    return text[:_CUT] + "\n\n[The rest is in message.txt.]", whole


def parents(nodes: Mapping[str, str | None], kept: Mapping[str, Any]) -> dict[str, str | None]:
    """Of each kept node the nearest kept one above it. `nodes`: the parent of each. Circles end where they close."""
    found: dict[str, str | None] = {}
    for node in kept:
        seen = {node}
        above = nodes.get(node)
        while above is not None and above not in kept and above not in seen:
            seen.add(above)
            above = nodes.get(above)
        found[node] = above if above in kept and above not in seen else None
    return _without_circles(found)


def _without_circles(parents: dict[str, str | None]) -> dict[str, str | None]:
    """One that is its own ancestor becomes a root."""
    sound: set[str] = set()
    for node in parents:
        path: dict[str, None] = {}
        at: str | None = node
        while at is not None and at not in sound:
            if at in path:
                parents[at] = None
                break
            path[at] = None
            at = parents[at]
        sound.update(path)
    return parents

"""The first chats of the list as they lie in the data folder, for a window that has no node yet.

Rules of this module:
- the node owns them: this reads once, keeps nothing, and waits for nobody; what the node answers later stands instead;
- a file that is missing, damaged, held by somebody or of another version shows nothing, and is the node's to speak of;
- only the standard library: what else reads the database takes longer to import than the window to be seen.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SCHEMA = 2
"""The only version of the tables that is read here."""

_PATIENCE_S = 0.5
"""Nobody's list takes that long to read; what pretends to be one may."""

_YEAR_10000 = 253_402_300_800_000
_NEWEST = """SELECT id, title, updated_ms, pinned, archived, folder, tags FROM session
WHERE deleted = 0 AND archived = 0 ORDER BY updated_ms DESC, id DESC LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Glanced:
    """A chat, as far as a row of the list tells of it."""

    id: str
    title: str
    updated_ms: int
    pinned: bool
    archived: bool
    folder: str | None
    tags: list[str]
    deleted: bool = False
    pending: bool = False
    stays: Literal["", "local", "kept"] = ""
    """Neither is said before the node says which account this device has."""


def newest(database: Path, limit: int) -> list[Glanced]:
    """The newest chats that are not put away, the newest first; none where they cannot be read right now."""
    if not database.exists():
        return []
    try:
        with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=0)) as found:
            late = time.monotonic() + _PATIENCE_S
            found.set_progress_handler(lambda: time.monotonic() > late, 10_000)
            if found.execute("PRAGMA user_version").fetchone() != (SCHEMA,):
                return []
            return [_glanced(*row) for row in found.execute(_NEWEST, (limit,))]
    except (sqlite3.Error, OSError, ValueError, TypeError, RecursionError):
        return []


def _glanced(
    chat: str, title: str, updated_ms: int, pinned: int, archived: int, folder: str | None, tags: str
) -> Glanced:
    """Raises `ValueError` or `TypeError` for what no node has written: SQLite keeps anything in any column."""
    labels = json.loads(tags)
    texts = [chat, title, folder or "", *labels]
    if not (
        isinstance(labels, list) and all(isinstance(text, str) for text in texts) and 0 <= updated_ms < _YEAR_10000
    ):
        raise ValueError("no row of a list")
    return Glanced(chat, title, updated_ms, bool(pinned), bool(archived), folder, labels)

"""The list of sessions as rows under their heads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from spoke.node.bodies.sessions import SessionInfo
from spoke.ui.clock import section, short_time
from spoke.ui.rows import Row

_UNTITLED = "Untitled"


def session_rows(sessions: Sequence[SessionInfo], now: datetime, *, searching: bool) -> list[Row]:
    """Pinned ones first, then by day, newest first."""
    if not sessions:
        return [Row(key="", title="No chat holds these words" if searching else "No chats yet")]
    rows: list[Row] = []
    ordered = sorted(sessions, key=lambda info: (not info.pinned, -info.updated_ms))
    head = ""
    for info in ordered:
        heading = "Pinned" if info.pinned else section(info.updated_ms, now)
        if heading != head:
            head = heading
            rows.append(Row(key="", title=heading))
        rows.append(Row(key=info.id, title=info.title or _UNTITLED, side=short_time(info.updated_ms, now)))
    return rows

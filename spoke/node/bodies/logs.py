"""The node's own log."""

from __future__ import annotations

from typing import Any, Literal

from spoke.node.bodies.body import Body

LogLevel = Literal["debug", "info", "warning", "error", "critical"]


class LogLine(Body):
    at: str
    """ISO 8601, UTC."""
    level: str
    event: str
    """Constant text; what it is about stands in `data`."""
    data: dict[str, Any] = {}


class LogsReply(Body):
    lines: list[LogLine]
    """Oldest first."""

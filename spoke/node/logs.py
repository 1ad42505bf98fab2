"""The end of the node's own log, for its faces and the user's other devices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from shared.limits import LIMITS
from shared.system.log_file import newest
from shared.system.logging import redacted
from spoke.node.bodies.logs import LogLevel, LogLine, LogsReply

_LEVELS = get_args(LogLevel)


def log_file(data: Path) -> Path:
    return data / "node.log"


def tail(data: Path, limit: int, level: LogLevel, query: str) -> LogsReply:
    """The last lines that are at least of that `level` and have `query` in them. Blocks: it reads files."""
    found = list(islice(_matching(data, _LEVELS.index(level), query.lower()), limit))
    return LogsReply(lines=found[::-1])


def _matching(data: Path, level: int, query: str) -> Iterator[LogLine]:
    for entry in newest(log_file(data), LIMITS.log_lines):
        line = _line(redacted(entry))
        if (line.level not in _LEVELS or _LEVELS.index(line.level) >= level) and query in str(line).lower():
            yield line


def _line(entry: dict[str, Any]) -> LogLine:
    at, level, event = (str(entry.pop(key, "")) for key in ("timestamp", "level", "event"))
    return LogLine(at=at, level=level, event=event, data=entry)

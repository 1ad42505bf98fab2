"""The end of the node's own log, for its faces and the user's other devices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from shared.limits import LIMITS
from shared.system.log_file import newest
from shared.system.logging import redacted
from spoke.node.bodies.logs import LogLevel, LogLine, LogsReply

_LEVELS = get_args(LogLevel)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def log_file(data: Path) -> Path:
    return data / "node.log"


def tail(data: Path, limit: int, level: LogLevel, query: str, staying: Set[str] | None = None) -> LogsReply:
    """The last lines that are at least of that `level` and have `query` in them. Blocks: it reads files.

    With the ids of what is `staying` here, for another of the user's devices: without lines that name one of these, and
    without what an error that nobody foresaw said, since that may hold anything.
    """
    found = list(islice(_matching(data, _LEVELS.index(level), query.lower(), staying), limit))
    return LogsReply(lines=found[::-1])


def _matching(data: Path, level: int, query: str, staying: Set[str] | None) -> Iterator[LogLine]:
    for entry in newest(log_file(data), LIMITS.log_lines):
        if staying is not None:
            if not staying.isdisjoint(_ID.findall(str(entry))):
                continue
            if "exception" in entry:
                entry["exception"] = "Only that device itself shows what was wrong."
        line = _line(redacted(entry))
        if (line.level not in _LEVELS or _LEVELS.index(line.level) >= level) and query in str(line).lower():
            yield line


def _line(entry: dict[str, Any]) -> LogLine:
    at, level, event = (str(entry.pop(key, "")) for key in ("timestamp", "level", "event"))
    return LogLine(at=at, level=level, event=event, data=entry)

"""A process's own log as a file in its data folder: JSON lines, rotated, for others to look at later.

Rules of this module:
- a log never stops what it tells of: a full disk or a folder that is gone loses lines, nothing else;
- no line is longer than `LINE`, and the files together no larger than `FILES * FILE`.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

LINE = 8_192
FILE = 1024 * 1024
FILES = 4
_TEXT = 2_000
"""Characters of one value that are kept."""


class LogFile(RotatingFileHandler):
    """A structlog processor that writes each line, and hands it on as it was."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE, backupCount=FILES - 1, encoding="utf-8", delay=True)

    def __call__(self, _logger: Any, _method: str, event: Any) -> Any:
        text = _line({key: _short(value) for key, value in event.items()})
        self.emit(logging.LogRecord("felloe", logging.INFO, "", 0, text, None, None))
        return event

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        pass


def newest(path: Path, limit: int) -> Iterator[dict[str, Any]]:
    """The last lines, newest first; what is no line of ours is passed over."""
    for file in (path, *(path.with_name(f"{path.name}.{number}") for number in range(1, FILES))):
        for line in reversed(_lines(file)):
            if limit <= 0:
                return
            if isinstance(entry := _parsed(line), dict):
                limit -= 1
                yield entry


def _lines(file: Path) -> list[bytes]:
    try:
        with file.open("rb") as opened:
            return opened.read(2 * FILE).splitlines()
    except OSError:
        return []


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _line(event: dict[str, Any]) -> str:
    text = json.dumps(event, default=str, ensure_ascii=False)
    if len(text) <= LINE:
        return text
    kept = {key: event[key] for key in ("timestamp", "level", "event") if key in event}
    return json.dumps(kept | {"cut": len(text)}, default=str, ensure_ascii=False)


def _short(value: Any) -> Any:
    return f"{value[:_TEXT]}…" if isinstance(value, str) and len(value) > _TEXT else value

"""Log lines: constant event text, data in keys, secrets blanked in one place."""

from __future__ import annotations

import contextlib
import logging
import re
import sys
from pathlib import Path
from typing import Any, TextIO, cast

import structlog

from shared.system.log_file import LogFile

_SECRET = frozenset(
    {
        "authorization",
        "password",
        "pairing_code",
        "pairing_string",
        "code_hash",
        "token",
        "access_token",
        "refresh_token",
    }
    | {"metrics_token", "assertion", "secret", "api_key", "private_key"}
)
_LOOKS_SECRET = re.compile(r"(?i:\bbearer\s+)\S+|\beyJ[\w-]+\.[\w-]+\.[\w-]*|\bfelloe://\S+")
"""An authorization header, a signed token, a pairing string: wherever in a text they are."""


def configure(level: int = logging.INFO, file: Path | None = None, *, as_json: bool = False) -> None:
    """Send this process's log lines to stderr: readable on a terminal, else (or where wanted) JSON; and to `file`."""
    for earlier in structlog.get_config()["processors"]:
        if isinstance(earlier, LogFile):
            earlier.close()
    tty = sys.stderr.isatty() and not as_json
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # what it says of a stop, we say ourselves
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            *([LogFile(file)] if file else []),
            structlog.dev.ConsoleRenderer() if tty else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Unbroken(sys.stderr))),
    )


class _Unbroken:
    """Whoever read the lines may have gone, or the disk be full that they went to: nothing else ends with that."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()


def redacted(event: dict[str, Any]) -> dict[str, Any]:
    """A log line without what must not be read by others."""
    return {key: "…" if key.lower() in _SECRET else _blanked(value) for key, value in event.items()}


def _blanked(value: Any) -> Any:
    if isinstance(value, dict):
        return redacted(value)
    if isinstance(value, list | tuple):
        return [_blanked(each) for each in value]
    return _LOOKS_SECRET.sub("…", value) if isinstance(value, str) else value


def _redact(_logger: Any, _method: str, event: Any) -> Any:
    return redacted(event)

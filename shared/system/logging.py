"""Log lines: constant event text, data in keys, secrets blanked in one place."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

_SECRET = frozenset(
    {"authorization", "password", "pairing_code", "token", "access_token", "assertion", "secret", "api_key"}
)


def configure(level: int = logging.INFO) -> None:
    """Send this process's log lines to stderr: readable on a terminal, JSON elsewhere."""
    tty = sys.stderr.isatty()
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # what it says of a stop, we say ourselves
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _redact,
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if tty else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _redact(_logger: Any, _method: str, event: Any) -> Any:
    for key in _SECRET & event.keys():
        event[key] = "…"
    return event

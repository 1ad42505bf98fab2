"""What a node lets go of when its time is over: questions, calls, rows of the audit, deleted chats, figures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.errors import FelloeError

log = structlog.get_logger()

_EXPIRE_S = 60.0
"""Between two looks for what is too old."""


async def keep_expiring(*parts: Callable[[], Awaitable[object]]) -> None:
    """Until cancelled. Where the disk is full for a while, it is looked for again after that."""
    while True:
        try:
            for expire in parts:
                await expire()
        except FelloeError as error:
            log.warning("nothing expired", reason=error.message)
        await asyncio.sleep(_EXPIRE_S)

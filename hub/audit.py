"""The audit of calls: lines are gathered and written together, so that no call waits for the disk.

Sign-ins, pairings and admin acts write theirs in the transaction of the act itself. A hub that is killed loses at most
the calls of the last `_EVERY_S`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from hub.store import audit
from hub.store.records import AuditLine
from hub.store.store import Store
from shared.errors import FelloeError

_EVERY_S = 0.25
_MOST = 10_000
_KEEP_DAYS = 365
_KEEP_LINES = 1_000_000
_RETAIN_S = 3600.0

log = structlog.get_logger()


class Audit:
    def __init__(self, store: Store, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._now_ms = now_ms
        self._lines: list[AuditLine] = []
        self._any = asyncio.Event()
        self._flushing = asyncio.Lock()

    def record(self, actor: str, action: str, user: str, **details: Any) -> None:
        if len(self._lines) >= _MOST:
            log.error("audit line dropped", action=action, actor=actor)
            return
        self._lines.append(AuditLine(self._now_ms(), actor, action, user, details))
        self._any.set()

    async def now(self, actor: str, action: str, user: str = "", **details: Any) -> None:
        """Write a line at once, for an act that has no transaction of its own."""
        line = AuditLine(self._now_ms(), actor, action, user, details)
        await self._store.write(lambda session: audit.add(session, [line]))

    async def run(self) -> None:
        """Write what is recorded, until cancelled; `flush` afterwards writes the rest."""
        while True:
            await self._any.wait()
            await asyncio.sleep(_EVERY_S)
            try:
                await self.flush()
            except FelloeError as error:
                log.warning("audit not written yet", lines=len(self._lines), code=error.code, reason=error.message)

    async def flush(self) -> None:
        """Lines that cannot be written (a full disk) stay, and are tried again with the next ones."""
        async with self._flushing:
            lines = self._lines[:]
            self._any.clear()
            if lines:
                await self._store.write(lambda session: audit.add(session, lines))
                del self._lines[: len(lines)]

    async def find(self, limit: int, **filters: Any) -> list[AuditLine]:
        """The newest first; `filters` as in `hub.store.audit.find`."""
        await self.flush()
        return await self._store.read(lambda session: audit.find(session, limit, **filters))

    async def retain(self) -> None:
        """Forget what is older than `_KEEP_DAYS` or beyond `_KEEP_LINES`, until cancelled."""
        while True:
            before_ms = self._now_ms() - _KEEP_DAYS * 24 * 3600 * 1000
            try:
                gone = await self._store.write(partial(audit.forget, before_ms=before_ms, keep=_KEEP_LINES))
                if gone:
                    log.info("old audit lines forgotten", lines=gone)
            except FelloeError as error:
                log.warning("old audit lines not forgotten", reason=error.message)
            await asyncio.sleep(_RETAIN_S)

"""What is kept of calls: their rows for as long as somebody needs them, and of each that ended a line for the admin."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog

from hub.audit import Audit
from hub.channel.effects import Ended
from hub.meter import Meter
from hub.store import calls as rows
from hub.store.store import Store
from shared.errors import FelloeError

log = structlog.get_logger()

_SWEEP_S = 300.0


class Ledger:
    def __init__(self, store: Store, audit: Audit, meter: Meter, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._audit = audit
        self._meter = meter
        self._now_ms = now_ms

    async def open_calls(self) -> tuple[list[Any], int]:
        """(rows of what is on its way, the time in milliseconds that their deadlines are to be held to)."""
        return await self._store.core_read(rows.open_calls), self._now_ms()

    async def find(self, call_id: str) -> Any | None:
        return await self._store.core_read(lambda core: rows.find(core, call_id))

    async def for_device(self, device: str) -> tuple[list[str], list[tuple[str, bool]]]:
        return await self._store.core_read(lambda core: rows.for_device(core, device))

    async def keep(self, batch: rows.Batch) -> rows.Written:
        """Deadlines come in seconds of the event loop's clock, which means nothing to the next process."""
        now_ms, now = self._now_ms(), asyncio.get_running_loop().time()
        for changes in (*batch.inserts.values(), *batch.updates.values()):
            if "deadline" in changes:
                changes["deadline_ms"] = now_ms + round((changes.pop("deadline") - now) * 1000)
        return await self._store.core_write(lambda core: rows.write(core, batch, now_ms))

    def ended(self, ended: Ended) -> None:
        routed = ended.call
        call = routed.call
        by_device = routed.caller != routed.user
        self._meter.called(routed.user, routed.caller if by_device else "", ended.code)
        log.info("call ended", call=call.id, caller=routed.caller, callee=routed.callee, outcome=ended.code)
        self._audit.record(
            f"device {routed.caller}" if by_device else f"user {routed.caller}",
            "call",
            routed.user,
            id=call.id,
            function=f"{call.target}:{call.skill}.{call.function}",
            device=routed.callee,
            principal=call.principal.kind,
            outcome=ended.code,
        )

    async def sweep(self) -> None:
        """Forget old calls, until cancelled."""
        while True:
            try:
                await self._store.core_write(lambda core: rows.sweep(core, self._now_ms()))
            except FelloeError as error:
                log.warning("old calls not forgotten", reason=error.message)
            await asyncio.sleep(_SWEEP_S)

"""Figures of requests to models: totals since the start for `/metrics`, and a row for each, written together.

Counting is an addition in memory. A hub that is killed loses at most `_EVERY_S` of it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial

import structlog

from hub.store import model_use
from hub.store.records import ModelRequest
from hub.store.store import Store
from shared.errors import BY_CODE, FelloeError
from shared.system.prices import Prices

_EVERY_S = 5.0
_MOST = 10_000
"""Rows that wait for a database that cannot be written."""

_KEEP_DAYS = 90
_KEEP = 200_000
"""Rows of single requests, whichever of the two is less."""

_HOUR_MS = 3600 * 1000

log = structlog.get_logger()


class ModelMeter:
    def __init__(self, store: Store, prices: Prices, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._prices = prices
        self._now_ms = now_ms
        self._retained_ms = 0
        self._rows: list[ModelRequest] = []
        self._flushing = asyncio.Lock()

        self.requests: Counter[tuple[str, str]] = Counter()
        """By (model, outcome)."""

        self.tokens: Counter[tuple[str, str]] = Counter()
        """By (model, prompt or completion)."""

        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.cost_nanos: Counter[str] = Counter()

    def record(self, row: ModelRequest) -> None:
        self.requests[row.model, row.outcome if row.outcome in BY_CODE else "ok"] += 1
        self.tokens[row.model, "prompt"] += row.prompt_tokens
        self.tokens[row.model, "completion"] += row.completion_tokens
        self.seconds[row.model] += row.ms / 1000
        self.cost_nanos[row.model] += row.cost_nanos or 0
        if len(self._rows) >= _MOST:
            log.error("use of a model not kept", model=row.model)
            return
        self._rows.append(row)

    async def run(self) -> None:
        """Write what is recorded, and read prices that changed, until cancelled; `flush` afterwards writes the rest."""
        while True:
            await asyncio.sleep(_EVERY_S)
            await asyncio.to_thread(self._prices.refresh)
            try:
                await self.flush()
                await self._retain()
            except FelloeError as error:
                log.warning("use of models not written yet", rows=len(self._rows), reason=error.message)

    async def flush(self) -> None:
        """Rows that cannot be written stay, and are tried again with the next ones."""
        async with self._flushing:
            if rows := self._rows[:]:
                await self._store.core_write(partial(model_use.add, requests=rows))
                del self._rows[: len(rows)]

    async def _retain(self) -> None:
        """Forget single requests that are old, once an hour; their sums stay."""
        now_ms = self._now_ms()
        if now_ms - self._retained_ms < _HOUR_MS:
            return
        self._retained_ms = now_ms
        await self._store.core_write(
            partial(model_use.forget, before_ms=now_ms - _KEEP_DAYS * 24 * _HOUR_MS, keep=_KEEP)
        )

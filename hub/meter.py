"""What is counted: totals since the start for `/metrics`, and each device's use, by day, for `felloe-hub usage`.

Counting is an addition in memory. Use is written every `_EVERY_S`; a hub that is killed loses at most that of it.
"""

from __future__ import annotations

import asyncio
import datetime
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Protocol

import structlog

from hub.store import usage
from hub.store.records import Device
from hub.store.store import Store
from hub.store.usage import Use
from shared.errors import BY_CODE, FelloeError

_EVERY_S = 10.0
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the durations of requests, in seconds."""

log = structlog.get_logger()


class Carries(Protocol):
    """A device's channel."""

    device: Device

    def take_use(self) -> tuple[int, float]:
        """(bytes both ways, seconds) since this was last asked."""


class Meter:
    def __init__(self, store: Store, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._now_ms = now_ms
        self._uses: defaultdict[tuple[str, str], Use] = defaultdict(Use)
        """By (user id, device id or "")."""

        self.calls: Counter[str] = Counter()
        """By outcome: "ok", or the code of an error of ours, or "other"."""

        self.sync_ops: Counter[str] = Counter()
        self.sync_bytes: Counter[str] = Counter()
        self.channel_bytes = 0
        self.requests: defaultdict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
        """By (method, route, status): how many took up to each bound."""

        self.request_seconds: defaultdict[tuple[str, str, int], float] = defaultdict(float)

    def called(self, user_id: str, device_id: str, code: str | None) -> None:
        outcome = "ok" if code in (None, "ok") else code if code in BY_CODE else "other"
        self.calls[str(outcome)] += 1
        use = self._uses[user_id, device_id]
        use.calls += 1
        use.failed += outcome != "ok"

    def synced(self, user_id: str, device_id: str, direction: str, ops: int, size: int) -> None:
        """`direction`: pushed or pulled."""
        self.sync_ops[direction] += ops
        self.sync_bytes[direction] += size
        self._uses[user_id, device_id].sync_bytes += size

    def carried(self, connection: Carries) -> None:
        """What went over a device's channel since it was last asked, and how long it was there; at its end too."""
        size, seconds = connection.take_use()
        self.channel_bytes += size
        use = self._uses[connection.device.user_id, connection.device.id]
        use.channel_bytes += size
        use.connected_ms += round(seconds * 1000)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self.requests[method, route, status][bisect_left(BUCKETS, seconds)] += 1
        self.request_seconds[method, route, status] += seconds

    async def run(self, connections: Callable[[], Iterable[Carries]]) -> None:
        """Write what each device used, until cancelled; `flush` afterwards writes the rest."""
        while True:
            await asyncio.sleep(_EVERY_S)
            for connection in connections():
                self.carried(connection)
            try:
                await self.flush()
            except FelloeError as error:
                log.warning("usage not written", reason=error.message)

    async def flush(self) -> None:
        """What cannot be written stays, and is tried again with the next."""
        uses, self._uses = self._uses, defaultdict(Use)
        if not uses:
            return
        day = datetime.datetime.fromtimestamp(self._now_ms() / 1000, datetime.UTC).strftime("%Y-%m-%d")
        try:
            await self._store.core_write(lambda core: usage.add(core, day, uses))
        except FelloeError:
            for key, use in uses.items():
                self._uses[key] += use
            raise

"""How the other devices look from this one: how long each takes to answer, and how many calls wait for it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from shared.call_states import CallState
from shared.errors import FelloeError
from spoke.node.bodies.calls import LISTED, CommandInfo
from spoke.ui.devices.device_rows import DeviceMetrics
from spoke.ui.services import Services
from spoke.ui.work.refresh import Refresh


def waiting_for(calls: Iterable[CommandInfo]) -> dict[str, int]:
    """How many calls have not come to their device, for this one or the hub has them: by its id, or by the handle where
    that is all that is known."""
    waiting = (call for call in calls if call.state in (CallState.QUEUED, CallState.SENT))
    return dict(Counter(call.device_id or call.device or call.path.partition(":")[0] for call in waiting))


class DeviceMonitor(QObject):
    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.metrics = DeviceMetrics()
        self._calls = Refresh(services.tasks, self._read_calls)
        self._delays = Refresh(services.tasks, self._read_delays)

    def count_calls(self) -> None:
        self._calls.ask()

    def measure(self) -> None:
        """It asks each device that is online."""
        self._delays.ask()

    async def _read_calls(self) -> None:
        calls = (await self._services.node.client.commands(LISTED)).calls
        self.metrics = replace(self.metrics, waiting=waiting_for(calls))
        self.changed.emit()

    async def _read_delays(self) -> None:
        devices, own = self._services.devices.all, self._services.node.own_id
        others = [each.handle for each in devices if each.state == "online" and each.id != own]
        delays = await asyncio.gather(*map(self._delay, others))
        found = {handle: delay for handle, delay in zip(others, delays, strict=True) if delay is not None}
        self.metrics = replace(self.metrics, delay_ms=found)
        self.changed.emit()

    async def _delay(self, handle: str) -> float | None:
        began = time.perf_counter()
        try:
            await self._services.node.client.on(handle).status()
        except FelloeError:
            return None
        return (time.perf_counter() - began) * 1e3

"""What waits for the user's word on their other devices.

Rules of this module:
- each device owns its questions; here is only what was read from it, in memory, until it says that something changed or
  its connection does;
- a device that does not answer keeps nobody from seeing what the others ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from shared.api import DeviceInfo, DevicesReply
from shared.errors import DeadlineExceeded, FelloeError
from shared.system.clock import now_ms
from shared.timeouts import TIMEOUTS
from spoke.node.bodies.approvals import AsksReply, DeviceAsks

_AT_ONCE = 8
_PAUSE_S = 0.5
"""Between two readings of a device that says again and again that something changed."""


class AsksElsewhere:
    """`read` asks one device by its handle; `devices` the hub; `changed` is called when something may be different."""

    def __init__(
        self,
        devices: Callable[[], Awaitable[DevicesReply]],
        read: Callable[[str], Awaitable[AsksReply]],
        changed: Callable[[], None],
    ) -> None:
        self._devices = devices
        self._read = read
        self._changed = changed
        self._known: dict[str, AsksReply] = {}
        self._cut: dict[str, set[int]] = {}
        """By handle: those that were too long to be shown whole, as they were read last."""

        self._heard: dict[str, bool] = {}
        """Those that said so a moment ago: whether they did again since."""

        self._changes = 0
        self._room = asyncio.Semaphore(_AT_ONCE)

    def forget(self, device_id: str | None = None) -> None:
        """What was read from that device counts no more; without one, what was read from any."""
        self._changes += 1
        if device_id is None:
            self._known.clear()
        else:
            self._known.pop(device_id, None)
        self._changed()

    def cut(self, handle: str, ask_id: int) -> bool:
        """Whether this question was not shown whole here."""
        return ask_id in self._cut.get(handle, ())

    def heard(self, device_id: str) -> None:
        """That device says that its questions are others now."""
        if device_id in self._heard:
            self._heard[device_id] = True
            return
        self._heard[device_id] = False
        asyncio.get_running_loop().call_later(_PAUSE_S, self._paused, device_id)
        self.forget(device_id)

    def _paused(self, device_id: str) -> None:
        if self._heard.pop(device_id):
            self.heard(device_id)

    async def all(self, own_id: str) -> list[DeviceAsks]:
        """Of each device that is online but this one. Raises what the hub says."""
        found = [each for each in (await self._devices()).devices if each.id != own_id and each.state == "online"]
        return list(await asyncio.gather(*(self._of(each) for each in found)))

    async def _of(self, device: DeviceInfo) -> DeviceAsks:
        try:
            async with self._room:
                known = self._known.get(device.id)
                if known is None:
                    known = await self._fresh(device)
        except FelloeError as error:
            return DeviceAsks(device=device.handle, here=False, problem=error.body())
        asks = [each for each in known.asks if each.expires_ms > now_ms()]
        return DeviceAsks(device=device.handle, here=False, asks=asks, more=known.more)

    async def _fresh(self, device: DeviceInfo) -> AsksReply:
        before = self._changes
        try:
            async with asyncio.timeout(TIMEOUTS.http_request / 2):
                read = await self._read(device.handle)
        except TimeoutError:
            raise DeadlineExceeded(f"{device.handle} did not answer in time.") from None
        self._cut[device.handle] = {each.id for each in read.asks if each.too_long}
        if before == self._changes:  # else it may be old already
            self._known[device.id] = read
        return read

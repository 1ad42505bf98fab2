"""The streams of each device, kept for a while when its connection is cut, so that they can go on over the next one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from shared.errors import FelloeError, StreamLost
from shared.ids import new_id
from shared.messages import Hello
from shared.streams.mux import HUB
from shared.system.streams import StreamHandlers, Streams
from shared.timeouts import Timeouts


@dataclass(slots=True)
class Lease:
    id: str
    boot_id: str
    streams: Streams
    timer: asyncio.TimerHandle | None = None
    """Runs while the device has no connection."""


class Leases:
    def __init__(self, timeouts: Timeouts, handlers: StreamHandlers) -> None:
        self._timeouts = timeouts
        self._handlers = handlers
        self._leases: dict[str, Lease] = {}

    def take(self, device_id: str, hello: Hello) -> tuple[Lease, bool]:
        """The lease for a device that has just connected, and whether it is the one that it had."""
        held = self._leases.get(device_id)
        if held is not None:
            _stop(held)
            if (held.id, held.boot_id) == (hello.resume, hello.boot_id):
                return held, True
            held.streams.close(StreamLost("The device started anew."))
        lease = Lease(new_id(), hello.boot_id, Streams(HUB, self._handlers, device_id))
        self._leases[device_id] = lease
        return lease, False

    def leave(self, device_id: str) -> None:
        """The device has no connection now."""
        if lease := self._leases.get(device_id):
            _stop(lease)
            loop = asyncio.get_running_loop()
            lease.timer = loop.call_later(
                self._timeouts.lease, self.end, device_id, StreamLost("The device did not come back.")
            )

    def end(self, device_id: str, error: FelloeError) -> None:
        if lease := self._leases.pop(device_id, None):
            _stop(lease)
            lease.streams.close(error)

    def streams(self, device_id: str) -> int:
        """How many the device has now."""
        held = self._leases.get(device_id)
        return held.streams.count() if held else 0

    def close(self) -> None:
        """The hub stops."""
        for device_id in list(self._leases):
            self.end(device_id, StreamLost("The hub stopped."))


def _stop(lease: Lease) -> None:
    if lease.timer is not None:
        lease.timer.cancel()
        lease.timer = None

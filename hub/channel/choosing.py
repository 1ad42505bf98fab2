"""Which device a call goes to: the one that it names, or the least busy of those that offer its function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from hub.channel.connection import Connection
from hub.channel.connections import Connections
from hub.channel.routed import Routed
from hub.store.records import Device
from shared.errors import DeviceOffline, LimitExceeded, NotFound
from shared.limits import LIMITS
from shared.messages import Call, Caller

Lookup = Callable[[str, str], Awaitable[Device | None]]
"""(user id, handle) to the device, connected or not; asked only when a call finds no connection."""


class Choosing:
    """`load`: how many calls a device works on."""

    def __init__(self, connections: Connections, load: Callable[[str], int], lookup: Lookup) -> None:
        self._connections = connections
        self._load = load
        self._lookup = lookup

    async def callee(self, routed: Routed) -> Caller | None:
        """The connected device for a new call; none if it waits for one. Raises what the caller is to be told."""
        call, user = routed.call, routed.user
        if len(call.chain) >= LIMITS.call_depth:
            raise LimitExceeded(f"Calls may be {LIMITS.call_depth} deep, not deeper.", limit="depth")
        if call.target is None or call.target == "any":
            routed.anywhere = True
            found = self.best(routed)
            if found is None and not call.wait_s:
                what = f"{call.skill}.{call.function}"
                raise DeviceOffline(f"No device that is online offers {what}. `felloe skills` shows what there is.")
            return found
        connection = self._connections.by_handle(user, call.target)
        if connection is not None:
            routed.repeatable = _repeatable(connection, call)
            return connection.caller
        device = await self._lookup(user, call.target)
        if device is None:
            raise NotFound(f"There is no device {call.target}. `felloe devices` shows yours.", device=call.target)
        if not call.wait_s:
            raise DeviceOffline(f"{call.target} is offline. Try again when it is back.", device=call.target)
        routed.callee, routed.handle = device.id, device.handle
        return None

    def best(self, routed: Routed) -> Caller | None:
        """The least busy device that offers the function, another one than the caller if there is one."""
        offering = [
            found
            for found in self._connections.of_user(routed.user)
            if found.device.id not in routed.tried
            and self._load(found.device.id) < LIMITS.calls_in_flight
            and offers(found, routed.call)
        ]
        if not offering:
            return None
        best = min(
            offering,
            key=lambda found: (found.device.id == routed.caller, found.state != "online", self._load(found.device.id)),
        )
        routed.repeatable = _repeatable(best, routed.call)
        return best.caller


def offers(connection: Connection, call: Call) -> bool:
    offer = connection.offers.get((call.skill, call.function))
    return offer is not None and offer.takes(call)


def _repeatable(connection: Connection, call: Call) -> bool:
    offer = connection.offers.get((call.skill, call.function))
    return offer is not None and offer.repeatable

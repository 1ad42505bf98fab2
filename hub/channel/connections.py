"""Which devices are connected, and telling a user's other devices about it.

A device has at most one connection: a new socket takes the place of the old one at once, and the end of the old one
changes nothing any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from hub.channel.connection import Connection
from hub.channel.copies import Copies
from hub.channel.leases import Leases
from shared.api import DeviceState
from shared.errors import Conflict, CopiedFolder, Unauthenticated
from shared.messages import (
    CLOSE_COPIED,
    CLOSE_DRAIN,
    CLOSE_PROTOCOL,
    CLOSE_REPLACED,
    CLOSE_REVOKED,
    Goodbye,
    News,
    Poke,
    Presence,
    Problem,
)
from shared.system.streams import StreamHandlers
from shared.timeouts import Timeouts


class Connections:
    """`on_disconnect(device, unsent)` hears of each connection that was a device's current one and ended."""

    def __init__(self, timeouts: Timeouts, on_disconnect: Callable[[str, set[str]], None]) -> None:
        self._timeouts = timeouts
        self._on_disconnect = on_disconnect
        self.handlers = StreamHandlers()
        """Of streams that devices open."""
        self.leases = Leases(timeouts, self.handlers)
        self.copies = Copies()
        self._expected: dict[str, asyncio.TimerHandle] = {}
        """Devices that were told to come back at once; to others they are online until the timer ends."""
        self._current: dict[str, Connection] = {}
        self._users: dict[str, dict[str, Connection]] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self.draining = False

    def get(self, device_id: str) -> Connection | None:
        return self._current.get(device_id)

    def of_user(self, user_id: str) -> list[Connection]:
        return list(self._users.get(user_id, {}).values())

    def by_handle(self, user_id: str, handle: str) -> Connection | None:
        return next((found for found in self.of_user(user_id) if found.device.handle == handle), None)

    def state(self, device_id: str) -> DeviceState:
        found = self._current.get(device_id)
        return found.state if found else "online" if device_id in self._expected else "offline"

    def all(self) -> list[Connection]:
        return list(self._current.values())

    def count(self) -> int:
        return len(self._current)

    def attach(self, new: Connection) -> None:
        """Raises `CopiedFolder`; the old connection is ended then too."""
        device = new.device
        old = self._current.get(device.id)
        if old is not None:
            self._check_copied(old, new)
        expected = self._expected.pop(device.id, None)
        if expected is not None:
            expected.cancel()
        self._current[device.id] = new
        self._users.setdefault(device.user_id, {})[device.id] = new
        self._empty.clear()
        if old is not None:
            old.release()
            self._on_disconnect(device.id, old.outbox.unsent_calls())
            error = Conflict("Another connection of this device took over.")
            old.close(CLOSE_REPLACED, Problem(error=error.body()))
        if (old is None and expected is None) or (old is not None and old.state != "online"):
            self._tell(new, "online")

    def _check_copied(self, old: Connection, new: Connection) -> None:
        try:
            self.copies.taken_over(new.device.id, old.boot_id, new.boot_id, asyncio.get_running_loop().time())
        except CopiedFolder as error:
            self._remove(old, "offline")
            old.close(CLOSE_COPIED, Problem(error=error.body()))
            raise

    def detach(self, ended: Connection) -> None:
        """Whether it was replaced or not: only the current connection of a device is taken out."""
        if self._current.get(ended.device.id) is not ended:
            return
        if ended.renewed and not self.draining:
            device_id = ended.device.id
            self._remove(ended, None)
            loop = asyncio.get_running_loop()
            self._expected[device_id] = loop.call_later(self._timeouts.reconnect_grace, self._missed, ended)
        else:
            self._remove(ended, "offline")

    def _missed(self, gone: Connection) -> None:
        """It did not come back at once after all."""
        del self._expected[gone.device.id]
        self._tell(gone, "offline")

    def poke(self, user_id: str, server_seq: int) -> None:
        for connection in self.of_user(user_id):
            connection.send(Poke(server_seq=server_seq))

    def pass_news(self, about: Connection, what: str) -> None:
        """To the user's other devices, as far as they know what news are."""
        for other in self.of_user(about.device.user_id):
            if other is not about and other.hears_news:
                other.send(News(what=what, device_id=about.device.id))

    def revoke(self, device_id: str, why: str) -> None:
        """Cut a device off for good, and what it has open, relays too."""
        self.copies.forget(device_id)
        found = self._current.get(device_id)
        if found is not None:
            self._remove(found, "revoked")
        self.leases.end(device_id, Unauthenticated(why, reason="revoked"))
        if found is not None:
            found.close(CLOSE_REVOKED, Problem(error=Unauthenticated(why, reason="revoked").body()))

    def renew(self, device_id: str, why: str) -> None:
        """Have a device connect again, because what it was told in its welcome has changed."""
        if found := self._current.get(device_id):
            found.renewed = True
            found.close(CLOSE_DRAIN, Goodbye(reason=why))

    def renew_all(self, why: str) -> None:
        """The same for every device; they come back spread over some seconds."""
        for device_id in list(self._current):
            self.renew(device_id, why)

    async def drain(self) -> None:
        """Tell all to come back later, and wait until they are gone; at most `shutdown` / 2."""
        self.draining = True
        for connection in self._current.values():
            connection.close(CLOSE_DRAIN, Goodbye(reason="the hub stops"))
        try:
            async with asyncio.timeout(self._timeouts.shutdown / 2):
                await self._empty.wait()
        except TimeoutError:
            pass  # what is left is cut with the listener

    async def aclose(self) -> None:
        """End all streams, and what is done with them."""
        for timer in self._expected.values():
            timer.cancel()
        self.leases.close()
        await self.handlers.aclose()

    async def watch(self) -> None:
        """Find devices that went silent, for as long as the hub runs."""
        timeouts = self._timeouts
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep((timeouts.offline - timeouts.suspect) / 4)
            self.sweep(loop.time())

    def sweep(self, now: float) -> None:
        for connection in list(self._current.values()):
            silent_s = now - connection.heard
            if silent_s >= self._timeouts.offline:
                self._remove(connection, "offline")
                connection.close(CLOSE_PROTOCOL, Goodbye(reason="nothing was heard from this device"))
                continue
            state: Literal["online", "suspect"] = "suspect" if silent_s >= self._timeouts.suspect else "online"
            if state != connection.state:
                connection.state = state
                self._tell(connection, state)

    def _remove(self, connection: Connection, state: DeviceState | None) -> None:
        """`state`: what the user's other devices are told, if anything."""
        device = connection.device
        connection.release()
        self.leases.leave(device.id)
        del self._current[device.id]
        mine = self._users[device.user_id]
        del mine[device.id]
        if not mine:
            del self._users[device.user_id]
        if not self._current:
            self._empty.set()
        self._on_disconnect(device.id, connection.outbox.unsent_calls())
        if state is not None:
            self._tell(connection, state)

    def _tell(self, about: Connection, state: DeviceState) -> None:
        for other in self.of_user(about.device.user_id):
            if other is not about:
                other.send(Presence(device_id=about.device.id, state=state))

"""Streams to the hub, which outlive a connection: they go on over the next one, where that comes in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pydantic import BaseModel, JsonValue

from shared import messages
from shared.errors import FelloeError, HubUnreachable, StreamLost
from shared.messages import Open, Welcome
from shared.streams.mux import DEVICE
from shared.system.outbox import Outbox
from shared.system.streams import Stream, StreamHandlers, Streams


class LeasedStreams:
    """`problem`: why there is no connection, where it is known."""

    def __init__(self, handlers: StreamHandlers, problem: Callable[[], FelloeError | None]) -> None:
        self._handlers = handlers
        self._problem = problem
        self._streams = Streams(DEVICE, handlers)
        self._ends: asyncio.TimerHandle | None = None
        self.lease: str | None = None
        """What the hub knows them by, while it does."""

    def open(self, kind: str, about: BaseModel | dict[str, JsonValue]) -> Stream:
        """A new one. Raises `HubUnreachable`, `RateLimited`, `TooLarge`."""
        if not self._streams.attached:
            problem = self._problem()
            raise problem.anew() if problem else HubUnreachable("The hub has no streams.")
        return self._streams.open(kind, about)

    def receive(self, frame: bytes) -> None:
        """Raises `ProtocolError`."""
        self._streams.receive(frame)

    def opened(self, message: Open) -> None:
        self._streams.opened(message)

    def carry(self, welcome: Welcome, outbox: Outbox) -> None:
        """Go on with those of the last connection, or begin with none."""
        if self._ends:
            self._ends.cancel()
        if not welcome.resumed:
            self.end(StreamLost("The hub has started anew, or this device was away for too long."))
        self.lease = welcome.lease
        if messages.STREAMS in welcome.features:
            outbox.carry(self._streams, resumed=welcome.resumed)

    def leave(self, outbox: Outbox, lease_s: float) -> None:
        """The connection is gone. They may go on over the next one for `lease_s`."""
        outbox.carry(None)
        gone = StreamLost("This device was away from its hub for too long.")
        self._ends = asyncio.get_running_loop().call_later(lease_s, self.end, gone)

    def end(self, error: FelloeError) -> None:
        """With all that is open, for good."""
        if self._ends:
            self._ends.cancel()
        self.lease = None
        self._streams.close(error)
        self._streams = Streams(DEVICE, self._handlers)

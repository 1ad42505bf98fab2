"""Tells the faces what changed. An event names a thing to read again, so a slow face may miss repeats, never news."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from spoke.node.bodies.events import Event


class Events:
    """One for a node. Each face that listens has a set of things that changed since it last looked."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()
        self._closed = False

    def tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener.changed[event] = None
            listener.wake.set()

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for listener in self._listeners:
            listener.wake.set()

    async def listen(self) -> AsyncIterator[Event]:
        listener = _Listener()
        self._listeners.add(listener)
        try:
            while not self._closed:
                await listener.wake.wait()
                listener.wake.clear()
                changed, listener.changed = listener.changed, {}
                for event in changed:
                    yield event
        finally:
            self._listeners.discard(listener)


class _Listener:
    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.changed: dict[Event, None] = {}

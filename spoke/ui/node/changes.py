"""Waiting for the node to tell that something changed, for a task that then looks how it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from spoke.ui.node.connection import NodeConnection

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event, EventKind


class Changes(QObject):
    """Of what the node tells by one of `kinds`. It may have changed unheard, too: while the node was away."""

    def __init__(self, node: NodeConnection, *kinds: EventKind, parent: QObject) -> None:
        super().__init__(parent)
        self._kinds = {*kinds, "reset"}
        self._told = asyncio.Event()
        node.state_changed.connect(self._state)
        node.event_received.connect(self._heard)

    async def next(self) -> None:
        """Returns when something may have changed since the last return. Cancelling is safe."""
        await self._told.wait()
        self._told.clear()

    def _state(self, state: str) -> None:
        if state == "online":
            self._told.set()

    def _heard(self, event: Event) -> None:
        if event.kind in self._kinds:
            self._told.set()

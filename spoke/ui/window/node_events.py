"""What the node tells is handed to the places that are there; and the window serves the node as a face of its."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from shared.errors import FelloeError
from shared.timeouts import TIMEOUTS
from spoke.ui.window.watch import Watch
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event
    from spoke.node.client import NodeClient
    from spoke.ui.place import Place
    from spoke.ui.window.window import Window


class NodeEvents(QObject):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._node = window, window.node
        self.watch = Watch(window.services)
        self._status = Refresh(window.tasks, self._node.refresh_status)
        self._node.state_changed.connect(self._state)
        self._node.changed.connect(self._changed)

    def begin(self, place: Place) -> None:
        """With one that was made later."""
        if self._node.state == "online":
            place.refresh()

    def _changed(self, event: Event) -> None:
        self._status.ask()
        for place in self._window.places:
            place.on_event(event)

    def _state(self, state: str) -> None:
        if state == "online":
            self._window.tasks.start(self._serve(self._node.client))
            for place in self._window.places:
                place.refresh()

    async def _serve(self, client: NodeClient) -> None:
        """Also after a cut that was not the node's end."""
        while self._node.reached and self._node.client is client:
            with contextlib.suppress(FelloeError):
                await self._window.face.serve(client)
            await asyncio.sleep(TIMEOUTS.reconnect_min)

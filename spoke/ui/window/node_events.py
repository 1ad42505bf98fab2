"""What the node tells is handed to the places that are there, and what it asks of its faces is done in the window."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from shared.errors import FelloeError
from shared.timeouts import TIMEOUTS
from spoke.ui.services import Services
from spoke.ui.window.face import DesktopFace
from spoke.ui.window.places import Places
from spoke.ui.window.watch import Watch
from spoke.ui.work.refresh import Refresh

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event
    from spoke.node.client import NodeClient
    from spoke.ui.place import Place


class NodeEvents(QObject):
    def __init__(self, places: Places, services: Services, face: DesktopFace) -> None:
        super().__init__(places)
        self._places, self._face = places, face
        self._node, self._tasks = services.node, services.tasks
        self.watch = Watch(services)
        self._status = Refresh(self._tasks, self._node.refresh_status)
        self._node.state_changed.connect(self._state)
        self._node.event_received.connect(self._hand_on)
        places.made.connect(self._begin)

    def _begin(self, place: Place) -> None:
        """With one that was made later."""
        if self._node.state == "online":
            place.refresh()

    def _hand_on(self, event: Event) -> None:
        self._status.ask()
        for place in self._places.built:
            place.on_event(event)

    def _state(self, state: str) -> None:
        if state == "online":
            self._tasks.start(self._serve(self._node.client))
            for place in self._places.built:
                place.refresh()

    async def _serve(self, client: NodeClient) -> None:
        """Also after a cut that was not the node's end."""
        while self._node.reached and self._node.client is client:
            with contextlib.suppress(FelloeError):
                await self._face.serve(client)
            await asyncio.sleep(TIMEOUTS.reconnect_min)

"""What the window knows of its node and several places show: read in one place, heard from there by all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from spoke.ui.node.connection import NodeConnection
from spoke.ui.work.refresh import Refresh
from spoke.ui.work.tasks import TaskOwner

if TYPE_CHECKING:
    from spoke.node.bodies.events import Event, EventKind


class Cached(QObject):
    """Read when the node is there, and again whenever it tells of one of `kinds`. `updated`: it may be another now.

    Where it could not be read, what was known before stays.
    """

    updated = Signal()

    def __init__(self, node: NodeConnection, tasks: TaskOwner, *kinds: EventKind, doing: str = "") -> None:
        super().__init__()
        self._node = node
        self._kinds = {*kinds, "reset"}
        self._again = Refresh(tasks, self.read, doing)
        node.state_changed.connect(self._state)
        node.event_received.connect(self._heard)

    async def read(self) -> None:
        """Read it, and tell. Cancelling leaves what was known before."""
        raise NotImplementedError

    def refresh(self) -> None:
        self._again.ask()

    def _state(self, state: str) -> None:
        if state == "online":
            self.refresh()

    def _heard(self, event: Event) -> None:
        if event.kind in self._kinds:
            self.refresh()

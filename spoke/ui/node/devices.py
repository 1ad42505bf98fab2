"""The devices of the user, as the hub names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.errors import FelloeError, NotPaired
from spoke.ui.i18n.translate import tr
from spoke.ui.node.cached import Cached
from spoke.ui.node.connection import NodeConnection
from spoke.ui.work.tasks import TaskOwner

if TYPE_CHECKING:
    from shared.api import DeviceInfo


class Devices(Cached):
    def __init__(self, node: NodeConnection, tasks: TaskOwner) -> None:
        super().__init__(node, tasks, "devices", "hub", doing=tr("Reading the devices"))
        self.all: tuple[DeviceInfo, ...] = ()
        """None without a hub; what was known before while it is away."""

        self.problem: FelloeError | None = None
        """Why they could not be read the last time."""

    async def read(self) -> None:
        try:
            self.all, self.problem = tuple((await self._node.client.devices()).devices), None
        except NotPaired:
            self.all, self.problem = (), None
        except FelloeError as error:
            self.problem = error
        self.updated.emit()

    def put(self, device: DeviceInfo) -> None:
        """As it is now, which the hub said itself."""
        self.all = tuple(device if each.id == device.id else each for each in self.all)
        self.updated.emit()

    def name(self, handle: str) -> str:
        return next((device.name for device in self.all if device.handle == handle), handle)

    @property
    def here(self) -> str:
        """Name of this device; empty until its node says it."""
        status = self._node.status
        if status is None:
            return ""
        own = next((device for device in self.all if device.id == self._node.own_id), None)
        return own.name if own else status.name

"""The questions that wait for the person, on this device and on their others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spoke.ui.node.cached import Cached
from spoke.ui.node.connection import NodeConnection
from spoke.ui.work.refresh import Refresh
from spoke.ui.work.tasks import TaskOwner

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import AskInfo


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """`handle`: of the device that asks; empty for this one."""

    ask: AskInfo
    handle: str = ""


class Asks(Cached):
    def __init__(self, node: NodeConnection, tasks: TaskOwner) -> None:
        super().__init__(node, tasks, "asks")
        self.all: Mapping[str, OpenAsk] = {}
        """By the ask's id; one of another device has that before it."""

        self.more: tuple[str, ...] = ()
        """Handles of the devices that ask more than is known here."""

        self._others = Refresh(tasks, self._read_others)

    @property
    def here(self) -> list[AskInfo]:
        return [each.ask for each in self.all.values() if not each.handle]

    async def read(self) -> None:
        """Those of this device; to ask the others may take a while, and is waited for apart from these."""
        self._others.ask()
        here = {str(ask.id): OpenAsk(ask) for ask in (await self._node.client.asks()).asks}
        self._take(here, {name: each for name, each in self.all.items() if each.handle})

    async def _read_others(self) -> None:
        devices = (await self._node.client.asks_everywhere()).devices
        others = {
            f"{each.device}:{ask.id}": OpenAsk(ask, each.device)
            for each in devices
            if not each.here
            for ask in each.asks
        }
        self.more = tuple(each.device for each in devices if each.more)
        self._take({name: each for name, each in self.all.items() if not each.handle}, others)

    def _take(self, here: Mapping[str, OpenAsk], others: Mapping[str, OpenAsk]) -> None:
        self.all = {**here, **others}
        self.updated.emit()

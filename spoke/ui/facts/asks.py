"""The questions that wait for the person, on this device and on their others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spoke.ui.facts.fact import Fact
from spoke.ui.node_session import NodeSession
from spoke.ui.tasks import TaskOwner

if TYPE_CHECKING:
    from spoke.node.bodies.approvals import AskInfo


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """`handle`: of the device that asks; empty for this one."""

    ask: AskInfo
    handle: str = ""


class Asks(Fact):
    def __init__(self, node: NodeSession, tasks: TaskOwner) -> None:
        super().__init__(node, tasks, "asks")
        self.all: Mapping[str, OpenAsk] = {}
        """By the ask's id; one of another device has that before it."""

    @property
    def here(self) -> list[AskInfo]:
        return [each.ask for each in self.all.values() if not each.handle]

    async def read(self) -> None:
        """Those of this device first: to ask the others may take a while."""
        client = self._node.client
        here = {str(ask.id): OpenAsk(ask) for ask in (await client.asks()).asks}
        self._take({**here, **{name: each for name, each in self.all.items() if each.handle}})
        everywhere = await client.asks_everywhere()
        self._take(
            {
                f"{each.device}:{ask.id}" if not each.here else str(ask.id): OpenAsk(
                    ask, "" if each.here else each.device
                )
                for each in everywhere.devices
                for ask in each.asks
            }
        )

    def _take(self, now: Mapping[str, OpenAsk]) -> None:
        self.all = now
        self.was_read.emit()

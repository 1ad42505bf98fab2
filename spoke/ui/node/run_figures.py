"""How often each function ran, as the lists of functions show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.system.clock import now_ms

if TYPE_CHECKING:
    from spoke.node.bodies.runs import Figures
    from spoke.node.client import NodeClient

_DAY_MS = 24 * 3600 * 1000


async def figures_of_a_day(client: NodeClient) -> dict[str, Figures]:
    """Of the last 24 hours, by the function's path."""
    return {each.title: each for each in await client.run_figures(now_ms() - _DAY_MS)}

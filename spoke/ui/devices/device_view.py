"""What is known of one device, as it says itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.api import DeviceInfo
from shared.errors import FelloeError
from spoke.node.bodies.runs import Figures
from spoke.node.bodies.skills import Skill
from spoke.node.client import NodeClient
from spoke.ui.i18n.node_sentences import worded
from spoke.ui.i18n.translate import tr
from spoke.ui.node.run_figures import figures_of_a_day


@dataclass(frozen=True, slots=True)
class DeviceView:
    """`problem`: why it cannot be asked; `passing`: it may be asked soon again. `read`: it was asked."""

    device: DeviceInfo
    own: bool
    skills: tuple[Skill, ...] = ()
    figures: Mapping[str, Figures] = field(default_factory=dict)
    version: str = ""
    problem: str = ""
    passing: bool = False
    read: bool = False


async def view_of(client: NodeClient, device: DeviceInfo, *, own: bool) -> DeviceView:
    """Ask the device itself, if it is there. `client`: of this device's node."""
    if device.state == "revoked" and not own:
        return DeviceView(device, own)
    if not own and device.state != "online":
        problem = tr("{device} is offline. What it offers is shown when it is back.", device=device.name)
        return DeviceView(device, own, problem=problem)
    asked = client.on(None if own else device.handle)
    try:
        skills = (await asked.skills()).skills
        figures = await figures_of_a_day(asked)
        version = (await asked.status()).version
    except FelloeError as error:
        return DeviceView(device, own, problem=worded(error), passing=error.body().retryable)
    return DeviceView(device, own, tuple(skills), figures, version, read=True)

"""Asking somebody whether a run may do something. Who that is and how they are asked is the node's affair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.capability import Capability


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a run wants to do. `number` is the run's host call that needs it, the same again in a replay."""

    number: int
    asked: Capability
    offered: Capability
    """What might be granted for good: what the skill's author declared, which covers `asked`."""

    args: Mapping[str, Any]
    read: tuple[str, ...]
    """What this run has read before, from files or elsewhere: it may be what would now be sent out."""


class Approver(Protocol):
    async def approve(self, ask: Ask, patience_s: float) -> bool | None:
        """Whether it may; None where nobody answered within `patience_s` seconds. Must be safe to cancel."""
        ...


class Unanswered(Exception):
    """Nobody answered in time: the run is put aside."""

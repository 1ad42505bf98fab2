"""What the rows of one chat are laid out with, besides what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spoke.ui.chats.painted.pictures import Pictures

if TYPE_CHECKING:
    from sandbox.run_record import RunRecord
    from spoke.ui.node.devices import Devices


@dataclass(slots=True)
class RowContext:
    devices: Devices
    records: dict[str, RunRecord] = field(default_factory=dict)
    """Of runs, by id."""

    pictures: Pictures = field(default_factory=Pictures)
    """Attached pictures that were read, by hash."""

    open: set[str] = field(default_factory=set)
    """Folds that somebody opened."""

    begun_anew: set[str] = field(default_factory=set)
    """Answers of which what was seen is gone, for the model was asked again after the node was lost."""

    rooms: Callable[[str, float], float | None] = lambda _name, _width: None
    """How high the widget of an open ask is at a width, where there is one."""

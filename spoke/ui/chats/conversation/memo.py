"""What a turn was laid out to before: parts that say the same are taken again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from spoke.ui.chats.content.segments import Segment
from spoke.ui.chats.painted.part import Part, Placed
from spoke.ui.look.theme import Theme

Keyed = dict[tuple[object, ...], list[Part]]
"""Parts by what they were made from; code has a card for each time that it stands there."""


class Made(NamedTuple):
    """A part, with what `Placed` says of it."""

    part: Part
    written: str = ""
    stands_alone: bool = True


@dataclass(slots=True, eq=False)
class Grown:
    """The parts of what is sealed of a text that grows: more come, and no part is looked at again."""

    sealed: list[Segment]
    width: float
    theme: Theme
    count: int = 0
    """Segments that have parts."""

    made: list[Made] = field(default_factory=list)
    keyed: Keyed = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0


@dataclass(slots=True, eq=False)
class Memo:
    """Parts of a turn from before; `grown` by the key of their text."""

    parts: Keyed = field(default_factory=dict)
    grown: dict[str, Grown] = field(default_factory=dict)

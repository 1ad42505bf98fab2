"""What of the conversation is chosen with the pointer, over as many messages as it goes, to be copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spoke.ui.chats.conversation.model import TurnRow
from spoke.ui.chats.painted.part import Part


class Position(NamedTuple):
    """Of a turn, by its id: number of the part in its row, place in the text of that."""

    turn: str
    part: int
    at: int


_At = tuple[int, int, int]
"""Numbers of the row and of the part in it, and a place in its text."""


@dataclass(slots=True)
class Selection:
    row_of: Callable[[str], int]
    """Of a turn; -1 where it is not shown any more."""

    begin: Position | None = None
    end: Position | None = None

    def __bool__(self) -> bool:
        return self.begin is not None and self.begin != self.end

    def clear(self) -> None:
        self.begin = self.end = None

    def start(self, place: Position) -> None:
        self.begin = self.end = place

    def word(self, place: Position, part: Part) -> None:
        """Choose the word there."""
        left, right = part.around(place.at)
        self.begin, self.end = place._replace(at=left), place._replace(at=right)

    def all(self, rows: Sequence[TurnRow]) -> None:
        if rows:
            parts = rows[-1].laid.parts
            self.begin = Position(rows[0].turn.id, 0, 0)
            self.end = Position(rows[-1].turn.id, len(parts) - 1, len(parts[-1].part.text) if parts else 0)

    def of(self, row: int, number: int, part: Part) -> tuple[int, int] | None:
        """What is chosen of a part."""
        span = self._span()
        if span is None or not part.text:
            return None
        first, last = span
        here = (row, number)
        if not first[:2] <= here <= last[:2]:
            return None
        left = first[2] if here == first[:2] else 0
        right = last[2] if here == last[:2] else len(part.text)
        return (left, right) if left < right else None

    def text(self, rows: Sequence[TurnRow]) -> str:
        """To be copied: of several parts those that are chosen whole as the Markdown that they are."""
        found: list[tuple[Part, tuple[int, int]]] = []
        span = self._span()
        for number in range(span[0][0], span[1][0] + 1) if span else ():
            for place, placed in enumerate(rows[number].laid.parts):
                if some := self.of(number, place, placed.part):
                    found.append((placed.part, some))
        if len(found) == 1:
            return found[0][0].cut(*found[0][1])
        whole = [some == (0, len(part.text)) for part, some in found]
        return "\n\n".join(
            part.markdown if all_ else part.cut(*some) for all_, (part, some) in zip(whole, found, strict=True)
        )

    def _span(self) -> tuple[_At, _At] | None:
        if not self or self.begin is None or self.end is None:
            return None
        ends = sorted((self.row_of(place.turn), place.part, place.at) for place in (self.begin, self.end))
        return (ends[0], ends[1]) if ends[0][0] >= 0 else None

"""What of the conversation is chosen with the pointer, over as many messages as it goes, to be copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

_Chosen = tuple[Part, tuple[int, int]]
"""Of a part from where to where."""


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
        """To be copied: of several parts those that are chosen whole as the Markdown that they are, and a message of
        nothing but text as it was written, what is folded away too."""
        span = self._span()
        chosen = [(rows[number], self._in_row(number, rows[number])) for number in _numbers(span)]
        parts = [each for _, some in chosen for each in some]
        if len(parts) == 1:
            part, some = parts[0]
            return part.cut(*some)
        return "\n\n".join(said for row, some in chosen for said in _markdown(row, some))

    def _in_row(self, number: int, row: TurnRow) -> list[_Chosen]:
        parts = [(placed.part, self.of(number, place, placed.part)) for place, placed in enumerate(row.laid.parts)]
        return [(part, some) for part, some in parts if some]

    def _span(self) -> tuple[_At, _At] | None:
        if not self or self.begin is None or self.end is None:
            return None
        ends = sorted((self.row_of(place.turn), place.part, place.at) for place in (self.begin, self.end))
        return (ends[0], ends[1]) if ends[0][0] >= 0 else None


def _numbers(span: tuple[_At, _At] | None) -> range:
    """Of the rows that it goes over."""
    return range(span[0][0], span[1][0] + 1) if span else range(0)


def _markdown(row: TurnRow, chosen: list[_Chosen]) -> Iterator[str]:
    whole = [some == (0, len(part.text)) for part, some in chosen]
    texts = [placed.part for placed in row.laid.parts if placed.part.text]
    if row.turn.only_text and all(whole) and len(whole) == len(texts):  # else its cuts, and heads of tables, are copied
        yield row.turn.text.strip("\n")
        return
    for all_, (part, some) in zip(whole, chosen, strict=True):
        yield part.markdown if all_ else part.cut(*some)

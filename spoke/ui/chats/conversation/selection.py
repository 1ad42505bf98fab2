"""What of the conversation is chosen with the pointer, over as many messages as it goes, to be copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spoke.ui.chats.content.written import seam
from spoke.ui.chats.conversation.model import TurnRow
from spoke.ui.chats.painted.part import Part, Placed


class Position(NamedTuple):
    """Of a turn, by its id: number of the part in its row, place in the text of that."""

    turn: str
    part: int
    at: int


_At = tuple[int, int, int]
"""Numbers of the row and of the part in it, and a place in its text."""


class _Chosen(NamedTuple):
    """Of a part from where to where, or all of it."""

    placed: Placed
    some: tuple[int, int] | None


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
            self.begin = Position(rows[0].turn.id, 0, 0)
            self.end = Position(rows[-1].turn.id, len(rows[-1].laid.parts), 0)

    def of(self, row: int, number: int, part: Part) -> tuple[int, int] | None:
        """What is chosen of a part."""
        span = self._span()
        if span is None:
            return None
        first, last = span
        here = (row, number)
        if not first[:2] <= here <= last[:2]:
            return None
        left = first[2] if here == first[:2] else 0
        right = last[2] if here == last[:2] else part.extent
        return (left, right) if left < right else None

    def text(self, rows: Sequence[TurnRow]) -> str:
        """To be copied: what is chosen whole as it was written, folded away or not; of a line in part the words that
        are seen; between two what stood there."""
        chosen = list(self._chosen(rows))
        if len(chosen) == 1 and chosen[0].some:
            return _cut(chosen[0].placed, chosen[0].some, goes_on=False)
        texts: list[str] = []
        for number, each in enumerate(chosen):
            text = _copied(each, goes_on=number > 0)
            if each.placed.stands_alone or not texts:
                texts.append(text)
            else:
                texts[-1] += text
        return "\n\n".join(text.strip("\n") for text in texts if text.strip())

    def _chosen(self, rows: Sequence[TurnRow]) -> Iterator[_Chosen]:
        span = self._span()
        if span is None:
            return
        first, last = span[0][:2], span[1][:2]
        for number in range(first[0], last[0] + 1):
            for place, placed in enumerate(rows[number].laid.parts):
                if first < (number, place) < last:
                    yield _Chosen(placed, None)
                elif some := self.of(number, place, placed.part):
                    yield _Chosen(placed, some)

    def _span(self) -> tuple[_At, _At] | None:
        if not self or self.begin is None or self.end is None:
            return None
        ends = sorted((self.row_of(place.turn), place.part, place.at) for place in (self.begin, self.end))
        return (ends[0], ends[1]) if ends[0][0] >= 0 else None


def _copied(chosen: _Chosen, *, goes_on: bool) -> str:
    placed, some = chosen
    if some is None or some == (0, placed.part.extent):
        return placed.written
    text = _cut(placed, some, goes_on=goes_on)
    return text.rstrip() + seam(placed.written) if some[1] == placed.part.extent else text


def _cut(placed: Placed, some: tuple[int, int], *, goes_on: bool) -> str:
    return placed.part.cut(*some, placed.written, goes_on=goes_on)

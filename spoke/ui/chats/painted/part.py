"""What a row of the conversation is painted from: parts with a height, each at its place in the column.

A part answers what lies under a point (`Spot`) and, where its text can be chosen, which place of the text that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from spoke.ui.look.theme import Theme

Verb = Literal["link", "copy", "unfold", "inspect", "stop", "open", "continue", "again", "models"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Something to click on. `rect` is in the part's own coordinates."""

    verb: Verb
    value: str
    rect: QRectF = field(compare=False, default_factory=QRectF)

    def moved(self, by: QPointF) -> Spot:
        return Spot(self.verb, self.value, self.rect.translated(by))


Span = tuple[int, int]
"""Where a stretch of a text begins and ends."""


class Sideways:
    """Lines that are wider than their card are scrolled by themselves. `room`: how far they can be."""

    def __init__(self, room: float) -> None:
        self.room = max(0.0, room)
        self.offset = 0.0

    def move(self, by: float) -> None:
        self.offset = min(max(0.0, self.offset + by), self.room)


@dataclass(frozen=True, slots=True)
class Brush:
    """What every part is painted with. `hot`: the spot under the pointer. `words` are looked for, and marked."""

    painter: QPainter
    theme: Theme
    clip: QRectF
    hot: Spot | None = None
    words: tuple[str, ...] = ()


class Part:
    """Nothing of it can be clicked on or chosen, unless it says so."""

    height: float
    _sought: tuple[str, ...] = ()
    _found: Sequence[Span] = ()

    def found(self, words: tuple[str, ...]) -> Sequence[Span]:
        """Where they stand in its text; those that touch are one. The same as long as the same is looked for: it is
        painted again and again."""
        if words != self._sought:
            self._sought, self._found = words, _joined(occurrences(self.text, words))
        return self._found

    @property
    def text(self) -> str:
        """What of it can be chosen and copied."""
        return ""

    @property
    def extent(self) -> int:
        """How many places of it can be chosen; one where it is chosen as a whole."""
        return len(self.text)

    def paint(self, brush: Brush, at: QPointF, chosen: Span | None) -> None:
        raise NotImplementedError

    def spot(self, at: QPointF) -> Spot | None:
        return None

    def position(self, at: QPointF) -> int:
        """The place in the text that is nearest."""
        return 0

    def top_of(self, position: int) -> float:
        """Where the line with that place begins."""
        return 0.0

    def sideways(self, at: QPointF) -> Sideways | None:
        """What lies under the point and can be scrolled to the side."""
        return None

    def around(self, position: int) -> tuple[int, int]:
        """Where the word at a place begins and ends."""
        return word_at(self.text, position)

    def cut(self, begin: int, end: int, written: str = "", *, goes_on: bool = False) -> str:
        """What is copied of the text, of which all is `written`. `goes_on`: more is chosen before it."""
        return self.text[begin:end]


@dataclass(slots=True)
class Placed:
    """`written`: what is copied for all of it, up to where the next one begins. It goes on with what was written for
    the one before, unless it `stands_alone`."""

    part: Part
    at: QPointF
    written: str = ""
    stands_alone: bool = True


@dataclass(slots=True)
class Laid:
    """A row as it will be painted, in the coordinates of the column."""

    parts: list[Placed]
    height: float
    wide: float = 0.0
    """How far from its end the first line reaches, where it is the user's."""

    below: float = 0.0
    """The room at its foot for what stands at the left of a user's message, where that is too wide."""

    def number_at(self, y: float) -> int:
        """Of the part there, else of the nearest above; there may be thousands. 0 where there is none."""
        return max(0, bisect_right(self.parts, y, key=lambda placed: placed.at.y()) - 1)

    def same_until(self, before: Laid, top: float, bottom: float) -> float:
        """How far down it looks as `before` did, as far as that is seen between these two. The last part of what grows
        is never the same: a caret stands in it."""
        if not before.parts or (self.wide, self.below) != (before.wide, before.below):
            return 0.0
        last = before.parts[-1].at.y()
        for number, placed in self.between(top, bottom):
            was = before.parts[number] if number < len(before.parts) else None
            if was is None or was.part is not placed.part or was.at != placed.at:
                return min(last, placed.at.y())
        return last

    def near(self, at: QPointF) -> Placed | None:
        """The part under the point, else the nearest above it."""
        return self.parts[self.number_at(at.y())] if self.parts else None

    def between(self, top: float, bottom: float) -> Iterator[tuple[int, Placed]]:
        """The parts that reach in there, each with its number."""
        for number in range(self.number_at(top), len(self.parts)):
            placed = self.parts[number]
            if placed.at.y() > bottom:
                return
            if placed.at.y() + placed.part.height >= top:
                yield number, placed

    def spot(self, at: QPointF) -> Spot | None:
        placed = self.near(at)
        found = placed.part.spot(at - placed.at) if placed else None
        if found is None or placed is None:
            return None
        return found.moved(placed.at)


def occurrences(text: str, words: tuple[str, ...]) -> Iterator[Span]:
    """Where the words stand, whatever their case."""
    if words:
        either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        yield from (found.span() for found in re.finditer(either, text, re.IGNORECASE))


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for begin, end in spans:
        if found and found[-1][1] == begin:
            begin = found.pop()[0]
        found.append((begin, end))
    return found


def word_at(text: str, at: int) -> tuple[int, int]:
    """Letters, figures and underscores around a place."""
    left = right = at
    while left > 0 and (text[left - 1].isalnum() or text[left - 1] == "_"):
        left -= 1
    while right < len(text) and (text[right].isalnum() or text[right] == "_"):
        right += 1
    return left, right

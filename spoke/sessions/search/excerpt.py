"""Where in a text the sought words stand, and the piece of it that is shown for it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from spoke.sessions.search.query import Phrase
from spoke.sessions.search.words import Piece, fold, pieces

LENGTH = 160
"""Characters of an excerpt."""

_LEAD = 40
"""Characters shown before the first match."""

_PIECES = 50_000
"""Of a text that are looked at: a match far down in a very long one is found, but shown by the text's beginning."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    text: str
    marks: list[tuple[int, int]]
    """Begin and end of each match in `text`."""


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    phrase: int


def excerpt(text: str, phrases: Sequence[Phrase]) -> Excerpt:
    """The part of `text` in which most of the phrases stand close together, or its beginning; on one line."""
    places = _places(text, phrases)
    start, end = _window(text, places)
    lead, tail = "…" if start else "", "…" if end < len(text) else ""
    shift = len(lead) - start
    shown = "".join(" " if letter.isspace() else letter for letter in text[start:end])
    marks = [(each.start + shift, min(each.end, end) + shift) for each in places if start <= each.start < end]
    return Excerpt(lead + shown + tail, marks)


def holds(text: str, phrases: Sequence[Phrase]) -> bool:
    """Whether all phrases stand in the text."""
    return len({place.phrase for place in _places(text, phrases)}) == len(phrases)


def _places(text: str, phrases: Sequence[Phrase]) -> list[_Place]:
    there = list(islice(pieces(text), _PIECES))
    found: list[_Place] = []
    for at in range(len(there)):
        for number, phrase in enumerate(phrases):
            if place := _standing(text, there, at, phrase):
                found.append(_Place(*place, number))
                break
    return found


def _standing(text: str, there: list[Piece], at: int, phrase: Phrase) -> tuple[int, int] | None:
    """Where the phrase stands, if it begins at that piece: anywhere in a run, and with nothing in between."""
    sought = phrase.pieces
    if at + len(sought) > len(there):
        return None
    starts: list[int] = []
    ends: list[int] = []
    for number, piece in enumerate(sought):
        found = there[at + number]
        last = number == len(sought) - 1
        inner = _inner(found, piece, first=number == 0, last=last, begins=last and phrase.open)
        if inner is None:
            return None
        start, end = _original(text, found, *inner)
        starts.append(start)
        ends.append(end)
    return starts[0], ends[-1]


def _inner(found: Piece, sought: Piece, *, first: bool, last: bool, begins: bool) -> tuple[int, int] | None:
    """Which characters of the folded piece are meant."""
    if found.run != sought.run:
        return None
    size = len(found.folded)
    if not sought.run:
        same = found.folded.startswith(sought.folded) if begins else found.folded == sought.folded
        return (0, size) if same else None
    at = found.folded.find(sought.folded) if first else 0 if found.folded.startswith(sought.folded) else -1
    if first and not last and at >= 0:
        at = size - len(sought.folded) if found.folded.endswith(sought.folded) else -1
    if at < 0 or (not first and not last and size != len(sought.folded)):
        return None
    return at, at + len(sought.folded)


def _original(text: str, piece: Piece, start: int, end: int) -> tuple[int, int]:
    """Where these characters of a folded piece are in the text; all of the piece, where folding joined some."""
    whole = piece.start, piece.end
    if (start, end) == (0, len(piece.folded)) or not piece.run:
        return whole
    places = [at for at in range(*whole) for _ in fold(text[at])]
    return (places[start], places[end - 1] + 1) if len(places) == len(piece.folded) else whole


def _window(text: str, places: list[_Place]) -> tuple[int, int]:
    start = max(0, _best(places) - _LEAD) if places else 0
    if start + LENGTH >= len(text):
        start = max(0, len(text) - LENGTH)
    end = min(len(text), start + LENGTH)
    if start and (gap := text.find(" ", start, start + _LEAD // 2)) >= 0:
        start = gap + 1
    if end < len(text) and (gap := text.rfind(" ", end - _LEAD // 2, end)) >= 0:
        end = gap
    return start, end


def _best(places: list[_Place]) -> int:
    """Where the window begins that holds the most different phrases; the first of several."""
    room = LENGTH - _LEAD

    def held(first: _Place) -> int:
        return len({each.phrase for each in places if first.start <= each.start < first.start + room})

    return max(places[:200], key=held).start

"""What there is to call, for who has to choose: a search, and the lines that a model sees first. Pure.

Functions are indexed once; a search looks up its words and their beginnings. 1,000 functions: about a millisecond
(tests/bench/catalogue.py).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.api import FoundFunction

SKILL_TOKENS = 100
CATALOGUE_TOKENS = 1_500
_CHARS_PER_TOKEN = 4

MAX_WORDS = 8
"""Of a query: more say nothing more, and each costs time."""

_NAME, _SKILL, _DESCRIPTION, _DOC = 8.0, 5.0, 3.0, 1.0
_BEGINNING = 0.5
"""What the beginning of a word counts beside the whole word."""

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Entry:
    """One function. `description` is the skill's, `doc` the function's own; without a `device` it is on this one."""

    skill: str
    function: str
    description: str = ""
    doc: str = ""
    device: str = ""

    @property
    def path(self) -> str:
        return f"{self.skill}.{self.function}"


@dataclass(frozen=True, slots=True)
class Match:
    """One row: the function, and the devices that have it. A higher `score` is a better match."""

    entry: Entry
    devices: tuple[str, ...]
    score: float


def words(text: str) -> list[str]:
    """Its words without case and accents; `camelCase` and `snake_case` are two."""
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text))
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)).casefold())


class Catalogue:
    """Functions that can be searched. One that several devices offer is one row."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        rows: dict[str, list[Entry]] = {}
        for entry in entries:
            rows.setdefault(entry.path, []).append(entry)
        self._rows = [rows[path] for path in sorted(rows)]
        index: dict[str, dict[int, float]] = {}
        for number, row in enumerate(self._rows):
            for word, weight in _weights(row[0]).items():
                index.setdefault(word, {})[number] = weight
        self._words = sorted(index)
        self._index = index

    def __len__(self) -> int:
        return len(self._rows)

    def search(self, query: str, limit: int = 20) -> list[Match]:
        """The best matches first: those with all words of the query, or, where there are none, with the most of them.

        Without any word in it the query fits everything, in the order of the names.
        """
        wanted = list(dict.fromkeys(words(query)))[:MAX_WORDS]
        if not wanted:
            return [self._match(number, 0.0) for number in range(min(limit, len(self._rows)))]
        scores: dict[int, float] = {}
        counts: dict[int, int] = {}
        for word in wanted:
            for number, score in self._scores(word).items():
                scores[number] = scores.get(number, 0.0) + score
                counts[number] = counts.get(number, 0) + 1
        most = max(counts.values(), default=0)
        best = sorted((number for number, count in counts.items() if count == most), key=lambda n: (-scores[n], n))
        return [self._match(number, scores[number]) for number in best[:limit]]

    def _scores(self, word: str) -> dict[int, float]:
        """How well each function has this word, whole or as the beginning of one."""
        found: dict[int, float] = {}
        for place in range(bisect_left(self._words, word), len(self._words)):
            other = self._words[place]
            if not other.startswith(word):
                break
            share = 1.0 if other == word else _BEGINNING
            for number, weight in self._index[other].items():
                found[number] = max(found.get(number, 0.0), weight * share)
        return found

    def _match(self, number: int, score: float) -> Match:
        row = self._rows[number]
        return Match(row[0], tuple(entry.device for entry in row if entry.device), score)


def _weights(entry: Entry) -> dict[str, float]:
    """Each word of a function by the most prominent place that it stands in."""
    found: dict[str, float] = {}
    parts = ((entry.function, _NAME), (entry.skill, _SKILL), (entry.description, _DESCRIPTION), (entry.doc, _DOC))
    for text, weight in parts:
        for word in words(text):
            found.setdefault(word, weight)
    first = entry.doc.strip().partition("\n")[0]
    for word in words(first):
        found[word] = max(found[word], _DESCRIPTION)
    return found


def best(found: Sequence[FoundFunction], query: str) -> list[FoundFunction]:
    """Those that `Catalogue.search` finds, in its order; without any word in the query all, in their own."""
    if not words(query):
        return list(found)
    rows: dict[str, list[FoundFunction]] = {}
    for each in found:
        rows.setdefault(each.info.path, []).append(each)
    entries = tuple(Entry(each.info.skill, each.info.function, doc=each.info.description) for each in found)
    return [each for match in _indexed(entries).search(query, len(rows)) for each in rows[match.entry.path]]


@lru_cache(maxsize=4)
def _indexed(entries: tuple[Entry, ...]) -> Catalogue:
    """Somebody who types asks for the same functions again and again, and indexing them takes a hundred searches."""
    return Catalogue(entries)


def tokens(text: str) -> int:
    """About how many a model counts, rather too many: four letters of English to one, one of most other scripts."""
    plain = sum(char.isascii() for char in text)
    return -(-plain // _CHARS_PER_TOKEN) + len(text) - plain


def shortened(text: str, room: int) -> str:
    """One line of at most so many tokens, cut after a word."""
    line = " ".join(text.split())
    if tokens(line) <= room:
        return line
    end = 0
    used = 1.0
    while end < len(line) and used + (step := 1 / _CHARS_PER_TOKEN if line[end].isascii() else 1) <= room:
        used += step
        end += 1
    return f"{line[:end].rpartition(' ')[0] or line[:end]}…"


def line(name: str, description: str) -> str:
    """What a model sees of a skill that it has not chosen yet, in up to `SKILL_TOKENS`."""
    return shortened(f"{name}: {description}", SKILL_TOKENS)


def listing(skills: Sequence[tuple[str, str]]) -> str | None:
    """All lines, sorted by name; None where they are too many for a model, so that it has to search."""
    text = "\n".join(_lines(skills))
    return text if tokens(text) <= CATALOGUE_TOKENS else None


def _lines(skills: Sequence[tuple[str, str]]) -> Iterator[str]:
    return (line(name, description) for name, description in sorted(skills))

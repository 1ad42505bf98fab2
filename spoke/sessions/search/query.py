"""What somebody typed, as phrases that all must be found. Whatever is typed is a query; nothing in it is an operator
but quotation marks, which hold words together and end the guessing at the last one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spoke.sessions.search.words import Piece, pairs, pieces

MOST = 12
"""Phrases that count."""

_PART = re.compile(r'"([^"]*)"?|[^\s"]+')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Pieces that must stand side by side; the last may be the beginning of a word if it is `open`."""

    pieces: tuple[Piece, ...]
    open: bool

    def match(self) -> str:
        """The phrase in the language of FTS5, always quoted: no character of it means anything there."""
        kept: list[str] = []
        for piece in self.pieces:
            kept.extend(pairs(piece.folded) or [piece.folded] if piece.run else [piece.folded])
        quoted = '"' + " ".join(kept) + '"'
        last = self.pieces[-1]
        return quoted + (" *" if self.open or (last.run and len(last.folded) == 1) else "")

    @property
    def vague(self) -> bool:
        """Begins so many words that an index does not help: the newest messages are read instead."""
        last = self.pieces[-1]
        return self.open and not last.run and len(self.pieces) == 1 and len(last.folded) <= 3


def parse(query: str) -> list[Phrase]:
    """The phrases of a query; none if it holds no letter and no digit. The last word may still be being typed."""
    found: list[Phrase] = []
    for part in _PART.finditer(query):
        quoted = part[1] is not None
        unfinished = not quoted and part.end() == len(query)
        if inner := tuple(pieces(part[0])):
            found.append(Phrase(inner, open=unfinished and not inner[-1].run))
    return found[:MOST]


def match(phrases: list[Phrase]) -> str:
    return " AND ".join(phrase.match() for phrase in phrases)

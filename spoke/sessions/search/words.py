"""What a search compares: the words of a text without accents and case, alike when they are kept and when sought.

Rules of this module:
- pure, and the index depends on it: whoever changes what `words` gives raises `VERSION`, and nodes index anew;
- scripts that are written without spaces (Chinese, Japanese, Korean, Thai, …) are cut into overlapping pairs of
  characters: no dictionary is needed, and two characters of a sought word are found wherever the word stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

VERSION = 1

_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0edf"  # Lao
    "\u1000-\u109f"  # Burmese
    "\u1100-\u11ff\uac00-\ud7a3"  # Hangul: has spaces, but glues particles to its words
    "\u1780-\u17d3"  # Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana, half-width too
    "\u3105-\u312f"  # Bopomofo
)
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0970-\u0dff"
"""Accents and vowel signs that stand inside a word, which `\\w` does not know; the last ones are all of India's."""

_PIECE = re.compile(f"(?P<run>[{_UNSPACED}]+)|(?:[^\\W_{_UNSPACED}]|[{_MARKS}])+")
_LONGEST = 64
"""Characters of a word that count: what is longer is a key or an encoded file, and nobody types it."""

_KANA_MARKS = {0x3099, 0x309A}
"""They make another syllable of a kana, not an accented one."""


class _DropMarks(dict[int, int | None]):
    """For `str.translate`: combining marks go, everything else stays. Filled as characters are met."""

    def __missing__(self, code: int) -> int | None:
        kept = code if code in _KANA_MARKS or not unicodedata.combining(chr(code)) else None
        self[code] = kept
        return kept


_drop_marks = _DropMarks()


def fold(text: str) -> str:
    """Without accents, case and width: `É` is `e`, `ｶ` is `カ`; also `ß` is `ss`."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.casefold()).translate(_drop_marks)
    return unicodedata.normalize("NFC", bare).casefold()


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a run of a script without spaces, where it stands in the text."""

    start: int
    end: int
    folded: str
    run: bool


def pieces(text: str) -> Iterator[Piece]:
    for found in _PIECE.finditer(text):
        run = found["run"] is not None
        folded = fold(found[0]) if run else _folded_word(found[0][:_LONGEST])
        if folded:
            yield Piece(found.start(), found.end(), folded, run)


@lru_cache(maxsize=20_000)
def _folded_word(word: str) -> str:
    return fold(word)


def words(text: str) -> str:
    """What the index keeps of a text, separated by spaces. Each run ends in its last character alone."""
    kept: list[str] = []
    for piece in pieces(text):
        if piece.run:
            kept.extend(pairs(piece.folded))
            kept.append(piece.folded[-1])
        else:
            kept.append(piece.folded)
    return " ".join(kept)


def pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]

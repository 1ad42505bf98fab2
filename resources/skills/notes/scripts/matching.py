"""Which notes fit a query, how well, and which of their lines say so. Pure."""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

SNIPPET = 160
"""Characters of a line that are shown."""

_WORDS = re.compile(r'"([^"]+)"|(\S+)')
_TAG = re.compile(r"(?<![\w#&/\[(])#([^\W\d_][\w-]*(?:/[\w-]+)*)")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"})


def folded(text: str) -> str:
    """Without case and accents, so that `cafe` is `Café`."""
    if text.isascii():
        return text.lower()
    return "".join(_letter(letter) for letter in text)


@cache
def _letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one)).translate(_LETTERS)


def tags_in(text: str) -> set[str]:
    """The #tags of a note in small letters, those in code left out."""
    return {tag.lower() for line in _prose(text) if "#" in line for tag in _TAG.findall(line)}


def _prose(text: str) -> list[str]:
    """The lines that are no code."""
    lines, fence = [], ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip(" " + fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            lines.append(_CODE.sub("", line) if "`" in line else line)
    return lines


@dataclass(frozen=True, slots=True)
class Query:
    """All of `words` and `tags` must be there."""

    words: tuple[str, ...]
    tags: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        terms = [phrase or word for phrase, word in _WORDS.findall(text)]
        tags = [term[1:].lower() for term in terms if _TAG.fullmatch(term)]
        words = [" ".join(folded(term).split()) for term in terms if not _TAG.fullmatch(term)]
        if not any(words) and not tags:
            raise ValueError("There is nothing to search for. Give words or #tags.")
        return cls(tuple(dict.fromkeys(filter(None, words))), tuple(dict.fromkeys(tags)))

    def score(self, name: str, text: str) -> float:
        """0 where something is missing. A word in the title counts most, then in a heading, then in the text."""
        if self.tags and not self._has_tags(text):
            return 0
        title, body = folded(name), folded(text)
        headings = "\n".join(line for line in body.splitlines() if line.startswith("#"))
        total = float(len(self.tags))
        for word in self.words:
            times = len(_begins(word).findall(body))
            in_title = bool(_begins(word).search(title))
            if not times and not in_title:
                return 0
            total += 10 * in_title + 3 * bool(_begins(word).search(headings)) + math.log1p(times)
            total += bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", body))
        return total

    def _has_tags(self, text: str) -> bool:
        there = tags_in(text)
        return all(any(tag == one or tag.startswith(one + "/") for tag in there) for one in self.tags)

    def snippets(self, text: str, most: int = 3) -> list[str]:
        """The lines with the most of the words, in their order, cut around the first."""
        patterns = [_begins(word) for word in self.words] + [re.compile("#" + re.escape(tag)) for tag in self.tags]
        scored = []
        for number, line in enumerate(text.splitlines()):
            plain = folded(line)
            hits = [match.start() for pattern in patterns if (match := pattern.search(plain))]
            if hits:
                scored.append((-len(hits), number, _cut(line, min(hits))))
        best = sorted(scored)[:most]
        return [line for _, _, line in sorted(best, key=lambda one: one[1])]


@cache
def _begins(word: str) -> re.Pattern[str]:
    edge = r"(?<!\w)" if word[0].isalnum() else ""
    return re.compile(edge + re.escape(word).replace(r"\ ", r"\s+"))


def _cut(line: str, folded_at: int) -> str:
    """The part of a line around a place in its folded form, which may be longer or shorter."""
    at = length = 0
    while length < folded_at and at < len(line):
        length += len(_letter(line[at]))
        at += 1
    line, gone = line.strip(), len(line) - len(line.lstrip())
    if len(line) <= SNIPPET:
        return line
    begin = max(0, min(at - gone - SNIPPET // 3, len(line) - SNIPPET))
    end = begin + SNIPPET
    return ("…" if begin else "") + line[begin:end].strip() + ("…" if end < len(line) else "")

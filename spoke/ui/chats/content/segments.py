"""A message's Markdown in segments: stretches of prose, and code between fences. Pure.

Rules of this module:
- each segment means by itself what it means in the whole, so each is parsed and painted alone;
- more text at the end changes only the block that is still open: a stream parses nothing again that is sealed;
- none is much longer than `MOST`, so that the work for one stays short. What is longer is cut between its lines;
- a line is whatever somebody sent: no expression here goes over it more than once (`*+` and `++` take nothing back).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

from spoke.ui.chats.content.aligned_table import aligned

MOST = 3_000
"""Characters of a stretch of prose: a few milliseconds of parsing and layout."""

CODE_MOST = 4_000
_LONG, _MANY_LINES = 30_000, 1_500
_LINE = 1_000
"""Letters of a line of code that are shown beside each other: Qt draws all of a line, however little is in sight."""

CELL = 16
"""Characters that a cell of a table counts for besides its own: each is laid out by itself, in 20 to 40 microseconds.
A row has as many cells as the table has columns, however short its line is."""

_SEGMENT = 300
"""Characters that a segment counts for besides its own."""

_COLUMNS = 12
"""A table that has more is shown as code, which goes to the side: its columns would be a letter or two wide."""

_FENCE = re.compile(r"^( {0,3})(`{3,}+|~{3,}+)([^`\n]*+)$")
_FORMULA = {"$$": "$$", "\\[": "\\]"}
"""Lines that open a formula, each with what closes it."""

_ITEM = re.compile(r"^ {0,3}([-*+]|\d{1,9}[.)])(\s|$)")
_TABLE_RULE = re.compile(r"^ {0,3}\|?\s*+:?-++:?\s*+(\|\s*+:?-++:?\s*+)++\|?\s*+$")
_TABLE_ENDS = re.compile(r"^\s*+($|#{1,6}(\s|$)|>|([-*+]|\d{1,9}[.)])\s|([-*_])( *+\4){2,}+$)")
"""A line that is no row of the table above it, whatever bars it has."""

_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]++)\]:[ \t]*+\S.*$", re.MULTILINE)
_LABEL = re.compile(r"\[([^\[\]\n]++)\]")


@dataclass(frozen=True, slots=True)
class Segment:
    """`language` is none for prose. `goes_on`: it is the rest of what was too long for the one before it; `within` a
    line, which has no end between the two."""

    text: str
    language: str | None = None
    goes_on: bool = False
    within: bool = False
    aligned: bool = False
    """A table that is shown as code, each line a row of it."""

    headed: bool = False
    """The rest of a table, under a head that was written once."""

    at: int = field(default=0, compare=False)
    """Where what was written for it begins in the whole text; it goes on to where the next one's begins. Code of
    several segments is one there."""


@dataclass(frozen=True, slots=True)
class _Block:
    language: str | None
    lines: list[str]
    begin: int
    """Number of its first line."""


class _Line(NamedTuple):
    """One, or a piece of one that is too long. `at`: where it begins in the whole text; `within` one of its lines."""

    text: str
    at: int
    within: bool = False


def segments(text: str) -> list[Segment]:
    """The segments of a whole text."""
    lines = text.split("\n")
    found = list(_segments_of(_blocks(lines), _begins(lines)))
    if "]:" not in text or len(found) < 2:
        return found
    # The target of a link may be told anywhere in the text; the first one counts.
    targets = {each[1].casefold(): each[0] for each in reversed(list(_DEFINITION.finditer(text)))}
    return [_with_targets(each, targets) if each.language is None else each for each in found]


def first_of(found: Sequence[Segment], most: int) -> Sequence[Segment]:
    """As many as stand for `most` characters of prose, by the work that they are; all, if hardly more are left."""
    sums = list(accumulate(map(_weight, found)))
    return found if not sums or sums[-1] <= most * 1.25 else found[: max(1, bisect_right(sums, most))]


def _weight(segment: Segment) -> int:
    size = len(segment.text)
    return _SEGMENT + (size + CELL * segment.text.count("|") if segment.language is None else size // 2)


def _with_targets(segment: Segment, targets: dict[str, str]) -> Segment:
    """With the targets of its links; of many, or long ones, as many as it has text for."""
    wanted = dict.fromkeys(label.casefold() for label in _LABEL.findall(segment.text))
    lines: list[str] = []
    room = MOST
    for target in filter(None, map(targets.get, wanted)):
        room -= len(target) + 1
        if room < 0:
            break
        lines.append(target)
    return replace(segment, text="\n".join((segment.text, "", *lines))) if lines else segment


class GrowingText:
    """Text that comes in pieces. It is parsed when somebody asks, which is seldomer: what begins anew each time is all
    of the block that is still open, a list or code of any length."""

    def __init__(self, text: str = "") -> None:
        self.sealed: list[Segment] = []
        """Of what was parsed, those that no piece changes any more: they stay, and more come behind them."""

        self.open: list[Segment] = []
        """Those behind them."""

        self._text = text
        self._parsed = self._sealed_to = 0
        """Characters."""

        self._parsing = Lock()

    @property
    def segments(self) -> list[Segment]:
        return [*self.sealed, *self.open]

    @property
    def long(self) -> bool:
        """Some milliseconds of parsing: better done on another thread."""
        if self._parsed == len(self._text):
            return False
        left = len(self._text) - self._sealed_to
        return left > _LONG or self._text.count("\n", self._sealed_to) > _MANY_LINES

    def append(self, piece: str) -> None:
        self._text += piece

    def parse(self) -> None:
        """What came until now; on any thread."""
        with self._parsing:
            text = self._text
            if self._parsed == len(text):
                return
            lines = text[self._sealed_to :].split("\n")
            begins = _begins(lines, self._sealed_to)
            blocks = list(_blocks(lines[:-1]))  # the last line may still become anything
            if len(blocks) > 1:
                self.sealed += _segments_of(blocks[:-1], begins)
                lines, begins = lines[blocks[-1].begin :], begins[blocks[-1].begin :]
                self._sealed_to = begins[0]
            self.open = list(_segments_of(_blocks(lines), begins))
            self._parsed = len(text)


def _begins(lines: Sequence[str], at: int = 0) -> list[int]:
    """Where each line begins, if the first does `at`."""
    return list(accumulate((len(line) + 1 for line in lines[:-1]), initial=at))


def _segments_of(blocks: Iterable[_Block], begins: Sequence[int]) -> Iterator[Segment]:
    for block in blocks:
        yield from _parts(block, begins[block.begin : block.begin + max(1, len(block.lines))])


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """Stretches of lines that belong together."""
    prose: list[str] = []
    begin = number = 0
    listed = False
    while number < len(lines):
        line = lines[number]
        fence = None if listed and line.startswith(" ") else _FENCE.match(line)
        formula = None if listed and line.startswith(" ") else _FORMULA.get(line.strip())
        if fence or formula or (line.strip() and _begins_anew(prose, line, listed=listed)):
            if any(prose):
                yield _Block(None, prose, begin)
            prose, begin, listed = [], number, False
        if fence:
            code, number = _code(lines, number + 1, fence)
            yield _Block(fence[3].strip(" \t").partition(" ")[0], code, begin)
            begin = number
            continue
        if formula:
            code, number = _formula(lines, number + 1, formula)
            yield _Block("tex", code, begin)
            begin = number
            continue
        listed = listed or bool(_ITEM.match(line))
        prose.append(line)
        number += 1
    if any(each.strip() for each in prose):
        yield _Block(None, prose, begin)


def _begins_anew(prose: list[str], line: str, *, listed: bool) -> bool:
    """After an empty line, unless it may go on with a list."""
    if not prose or prose[-1].strip() or line.startswith((" ", "\t")):
        return False
    return not (listed and _ITEM.match(line))


def _code(lines: list[str], number: int, fence: re.Match[str]) -> tuple[list[str], int]:
    """The lines up to the closing fence or the end, and the number of the line after them."""
    mark, indent = fence[2], len(fence[1])
    closing = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
    code: list[str] = []
    while number < len(lines) and not closing.match(lines[number]):
        line = lines[number]
        code.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        number += 1
    return code, number + 1


def _formula(lines: list[str], number: int, end: str) -> tuple[list[str], int]:
    """The lines up to the one that closes the formula or the end, and the number of the line after it."""
    found: list[str] = []
    while number < len(lines):
        line = lines[number].rstrip()
        number += 1
        if line.endswith(end):
            return [*found, line.removesuffix(end).rstrip()] if line.strip() != end else found, number
        found.append(line)
    return found, number


def _parts(block: _Block, begins: Sequence[int]) -> Iterator[Segment]:
    if block.language is not None:
        yield from _cut(_pieces(block.lines, begins[0]), block.language, CODE_MOST)
        return
    lines, begin = list(block.lines), 0
    widest = list(accumulate(map(_columns, reversed(lines)), max))[::-1]
    while begin + 2 < len(lines) and widest[begin] > _COLUMNS and _TABLE_RULE.match(lines[begin + 1]):
        at = begins[begin]
        table, begin = _table(lines, begin)
        for each in _cut(_pieces(table, at), "", CODE_MOST):
            yield replace(each, aligned=True)
    rest = lines[begin:]
    if any(rest):
        columns = widest[begin]
        head = rest[:2] if columns and len(rest) > 2 and _TABLE_RULE.match(rest[1]) else []
        ends = [at + len(line) for at, line in zip(begins, block.lines, strict=True)]
        yield from _cut(_short(rest, ends[begin:]), None, MOST, head, columns)


def _cut(
    lines: Iterable[_Line], language: str | None, most: int, head: Sequence[str] = (), columns: int = 0
) -> Iterator[Segment]:
    """`lines` in segments of `most` characters; with the `head` of a table over each."""
    if sum(map(len, head)) > most // 2:
        head = ()
    part: list[str] = []
    size, begin, goes_on, within = 0, -1, False, False
    for line, at, cut in lines:
        weight = len(line) + CELL * columns
        if part and (size + weight > most or cut):
            yield Segment("\n".join(part), language, goes_on, within, headed=goes_on and bool(head), at=begin)
            goes_on, within, begin = True, cut, -1
            part, size = list(head), CELL * columns if head else 0
        begin = at if begin < 0 else begin
        part.append(line)
        size += weight + 1
    text = "\n".join(part).strip("\n" if language is None else "")
    yield Segment(text, language, goes_on, within, headed=goes_on and bool(head), at=max(0, begin))


def _columns(line: str) -> int:
    """Of a table that may have such a line under its head, also in a list or a quotation; else 0."""
    if "|" not in line or "-" not in line or line.strip(" \t>|:-*+.)0123456789"):
        return 0
    return line.strip(" \t>|").count("|") + 1


def _table(lines: list[str], begin: int) -> tuple[list[str], int]:
    """The table that begins there, aligned, and the number of the line after it. It may be what an item of a list says;
    what else that item says goes on without its indent."""
    end = next((number for number in range(begin + 2, len(lines)) if _TABLE_ENDS.match(lines[number])), len(lines))
    item = _ITEM.match(lines[begin])
    mark = item[0] if item else ""
    within = " " * len(mark)
    rows = aligned([lines[begin][len(mark) :], *lines[begin + 1 : end]])
    for number in range(end, len(lines) if mark else end):
        if lines[number].strip() and not lines[number].startswith(within):
            break
        lines[number] = lines[number].removeprefix(within)
    return [mark + rows[0], *(within + row for row in rows[1:])], end


def _short(lines: Sequence[str], ends: Sequence[int]) -> Iterator[_Line]:
    """Lines of prose, those that are too long cut at a space where there is one: an end of a line is one too. `ends`:
    where each of them ends in the whole text."""
    for line, end in zip(lines, ends, strict=True):
        rest = line
        while len(rest) > MOST:
            cut = rest.rfind(" ", MOST // 2, MOST)
            cut = MOST if cut < 0 else cut
            yield _Line(rest[:cut], end - len(rest))
            rest = rest[cut:].removeprefix(" ")
        yield _Line(rest, end - len(rest))


def _pieces(lines: Sequence[str], at: int) -> Iterator[_Line]:
    """Lines of code that begins `at`, those that are too long in pieces."""
    for line in lines:
        yield _Line(line[:_LINE], at)
        for begin in range(_LINE, len(line), _LINE):
            yield _Line(line[begin : begin + _LINE], at, within=True)

"""A table of Markdown as text that is read in letters of one width. Pure."""

from __future__ import annotations

import re
from itertools import chain, repeat, zip_longest
from unicodedata import east_asian_width

_MEASURED, _WIDEST = 20, 40
"""Rows by which the columns are aligned, and letters of a column: more rows leave what is there as it is."""

_CELL_END = re.compile(r"(?<!\\)\|")


def aligned(lines: list[str]) -> list[str]:
    """`lines`: the head, the rule below it, and the rows."""
    rows = [_cells(line.strip()) for line in lines]
    columns = zip_longest(*(row for number, row in enumerate(rows[:_MEASURED]) if number != 1), fillvalue="")
    widths = [min(_WIDEST, max(map(_letters, column))) for column in columns]
    rows[1] = ["-" * width for width in widths]
    return ["  ".join(map(_padded, row, chain(widths, repeat(0)))).rstrip() for row in rows]


def written_place(shown: str, written: str, place: int) -> int:
    """Where in the table that was written a place of the aligned one is."""
    above, rows = shown[:place].split("\n"), written.split("\n")
    number, before = len(above) - 1, above[-1]
    row, at = rows[number], 0
    if shown[place : place + 1] in ("", "\n"):
        at = len(row)
    elif number != 1:  # the rule below the head is ours
        for letter in before.replace(" ", ""):
            at = row.index(letter, at) + 1
    return sum(len(each) + 1 for each in rows[:number]) + at


def _cells(row: str) -> list[str]:
    """As they are meant: `\\|` is a letter of its cell."""
    cells = [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(row)]
    return cells[row.startswith("|") : len(cells) - (not cells[-1])]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _letters(cell))


def _letters(cell: str) -> int:
    """How wide it is in letters of one width."""
    return len(cell) if cell.isascii() else sum(1 + (east_asian_width(letter) in "WF") for letter in cell)

"""What was written for what is seen: Markdown for lines that are shown without their marks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"[^\W_]|\||\s+")
"""Letters, figures, ends of cells and spaces: Markdown takes none of them away."""

_MARK = re.compile(r"(?:[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t>]*(?:#{1,6}[ \t]+)?")


def fenced(code: str, language: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f"{fence}{language}\n{code}\n{fence}"


def begins(written: str, seen: Iterable[str]) -> list[int] | None:
    """Where the line begins that each of the `seen` ones begins on. None where they are not what was written."""
    at, found = 0, []
    for line in seen:
        begin, place = -1, at
        for token in _TOKEN.findall(line.strip()):
            place = _after(written, token, place)
            if place < 0:
                return None
            if begin < 0:
                begin = max(at, written.rfind("\n", at, place - 1) + 1)
        found.append(max(at, begin))
        if begin >= 0:
            at = written.find("\n", place) + 1 or len(written)
    return found


def mark(line: str) -> str:
    """What says at its beginning that it is an item, a heading, or quoted."""
    found = _MARK.match(line)
    return found[0] if found else ""


def seam(text: str) -> str:
    """What parts it from what comes after it."""
    return text[len(text.rstrip()) :]


def _after(written: str, token: str, at: int) -> int:
    if not token.isspace():
        return written.find(token, at) + 1 or -1
    found = re.compile(r"\s").search(written, at)
    return found.end() if found else -1

"""Text wrapped at a width; what is no paragraph keeps its form. Pure."""

import re
import unicodedata

_ITEM = re.compile(r"^(\s*(?:[-*+•]|\d{1,9}[.)])\s+|\s*(?:>\s?)+|\s*)")
_AS_IT_IS = re.compile(r"^(?:#{1,6}\s|\s*\||\s*(?:[-*_]\s*){3,}$|=+\s*$|    |\t)")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


def wrapped(text: str, width: int) -> str:
    """The last line ends as the last line of `text` does."""
    told: list[str] = []
    paragraph: list[str] = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence or mark or not line.strip() or _AS_IT_IS.match(line):
            told += _filled(paragraph, width)
            paragraph = []
            told.append(line)
            fence = _next_fence(fence, mark[1] if mark else "")
        elif paragraph and _goes_on(paragraph, line):
            paragraph.append(line)
        else:
            told += _filled(paragraph, width)
            paragraph = [line]
    return "\n".join(told + _filled(paragraph, width)) + ("\n" if text.endswith("\n") else "")


def _next_fence(fence: str, mark: str) -> str:
    if fence:
        return "" if mark.startswith(fence) else fence
    return mark


def _goes_on(paragraph: list[str], line: str) -> bool:
    """Whether the line is more of the paragraph: not an item of its own, and quoted as deeply."""
    first, mine = _lead(paragraph[0]), _lead(line)
    if ">" in first or ">" in mine:
        return first.count(">") == mine.count(">")
    return not mine.strip()


def _lead(line: str) -> str:
    match = _ITEM.match(line)
    return match[1] if match else ""


def _filled(paragraph: list[str], width: int) -> list[str]:
    if not paragraph:
        return []
    lead = _lead(paragraph[0])
    room = width - columns(lead)
    rows = [""]
    for word in " ".join(line[len(_lead(line)) :] for line in paragraph).split():
        longer = f"{rows[-1]} {word}" if rows[-1] else word
        if rows[-1] and columns(longer) > room:
            rows.append(word)
        else:
            rows[-1] = longer
    follows = lead if ">" in lead else " " * len(lead)
    return [f"{follows if number else lead}{row}".rstrip() for number, row in enumerate(rows)]


def columns(text: str) -> int:
    """How wide it is in a terminal."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(bool(unicodedata.combining(letter)) for letter in text)

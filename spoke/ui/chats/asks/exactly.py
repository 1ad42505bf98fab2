"""Text that somebody decides about, so that it looks like what it is. Pure."""

from __future__ import annotations

from typing import Final

_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing."""


def exactly(text: str, kept: str = "") -> str:
    """What shows nothing, ends a line or turns the reading direction becomes an escape, but for those `kept`."""
    if text.isprintable() and _BLANK.isdisjoint(text):
        return text
    return "".join(each if each in kept or _shows(each) else _escaped(each) for each in text)


def _shows(sign: str) -> bool:
    return sign.isprintable() and sign not in _BLANK


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode()

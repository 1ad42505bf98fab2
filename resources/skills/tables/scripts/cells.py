"""What type a column of texts has, and its values. Pure."""

import re
from collections.abc import Callable
from datetime import date, datetime

Cell = str | int | float | bool | None | list | dict
"""What JSON has. Dates stay text in ISO form, whose order is theirs."""

_INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COMMA_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:\.\d{3})+),\d+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False}


def typed(texts: list[str], point: str) -> tuple[str, list[Cell]]:
    """The narrowest type that all texts have, and the values. `point` is the decimal one, `.` or `,`."""
    different = {text for text in texts if text}
    if different:
        for kind, read in (("integer", _integer), ("number", _comma if point == "," else _number),
                           ("boolean", _boolean), ("date", _date), ("time", _time)):  # fmt: skip
            if (values := _all(different, read)) is not None:
                return kind, [values.get(text) for text in texts]
    return "text", [text or None for text in texts]


def _all(different: set[str], read: Callable[[str], Cell]) -> dict[str, Cell] | None:
    values = {}
    for text in different:
        value = read(text)
        if value is None:
            return None
        values[text] = value
    return values


def _integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _number(text: str) -> float | None:
    if not _NUMBER.fullmatch(text) or not any(letter.isdigit() for letter in text.lower().partition("e")[0]):
        return None
    value = float(text)
    digits = sum(letter.isdigit() for letter in text.lower().partition("e")[0].lstrip("+-0."))
    return value if digits <= 17 and abs(value) < 1e300 else None


def _comma(text: str) -> float | None:
    if _COMMA_NUMBER.fullmatch(text):
        return _number(text.replace(".", "").replace(",", "."))
    return _number(text)


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


def _date(text: str) -> str | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _time(text: str) -> str | None:
    """Also plain dates, at midnight."""
    if not _TIME.fullmatch(text):
        return None if _date(text) is None else f"{text}T00:00:00"
    try:
        return datetime.fromisoformat(text.replace(",", ".")).isoformat()
    except ValueError:
        return None

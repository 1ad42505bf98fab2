"""Durations: read from words, clock form or ISO 8601, and told in seconds and words. Pure."""

import re
from dataclasses import dataclass
from fractions import Fraction

_UNITS = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}
_NAMES = {
    "y": "years", "yr": "years", "year": "years", "mo": "months", "month": "months", "w": "weeks", "wk": "weeks",
    "week": "weeks", "d": "days", "day": "days", "h": "hours", "hr": "hours", "hour": "hours", "min": "minutes",
    "m": "minutes", "minute": "minutes", "s": "seconds", "sec": "seconds", "second": "seconds",
    "business day": "business_days", "working day": "business_days", "weekday": "business_days",
}  # fmt: skip
_PART = re.compile(r"\s*([+-]?)\s*(\d+(?:\.\d+)?)\s*((?:business |working )?[a-z]+)\s*(?:,|and\b)?\s*", re.IGNORECASE)
_CLOCK = re.compile(r"([+-]?)(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)")
_ISO = re.compile(
    r"([+-]?)P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?!$)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.IGNORECASE,
)
_ISO_PARTS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")


@dataclass(slots=True)
class Span:
    """Parts that do not add up without a date: a month is no number of days."""

    years: Fraction = Fraction(0)
    months: Fraction = Fraction(0)
    weeks: Fraction = Fraction(0)
    days: Fraction = Fraction(0)
    business_days: Fraction = Fraction(0)
    hours: Fraction = Fraction(0)
    minutes: Fraction = Fraction(0)
    seconds: Fraction = Fraction(0)

    def fixed_seconds(self) -> Fraction:
        """Of weeks and below."""
        return (((self.weeks * 7 + self.days) * 24 + self.hours) * 60 + self.minutes) * 60 + self.seconds


def parse(text: str) -> Span:
    """From words (`1 month 3 days`, `-2 weeks`), ISO 8601 or `h:mm:ss`. A sign holds until the next one."""
    if match := _ISO.fullmatch(text.strip()):
        sign = -1 if match[1] == "-" else 1
        pairs = zip(_ISO_PARTS, match.groups()[1:], strict=True)
        return Span(**{name: sign * Fraction(value) for name, value in pairs if value})
    if match := _CLOCK.fullmatch(text.strip()):
        sign = -1 if match[1] == "-" else 1
        hours, minutes, seconds = (Fraction(part or 0) for part in match.groups()[1:])
        return Span(hours=sign * hours, minutes=sign * minutes, seconds=sign * seconds)
    return _of_words(text)


def _of_words(text: str) -> Span:
    span, at, sign = Span(), 0, 1
    rest = text.strip()
    while at < len(rest):
        match = _PART.match(rest, at)
        name = _name(match[3]) if match else None
        if match is None or name is None:
            raise ValueError(f"'{text[:80]}' is not a duration. Write it as '1 month 3 days', PT90M or 1:30:00.")
        sign = {"": sign, "+": 1, "-": -1}[match[1]]
        setattr(span, name, getattr(span, name) + sign * Fraction(match[2]))
        at = match.end()
    if not rest:
        raise ValueError("There is no duration. Write it as '1 month 3 days', PT90M or 1:30:00.")
    return span


def _name(word: str) -> str | None:
    word = " ".join(word.lower().split())
    return _NAMES.get(word) or (_NAMES.get(word[:-1]) if word.endswith("s") else None)


def seconds(text: str) -> Fraction:
    """The seconds of a duration that has no months, years or business days."""
    if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text.strip()):
        return Fraction(text.strip())
    span = parse(text)
    if span.years or span.months or span.business_days:
        raise ValueError("Months, years and business days have no fixed length. Say from which date, with shift.")
    return span.fixed_seconds()


def number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def words(value: Fraction) -> str:
    """As `1 day, 2 hours and 1.5 seconds`."""
    if not value:
        return "0 seconds"
    told, left = [], abs(value)
    for name, size in _UNITS.items():
        count = left / size if name == "second" else Fraction(int(left // size))
        left -= count * size
        if count:
            told.append(f"{_plain(count)} {name}{'' if count == 1 else 's'}")
    text = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
    return ("minus " if value < 0 else "") + text


def iso(value: Fraction) -> str:
    left = abs(value)
    days, left = divmod(left, 86400)
    hours, left = divmod(left, 3600)
    minutes, left = divmod(left, 60)
    date = f"{days}D" if days else ""
    time = "".join(
        f"{_plain(Fraction(part))}{letter}" for part, letter in ((hours, "H"), (minutes, "M"), (left, "S")) if part
    )
    return ("-" if value < 0 else "") + "P" + (date + (f"T{time}" if time else "") or "T0S")


def _plain(value: Fraction) -> str:
    """Without an exponent, to the microsecond."""
    return f"{float(value):.6f}".rstrip("0").rstrip(".")

"""Units, dates, durations and time zones. Nothing here needs anything from outside."""

from datetime import UTC, date, datetime
from typing import Literal

import clock
import days
import quantities
import spans

Kind = Literal[
    "length", "area", "volume", "mass", "time", "speed", "temperature", "data", "energy", "power", "pressure", "angle",
    "force", "frequency", "data rate", "fuel",
]  # fmt: skip


def convert(quantity: str, to: str) -> dict:
    """Convert a quantity to another unit.

    Args:
        quantity: A number with a unit, such as "72 km/h", "-40 °F", "1/2 cup", or several: "5 ft 3 in", "2 h 15 min".
        to: The unit wanted, or several from large to small: "ft in".

    Effects: none
    """
    value, unit, text = quantities.convert(quantity, to)
    return {"value": value, "unit": unit, "text": text}


def units(kind: Kind | None = None) -> dict:
    """List the units that are known, by what they measure.

    Args:
        kind: Only those of this kind.

    Effects: none
    """
    return {name: symbols for name, symbols in quantities.known().items() if kind in (None, name)}


def shift(date: str, by: str, holidays: list[str] | None = None) -> dict:
    """Go on or back from a date or a time.

    Args:
        date: Such as 2026-01-31 or 2026-01-31T09:30.
        by: Such as "3 days", "-1 month", "1 year 2 weeks", "36 hours", "10 business days".
        holidays: Dates that are no business days, besides Saturdays and Sundays.

    Effects: none
    """
    reached = days.shifted(days.parsed(date), spans.parse(by), days.dates(holidays))
    return {"date": reached.isoformat(), "weekday": f"{reached:%A}"}


def between(start: str, end: str, holidays: list[str] | None = None) -> dict:
    """Count from a date to another; negative where the second is before the first.

    Args:
        start: Such as 2026-03-01.
        end: Such as 2026-12-24.
        holidays: Dates that are no business days, besides Saturdays and Sundays.

    Returns:
        `days` without the first one, `business_days` with both ends, and years, months and days.

    Effects: none
    """
    return days.between(_day(start), _day(end), days.dates(holidays))


def about(date: str) -> dict:
    """Say all about a date: weekday, ISO week, day of the year, quarter, days of the month, leap year.

    Args:
        date: Such as 2026-03-01, or an ISO week's day such as 2026-W10-1.

    Effects: none
    """
    return days.about(_day(date))


def in_zone(time: str, zone: str, source: str = "UTC") -> dict:
    """Say what a time is in another time zone.

    Args:
        time: Such as 2026-03-29T09:00, or with its own offset 2026-03-29T09:00+02:00.
        zone: The time zone wanted: Europe/Vienna, UTC, or an offset such as +02:00.
        source: The time zone that the time is in, where it has no offset of its own.

    Effects: none
    """
    moment, note = clock.placed(time, source)
    return clock.told(moment, zone) | ({"note": note} if note else {})


def now(zone: str = "UTC") -> dict:
    """Say what time it is.

    Args:
        zone: A time zone: Europe/Vienna, UTC, or an offset such as +02:00.

    Effects: none
    """
    return clock.told(datetime.now(UTC).replace(microsecond=0), zone)


def duration(text: str) -> dict:
    """Say how long a duration is, in seconds, as ISO 8601 and in words.

    Args:
        text: Such as PT1H30M, P3D, "1 h 30 min", 1:30:00, or a number of seconds.

    Effects: none
    """
    seconds = spans.seconds(text)
    return {"seconds": spans.number(seconds), "iso": spans.iso(seconds), "words": spans.words(seconds)}


def _day(text: str) -> date:
    found = days.parsed(text)
    return found.date() if isinstance(found, datetime) else found

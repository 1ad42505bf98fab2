"""Dates and times as calendars have them: whole days, floating, in UTC. Pure.

To be compared, each is brought to *wall* time: a datetime without a zone, as the clock on the user's wall shows it.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

DAY = timedelta(days=1)
When = date | datetime
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")


def parsed(text: str) -> When:
    """As people write it: 2026-03-01, 2026-03-01T08:00, with an offset or `Z` or without."""
    text = text.strip()
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text[:50]}' is not a time. Write it as 2026-03-01 or 2026-03-01T08:00.") from None


def offset_of(text: str) -> timedelta:
    """An offset from UTC such as +01:00; none is UTC itself."""
    if text in ("", "Z", "UTC"):
        return timedelta()
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[2]) > 14 or int(match[3]) > 59:
        raise ValueError(f"'{text[:50]}' is not an offset. Write it as +01:00.")
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return offset if match[1] == "+" else -offset


def from_ics(text: str) -> When:
    """As iCalendar writes it: 20260301, 20260301T080000, 20260301T080000Z."""
    try:
        if len(text) == 8:
            return datetime.strptime(text, "%Y%m%d").date()
        found = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
    except ValueError:
        raise ValueError(f"'{text[:50]}' is not a time of iCalendar.") from None
    return found.replace(tzinfo=UTC) if text.endswith("Z") else found


def to_ics(when: When) -> str:
    if not isinstance(when, datetime):
        return f"{when:%Y%m%d}"
    return f"{when:%Y%m%dT%H%M%S}" + ("Z" if when.tzinfo else "")


def wall(when: When, offset: timedelta) -> datetime:
    """As the clock on the wall shows it; a day at its first moment."""
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day)
    if when.tzinfo is None:
        return when
    return (when.astimezone(UTC) + offset).replace(tzinfo=None)


def shown(time: When, kind: When | None = None, offset: timedelta | None = None) -> str:
    """ISO 8601; a wall time as what `kind` is: a day, floating, or with its offset."""
    if kind is None or not isinstance(time, datetime):
        return time.isoformat()
    if not isinstance(kind, datetime):
        return time.date().isoformat()
    if kind.tzinfo is None:
        return time.isoformat()
    return time.replace(tzinfo=timezone(offset or timedelta())).isoformat()

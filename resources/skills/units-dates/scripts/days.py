"""Dates: shifted, counted between, and described. Pure."""

import calendar
from datetime import date, datetime, timedelta
from fractions import Fraction

from spans import Span

MAX_BUSINESS_DAYS = 100_000


def parsed(text: str) -> date | datetime:
    """A date, or a time where there is one."""
    text = text.strip()
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text[:50]}' is not a date. Write it as 2026-03-01 or 2026-03-01T09:30.") from None


def dates(texts: list[str] | None) -> frozenset[date]:
    return frozenset(date.fromordinal(parsed(text).toordinal()) for text in texts or [])


def shifted(start: date | datetime, span: Span, holidays: frozenset[date] = frozenset()) -> date | datetime:
    """Years and months first, by the calendar, then working days, then the rest."""
    months = span.years * 12 + span.months
    if months.denominator != 1 or span.business_days.denominator != 1:
        raise ValueError("Years must come to whole months, and business days must be whole.")
    rest = span.fixed_seconds()
    if rest % 86400 and not isinstance(start, datetime):
        start = datetime(start.year, start.month, start.day)
    try:
        reached = _months_later(start, int(months))
        reached = _business_days_later(reached, int(span.business_days), holidays)
        return reached + _timedelta(rest)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"The date reached is not between the years 1 and 9999 ({error}).") from None


def _timedelta(seconds: Fraction) -> timedelta:
    whole = int(seconds // 1)
    return timedelta(seconds=whole, microseconds=round(float((seconds - whole) * 1_000_000)))


def _months_later(start: date | datetime, months: int) -> date | datetime:
    """The same day of the month, or the month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"year {year}")
    return start.replace(year=year, month=month + 1, day=min(start.day, calendar.monthrange(year, month + 1)[1]))


def _business_days_later(start: date | datetime, count: int, holidays: frozenset[date]) -> date | datetime:
    if abs(count) > MAX_BUSINESS_DAYS:
        raise ValueError(f"more than {MAX_BUSINESS_DAYS} business days")
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        start += step
        count -= step.days * _works(date.fromordinal(start.toordinal()), holidays)
    return start


def _works(day: date, holidays: frozenset[date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def between(start: date, end: date, holidays: frozenset[date] = frozenset()) -> dict:
    days = (end - start).days
    first, last = min(start, end), max(start, end)
    years, months, rest = _calendar_difference(first, last)
    parts = [(years, "year"), (months, "month"), (rest, "day")]
    told = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count]
    return {
        "days": days,
        "weeks": [abs(days) // 7, abs(days) % 7],
        "business_days": (-1 if days < 0 else 1) * _business_days(first, last, holidays),
        "words": ("minus " if days < 0 else "") + (", ".join(told) or "0 days"),
    }


def _calendar_difference(first: date, last: date) -> tuple[int, int, int]:
    """The most whole months from the first day, then the days that are left."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if date.fromordinal(_months_later(first, months).toordinal()) > last:
        months -= 1
    left = last.toordinal() - _months_later(first, months).toordinal()
    return months // 12, months % 12, left


def _business_days(first: date, last: date, holidays: frozenset[date]) -> int:
    """With both ends."""
    weeks, rest = divmod((last - first).days + 1, 7)
    count = weeks * 5 + sum((first.weekday() + number) % 7 < 5 for number in range(rest))
    return count - sum(first <= day <= last and day.weekday() < 5 for day in holidays)


def about(day: date) -> dict:
    year, week, _ = day.isocalendar()
    return {
        "date": day.isoformat(),
        "weekday": f"{day:%A}",
        "iso_week": f"{year}-W{week:02}",
        "day_of_year": day.timetuple().tm_yday,
        "quarter": (day.month + 2) // 3,
        "days_in_month": calendar.monthrange(day.year, day.month)[1],
        "leap_year": calendar.isleap(day.year),
    }

"""When an event is repeated: RRULE of RFC 5545, as far as calendars of people use it. Pure.

A rule is worked out in the form its event's start has, day by day or month by month, never all at once.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from when import When, from_ics

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_STEPS = 20_000
"""Periods that are looked through: 55 years of days."""
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})


class BadRule(ValueError):
    """A rule that is wrong, or more than is understood here."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`days` are pairs of an ordinal, 0 for each, and a weekday."""

    freq: str
    start: When
    interval: int = 1
    count: int | None = None
    until: When | None = None
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0

    @classmethod
    def parse(cls, text: str, start: When) -> "Rule":
        text = text.strip()
        pairs = [part.partition("=") for part in text.removeprefix("RRULE:").rstrip(";").upper().split(";")]
        parts = {name: value for name, _, value in pairs}
        unknown = set(parts) - _KNOWN
        if (
            unknown or not text.isprintable() or " " in text
        ):  # it is written into a file, where a line break would be a line
            raise BadRule(f"The rule {text[:100]!r} has {', '.join(sorted(unknown))[:50] or 'spaces'}, not understood.")
        try:
            rule = cls(
                freq=parts["FREQ"],
                start=start,
                interval=int(parts.get("INTERVAL", "1")),
                count=int(parts["COUNT"]) if "COUNT" in parts else None,
                until=_until(from_ics(parts["UNTIL"]), start) if "UNTIL" in parts else None,
                days=tuple(_weekday(day) for day in _list(parts, "BYDAY")),
                month_days=tuple(int(day) for day in _list(parts, "BYMONTHDAY")),
                months=tuple(int(month) for month in _list(parts, "BYMONTH")),
                positions=tuple(int(number) for number in _list(parts, "BYSETPOS")),
                week_start=DAYS.index(parts.get("WKST", "MO")),
            )
        except (KeyError, ValueError):
            raise BadRule(f"'{text[:100]}' is not a rule. Write it as FREQ=WEEKLY;BYDAY=TU;COUNT=10.") from None
        rule._check(text)
        return rule

    def _check(self, text: str) -> None:
        ordinals = any(ordinal for ordinal, _ in self.days)
        wrong = (
            self.freq not in _PERIODS
            or self.interval < 1
            or (self.count is not None and (self.count < 1 or self.until is not None))
            or not all(1 <= month <= 12 for month in self.months)
            or not all(1 <= abs(day) <= 31 for day in self.month_days)
            or (ordinals and self.freq in ("DAILY", "WEEKLY"))
            or (self.month_days and self.freq == "WEEKLY")
        )
        if wrong:
            raise BadRule(
                f"'{text[:100]}' is not a rule that is understood. Write it as FREQ=WEEKLY;BYDAY=TU;COUNT=10."
            )

    def occurrences(self) -> Iterator[When]:
        """The starts, in order, the event's own always the first, without end where the rule has none."""
        yield self.start
        left = None if self.count is None else self.count - 1
        for day in self._days():
            if left == 0:
                return
            when = datetime.combine(day, self.start.timetz()) if isinstance(self.start, datetime) else day
            if self.until is not None and when > self.until:
                return
            yield when
            left = None if left is None else left - 1

    def _days(self) -> Iterator[date]:
        """The days after the first."""
        first = self.start.date() if isinstance(self.start, datetime) else self.start
        periods = _PERIODS[self.freq](self, first)
        for _, candidates in zip(range(MAX_STEPS), periods, strict=False):
            yield from (day for day in self._chosen(sorted(candidates)) if day > first)

    def _chosen(self, candidates: list[date]) -> list[date]:
        if not self.positions:
            return candidates
        places = {number - 1 if number > 0 else len(candidates) + number for number in self.positions}
        return [day for place, day in enumerate(candidates) if place in places]

    # --- the days of each period, in no order ------------------------------------------------------------------------

    def daily(self, first: date) -> Iterator[set[date]]:
        for number in range(MAX_STEPS):
            day = _later(first, number * self.interval)
            if day is None:
                return
            fits = (
                (not self.months or day.month in self.months)
                and (not self.days or day.weekday() in {weekday for _, weekday in self.days})
                and (not self.month_days or day in _of_month(day.year, day.month, self.month_days))
            )
            yield {day} if fits else set()

    def weekly(self, first: date) -> Iterator[set[date]]:
        begin = first.toordinal() - (first.weekday() - self.week_start) % 7
        weekdays = {weekday for _, weekday in self.days} or {first.weekday()}
        for number in range(MAX_STEPS):
            monday = begin + number * self.interval * 7
            if monday + 6 > date.max.toordinal():
                return
            week = (date.fromordinal(monday + day) for day in range(7) if monday + day >= 1)
            yield {day for day in week if day.weekday() in weekdays and (not self.months or day.month in self.months)}

    def monthly(self, first: date) -> Iterator[set[date]]:
        for number in range(MAX_STEPS):
            year, month = divmod(first.year * 12 + first.month - 1 + number * self.interval, 12)
            if year > date.max.year:
                return
            yield self._in_month(year, month + 1, first) if not self.months or month + 1 in self.months else set()

    def yearly(self, first: date) -> Iterator[set[date]]:
        for year in range(first.year, date.max.year + 1, self.interval):
            if self.days and not self.months and not self.month_days:
                yield _weekdays_between(date(year, 1, 1), date(year, 12, 31), self.days)
            else:
                months = self.months or (range(1, 13) if self.month_days else (first.month,))
                yield {day for month in months for day in self._in_month(year, month, first)}

    def _in_month(self, year: int, month: int, first: date) -> set[date]:
        """A month that has no such day is passed over, as RFC 5545 says."""
        last = calendar.monthrange(year, month)[1]
        found: set[date] | None = None
        if self.month_days or not self.days:
            found = _of_month(year, month, self.month_days or (first.day,))
        if self.days:
            whole = (date(year, month, 1), date(year, month, last))
            weekdays = _weekdays_between(*whole, self.days)
            found = weekdays if found is None else found & weekdays
        return found or set()


_PERIODS = {"DAILY": Rule.daily, "WEEKLY": Rule.weekly, "MONTHLY": Rule.monthly, "YEARLY": Rule.yearly}


def _list(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _weekday(text: str) -> tuple[int, int]:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1] or 0), DAYS.index(match[2])


def _until(until: When, start: When) -> When:
    """In the form of the start, since calendars mix them: the day counts to its end, a time in UTC as the clock's."""
    if not isinstance(start, datetime):
        return until.date() if isinstance(until, datetime) else until
    if not isinstance(until, datetime):
        until = datetime.combine(until, time.max)
    return until.replace(tzinfo=UTC if start.tzinfo else None)


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _of_month(year: int, month: int, month_days: tuple[int, ...]) -> set[date]:
    last = calendar.monthrange(year, month)[1]
    numbers = {day if day > 0 else last + 1 + day for day in month_days}
    return {date(year, month, number) for number in numbers if 1 <= number <= last}


def _weekdays_between(begin: date, end: date, days: tuple[tuple[int, int], ...]) -> set[date]:
    """Each, or the n-th from the beginning or, negative, from the end."""
    found = set()
    for ordinal, weekday in days:
        first = begin + timedelta(days=(weekday - begin.weekday()) % 7)
        all_of_it = [first + timedelta(days=number) for number in range(0, (end - first).days + 1, 7)]
        if ordinal == 0:
            found.update(all_of_it)
        elif abs(ordinal) <= len(all_of_it):
            found.add(all_of_it[ordinal - 1 if ordinal > 0 else ordinal])
    return found

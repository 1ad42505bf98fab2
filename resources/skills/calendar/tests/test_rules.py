"""Repetition, by examples of RFC 5545 and what calendars of people have."""

from datetime import date, datetime
from itertools import islice

from felloe.testing import raises
from recurrence import BadRule, Rule


def _days(rule, start, most=50):
    return [f"{day:%m-%d}" for day in islice(Rule.parse(rule, start).occurrences(), most)]


def test_days_and_weeks():
    assert _days("FREQ=DAILY;INTERVAL=10;COUNT=3", date(2026, 1, 1)) == ["01-01", "01-11", "01-21"]
    assert _days("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4", date(2026, 3, 3)) == ["03-03", "03-05", "03-10", "03-12"]
    assert _days("FREQ=DAILY;BYDAY=SA,SU;COUNT=3", date(2026, 3, 7)) == ["03-07", "03-08", "03-14"]
    assert _days("RRULE:FREQ=WEEKLY;UNTIL=20260317", date(2026, 3, 3)) == ["03-03", "03-10", "03-17"]


def test_the_first_day_of_the_week_decides_which_weeks_count():
    start = date(1997, 8, 5)  # both from RFC 5545, 3.8.5.3
    assert _days("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", start) == ["08-05", "08-10", "08-19", "08-24"]
    assert _days("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", start) == ["08-05", "08-17", "08-19", "08-31"]


def test_months_without_such_a_day_are_passed_over():
    assert _days("FREQ=MONTHLY;COUNT=4", date(2026, 1, 31)) == ["01-31", "03-31", "05-31", "07-31"]
    assert _days("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", date(2026, 1, 31)) == ["01-31", "02-28", "03-31"]


def test_ordinal_weekdays():
    assert _days("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", date(2026, 3, 10)) == ["03-10", "04-14", "05-12"]
    assert _days("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", date(2026, 3, 27)) == ["03-27", "04-24", "05-29"]
    assert _days("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", date(2026, 2, 13)) == ["02-13", "03-13", "11-13"]
    assert _days("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", date(2026, 1, 30)) == [
        "01-30",
        "02-27",
        "03-31",
    ]


def test_years():
    leap = [f"{day}" for day in Rule.parse("FREQ=YEARLY;COUNT=3", date(2024, 2, 29)).occurrences()]
    assert leap == ["2024-02-29", "2028-02-29", "2032-02-29"]
    assert _days("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2", date(2026, 11, 26)) == ["11-26", "11-25"]
    assert _days("FREQ=YEARLY;BYDAY=20MO;COUNT=3", date(1997, 5, 19)) == ["05-19", "05-18", "05-17"]
    assert _days("FREQ=YEARLY;BYMONTH=1,7;COUNT=3", date(2026, 1, 5)) == ["01-05", "07-05", "01-05"]


def test_an_end_in_utc_is_taken_as_the_clock_of_a_floating_event():
    start = datetime(2026, 3, 1, 9)
    assert len(_days("FREQ=DAILY;UNTIL=20260303T090000Z", start)) == 3
    assert len(_days("FREQ=DAILY;UNTIL=20260303", start)) == 3
    assert len(_days("FREQ=DAILY;UNTIL=20260303T085959", start)) == 2


def test_a_rule_that_never_fits_ends():
    assert _days("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", date(2026, 1, 1)) == ["01-01"]


def test_wrong_rules_are_refused():
    for text in ("", "DAILY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;COUNT=x",
                 "FREQ=MONTHLY;BYMONTH=13", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;COUNT=1;UNTIL=20260101"):  # fmt: skip
        with raises(BadRule):
            Rule.parse(text, date(2026, 1, 1))

from felloe.testing import raises
from skill import about, between, duration, in_zone, now, shift


def test_months_end_where_the_month_ends():
    assert shift("2026-01-31", "1 month")["date"] == "2026-02-28"
    assert shift("2024-02-29", "1 year")["date"] == "2025-02-28"
    assert shift("2026-03-31", "-1 month")["date"] == "2026-02-28"
    assert shift("2026-01-31", "1 month 3 days")["date"] == "2026-03-03"


def test_dates_become_times_only_with_hours():
    assert shift("2026-01-01", "2 weeks")["date"] == "2026-01-15"
    assert shift("2026-01-01", "36 hours")["date"] == "2026-01-02T12:00:00"
    assert shift("2026-01-01T10:00", "P1DT30M")["date"] == "2026-01-02T10:30:00"
    assert shift("2026-01-01", "1 day - 2 weeks")["date"] == "2025-12-19"


def test_business_days_leave_out_weekends_and_holidays():
    assert shift("2026-03-06", "1 business day") == {"date": "2026-03-09", "weekday": "Monday"}
    assert shift("2026-12-24", "2 business days", holidays=["2026-12-25"])["date"] == "2026-12-29"
    assert shift("2026-03-09", "-1 business day")["date"] == "2026-03-06"
    assert between("2026-03-02", "2026-03-08")["business_days"] == 5
    assert between("2026-03-07", "2026-03-08")["business_days"] == 0
    assert between("2026-12-21", "2026-12-27", holidays=["2026-12-25", "2026-12-26"])["business_days"] == 4


def test_what_lies_between_is_told_in_days_and_words():
    assert between("2026-03-01", "2026-12-24")["days"] == 298
    assert between("2024-02-29", "2025-03-01")["words"] == "1 year, 1 day"
    assert between("2026-01-31", "2026-03-01")["words"] == "1 month, 1 day"
    assert between("2026-03-02", "2026-03-01")["words"] == "minus 1 day"
    assert between("2026-03-01", "2026-03-01")["words"] == "0 days"


def test_weeks_are_those_of_iso():
    assert about("2027-01-01")["iso_week"] == "2026-W53"
    told = about("2028-02-29")
    assert (told["weekday"], told["day_of_year"], told["quarter"], told["leap_year"]) == ("Tuesday", 60, 1, True)
    assert about("2026-W10-1")["date"] == "2026-03-02"


def test_zones_know_their_clock_changes():
    assert in_zone("2026-07-01T12:00", "America/New_York", "Europe/Vienna")["time"] == "2026-07-01T06:00:00-04:00"
    assert in_zone("2026-03-20T12:00", "America/New_York", "Europe/Vienna")["time"] == "2026-03-20T07:00:00-04:00"
    assert in_zone("2026-01-01T00:00Z", "asia/kolkata")["time"] == "2026-01-01T05:30:00+05:30"
    assert in_zone("2026-01-01T00:00", "UTC", "+05:45")["utc"] == "2025-12-31T18:15:00+00:00"
    assert in_zone("2040-07-01T12:00", "Europe/Vienna")["time"] == "2040-07-01T14:00:00+02:00"


def test_times_that_clocks_skip_or_repeat_are_noted():
    skipped = in_zone("2026-03-29T02:30", "UTC", "Europe/Vienna")
    assert skipped["time"] == "2026-03-29T01:30:00+00:00" and "03:30" in skipped["note"]
    twice = in_zone("2026-10-25T02:30", "UTC", "Europe/Vienna")
    assert twice["time"] == "2026-10-25T00:30:00+00:00" and "twice" in twice["note"]
    assert "note" not in in_zone("2026-10-25T03:30", "UTC", "Europe/Vienna")


def test_a_wrong_zone_is_told_what_may_be_meant():
    with raises(ValueError, "Europe/Vienna"):
        in_zone("2026-01-01T00:00", "Vienna")
    with raises(ValueError, "not a time zone"):
        now("../../etc/passwd")
    assert now("+02:00")["time"].endswith("+02:00")


def test_durations_are_told_in_seconds_and_words():
    assert duration("PT36H30M") == {"seconds": 131400, "iso": "P1DT12H30M", "words": "1 day, 12 hours and 30 minutes"}
    assert duration("1:30:00")["seconds"] == 5400
    assert duration("90 min")["words"] == "1 hour and 30 minutes"
    assert duration("1.5 s")["words"] == "1.5 seconds"
    assert duration("-61")["words"] == "minus 1 minute and 1 second"
    assert duration("0")["iso"] == "PT0S"
    with raises(ValueError, "no fixed length"):
        duration("1 month")


def test_what_is_no_date_or_duration_is_refused():
    for text in ("", "3", "3 foo", "P", "PT"):
        with raises(ValueError):
            shift("2026-01-01", text)
    for text in ("2026-02-30", "tomorrow", ""):
        with raises(ValueError, "not a date"):
            shift(text, "1 day")
    with raises(ValueError, "9999"):
        shift("2026-01-01", "9000 years")

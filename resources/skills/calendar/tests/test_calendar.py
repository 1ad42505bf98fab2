"""Calendars in a folder of the run's own memory, which needs no grant."""

import tempfile
from pathlib import Path

from felloe.testing import raises
from skill import add, events, free, upcoming
from vevent import unfolded

EVENT = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def _folder(*texts):
    folder = tempfile.mkdtemp()
    for number, text in enumerate(texts):
        (Path(folder) / f"{number}.ics").write_bytes(EVENT.format(text.replace("\n", "\r\n")).encode())
    return folder


def _titles(found):
    return [one["title"] for one in found["events"]]


def test_what_overlaps_the_range_is_listed_in_order():
    folder = _folder(
        "UID:1\nSUMMARY:Late\nDTSTART:20260301T200000\nDURATION:PT1H",
        "UID:2\nSUMMARY:Over night\nDTSTART:20260228T230000\nDTEND:20260301T010000",
        "UID:3\nSUMMARY:Day\nDTSTART;VALUE=DATE:20260301",
        "UID:4\nSUMMARY:Before\nDTSTART:20260228T100000\nDTEND:20260301T000000",
        "UID:5\nSUMMARY:After\nDTSTART;VALUE=DATE:20260302",
        "UID:6\nSUMMARY:Moment\nDTSTART:20260301T000000",
    )
    found = events("2026-03-01", "2026-03-02", folder=folder)
    assert _titles(found) == ["Over night", "Moment", "Day", "Late"]
    day = found["events"][2]
    assert (day["start"], day["end"], day["all_day"]) == ("2026-03-01", "2026-03-02", True)


def test_folded_lines_and_escapes_are_undone():
    folder = _folder(
        'UID:1\nSUMMARY:A\\, b\\; c\\\\n\n  and more\nDTSTART;X="a;b:c":20260301T100000\nDESCRIPTION:one\\ntwo'
    )
    (one,) = events("2026-03-01", "2026-03-02", folder=folder)["events"]
    assert (one["title"], one["text"]) == ("A, b; c\\n and more", "one\ntwo")


def test_times_in_utc_are_told_in_the_users_offset():
    folder = _folder("UID:1\nSUMMARY:Call\nDTSTART:20260301T233000Z\nDTEND:20260302T003000Z")
    assert events("2026-03-01", "2026-03-02", folder=folder)["events"][0]["start"] == "2026-03-01T23:30:00+00:00"
    assert events("2026-03-01", "2026-03-02", offset="+02:00", folder=folder)["events"] == []
    (one,) = events("2026-03-02", "2026-03-03", offset="+02:00", folder=folder)["events"]
    assert (one["start"], one["end"]) == ("2026-03-02T01:30:00+02:00", "2026-03-02T02:30:00+02:00")


def test_times_of_a_named_zone_are_those_of_its_clocks():
    folder = _folder("UID:1\nSUMMARY:Choir\nDTSTART;TZID=Europe/Vienna:20260301T190000\nDURATION:PT90M")
    (one,) = events("2026-03-01", "2026-03-02", folder=folder)["events"]
    assert (one["start"], one["end"], one["zone"]) == ("2026-03-01T19:00:00", "2026-03-01T20:30:00", "Europe/Vienna")


def test_repetitions_leave_out_exceptions_and_follow_changes():
    folder = tempfile.mkdtemp()
    series = "UID:1\r\nSUMMARY:Choir\r\nDTSTART:20260303T190000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE:20260310T190000"
    moved = "UID:1\r\nSUMMARY:Choir, later\r\nRECURRENCE-ID:20260317T190000\r\nDTSTART:20260318T200000"
    text = EVENT.format(f"{series}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n{moved}")
    (Path(folder) / "a.ics").write_bytes(text.encode())
    found = events("2026-03-01", "2026-04-01", folder=folder)["events"]
    assert [(one["title"], one["start"]) for one in found] == [
        ("Choir", "2026-03-03T19:00:00"), ("Choir, later", "2026-03-18T20:00:00"), ("Choir", "2026-03-24T19:00:00"),
    ]  # fmt: skip


def test_a_rule_that_is_not_understood_is_said():
    folder = _folder("UID:1\nSUMMARY:Odd\nDTSTART:20260301T100000\nRRULE:FREQ=HOURLY")
    (one,) = events("2026-03-01", "2026-03-05", folder=folder)["events"]
    assert "Repetitions are missing" in one["note"]


def test_cancelled_events_and_alarms_are_left_out():
    alarm = "UID:1\nSUMMARY:Real\nDTSTART:20260301T100000\nBEGIN:VALARM\nSUMMARY:Alarm\nDTSTART:20270101\nEND:VALARM"
    folder = _folder(alarm, "UID:2\nSUMMARY:Off\nSTATUS:CANCELLED\nDTSTART:20260301T100000")
    assert _titles(events("2026-03-01", "2026-03-02", folder=folder)) == ["Real"]


def test_one_broken_file_does_not_hide_the_others():
    folder = _folder("UID:1\nSUMMARY:Good\nDTSTART:20260301T100000", "UID:2\nDTSTART:tomorrow")
    (Path(folder) / "z.ics").write_text("hello")
    found = events("2026-03-01", "2026-03-02", folder=folder)
    assert _titles(found) == ["Good"]
    assert [problem.partition(":")[0] for problem in found["problems"]] == ["1.ics", "z.ics"]


def test_what_was_added_is_found_again():
    folder = tempfile.mkdtemp()
    title = "Grüße, alle; " + "ü" * 80 + "\\n"
    made = add(title, "2026-03-05T14:30", minutes=45, place="Graz", text="a\nb", folder=folder)
    raw = Path(made["path"]).read_bytes()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")) and raw.endswith(b"END:VCALENDAR\r\n")
    assert f"UID:{made['uid']}" in unfolded(raw.decode())
    (one,) = events("2026-03-05", "2026-03-06", folder=folder)["events"]
    assert (one["title"], one["place"], one["text"]) == (title, "Graz", "a\nb")
    assert (one["start"], one["end"]) == ("2026-03-05T14:30:00", "2026-03-05T15:15:00")


def test_days_and_offsets_can_be_added_too():
    folder = tempfile.mkdtemp()
    add("Holiday", "2026-12-24", days=3, folder=folder)
    add("Call", "2026-12-24T10:00+01:00", folder=folder)
    add("Choir", "2026-12-01T19:00", repeat="FREQ=WEEKLY;COUNT=5", folder=folder)
    found = events("2026-12-24", "2026-12-30", folder=folder)["events"]
    assert [(one["title"], one["start"]) for one in found] == [
        ("Holiday", "2026-12-24"), ("Call", "2026-12-24T09:00:00+00:00"), ("Choir", "2026-12-29T19:00:00"),
    ]  # fmt: skip


def test_a_rule_cannot_carry_other_lines_into_the_file():
    for text in (
        "weekly",
        "FREQ=DAILY;COUNT=2\r\nATTENDEE:x",
        "FREQ=DAILY;UNTIL=20260303T090000\nX:y",
        "FREQ=DAILY;COUNT=2\n;BYDAY=MO",
    ):
        with raises(ValueError, "ule"):
            add("x", "2026-12-24", repeat=text, folder=tempfile.mkdtemp())


def test_free_time_is_what_busy_events_leave():
    folder = _folder(
        "UID:1\nSUMMARY:A\nDTSTART:20260302T090000\nDTEND:20260302T100000",
        "UID:2\nSUMMARY:B\nDTSTART:20260302T093000\nDTEND:20260302T103000",
        "UID:3\nSUMMARY:C\nDTSTART:20260302T104500\nDTEND:20260302T110000",
        "UID:4\nSUMMARY:Birthday\nDTSTART;VALUE=DATE:20260302\nTRANSP:TRANSPARENT",
    )
    found = free("2026-03-02T08:00", "2026-03-02T12:00", minutes=30, folder=folder)
    assert [(one["start"][11:16], one["end"][11:16]) for one in found["busy"]] == [
        ("09:00", "10:30"),
        ("10:45", "11:00"),
    ]
    assert [(one["start"][11:16], one["minutes"]) for one in found["free"]] == [("08:00", 60), ("11:00", 60)]


def test_the_next_events_include_what_is_on():
    folder = _folder(
        "UID:1\nSUMMARY:On\nDTSTART:20260302T090000\nDTEND:20260302T100000",
        "UID:2\nSUMMARY:Daily\nDTSTART:20200101T120000\nRRULE:FREQ=DAILY",
    )
    found = upcoming("2026-03-02T09:30", limit=3, folder=folder)["events"]
    assert [one["start"][:16] for one in found] == ["2026-03-02T09:00", "2026-03-02T12:00", "2026-03-03T12:00"]


def test_ranges_are_bounded():
    with raises(ValueError, "366 days"):
        events("2026-01-01", "2028-01-01", folder=_folder())
    with raises(ValueError, "after"):
        events("2026-01-02", "2026-01-01", folder=_folder())

"""Events as iCalendar text (RFC 5545): unfolded, unescaped, and written again. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from when import DAY, When, from_ics, to_ics

_NAME = re.compile(
    r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL
)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;]*)')
_ESCAPE = re.compile(r"\\([\\;,nN])")
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


@dataclass(slots=True)
class Event:
    """`end` is not part of it. `replaces` is the occurrence of the event `uid` that this one stands for."""

    uid: str
    title: str
    start: When
    end: When
    place: str = ""
    text: str = ""
    zone: str = ""
    rule: str = ""
    more: list[When] = field(default_factory=list)
    without: list[When] = field(default_factory=list)
    replaces: When | None = None
    busy: bool = True
    cancelled: bool = False

    def words(self) -> str:
        return f"{self.title} {self.place} {self.text}".casefold()


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    parameters: dict[str, str]
    value: str

    def text(self) -> str:
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)

    def times(self) -> list[When]:
        """Of a period only its beginning."""
        return [from_ics(part.partition("/")[0].strip()) for part in self.value.split(",") if part.strip()]


def events_of(text: str) -> list[Event]:
    """The events of a file; `ValueError` where it is no calendar or an event cannot be read."""
    lines = [line for raw in unfolded(text) if (line := _line(raw))]
    if not any(line.name == "BEGIN" and line.value.upper() == "VCALENDAR" for line in lines):
        raise ValueError("It is no calendar (there is no BEGIN:VCALENDAR).")
    return [_event(block) for block in _blocks(lines)]


def unfolded(text: str) -> list[str]:
    """Lines as they were before they were broken at 75 bytes."""
    return re.sub(r"\r?\n[ \t]", "", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _line(raw: str) -> Line | None:
    match = _NAME.fullmatch(raw)
    if match is None:
        return None
    parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(match[2])}
    return Line(match[1].upper(), parameters, match[3])


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """The lines of each event, without those of the alarms in it."""
    within: list[str] = []
    block: list[Line] = []
    for line in lines:
        if line.name == "BEGIN":
            within.append(line.value.strip().upper())
            if within[-1] == "VEVENT":
                block = []
        elif line.name == "END":
            if within and within.pop() == "VEVENT":
                yield block
        elif within and within[-1] == "VEVENT":
            block.append(line)


def _event(block: list[Line]) -> Event:
    first = {line.name: line for line in reversed(block)}
    if "DTSTART" not in first:
        raise ValueError("An event has no DTSTART.")
    start = _only(first["DTSTART"])
    text = {name: first[name].text() if name in first else "" for name in ("UID", "SUMMARY", "LOCATION", "DESCRIPTION")}
    return Event(
        uid=text["UID"] or f"{text['SUMMARY']} {to_ics(start)}",
        title=text["SUMMARY"].strip(),
        start=start,
        end=_end(first, start),
        place=text["LOCATION"].strip(),
        text=text["DESCRIPTION"].strip(),
        zone=first["DTSTART"].parameters.get("TZID", ""),
        rule=first["RRULE"].value.strip() if "RRULE" in first else "",
        more=[time for line in block if line.name == "RDATE" for time in line.times()],
        without=[time for line in block if line.name == "EXDATE" for time in line.times()],
        replaces=_only(first["RECURRENCE-ID"]) if "RECURRENCE-ID" in first else None,
        busy="TRANSP" not in first or first["TRANSP"].value.strip().upper() != "TRANSPARENT",
        cancelled="STATUS" in first and first["STATUS"].value.strip().upper() == "CANCELLED",
    )


def _only(line: Line) -> When:
    times = line.times()
    if not times:
        raise ValueError(f"An event has an empty {line.name}.")
    return times[0]


def _end(first: dict[str, Line], start: When) -> When:
    """Without one, a day ends when it is over and a time at once. Never before the start."""
    if "DTEND" in first:
        end = _only(first["DTEND"])
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise ValueError("An event has a day on one end and a time on the other.")
        if isinstance(end, datetime) and isinstance(start, datetime) and (end.tzinfo is None) != (start.tzinfo is None):
            end = end.replace(tzinfo=start.tzinfo)  # one end in UTC, one in a zone: as near as can be told
        return max(end, start)
    if "DURATION" in first:
        return max(start + duration(first["DURATION"].value.strip()), start)
    return start if isinstance(start, datetime) else start + DAY


def duration(text: str) -> timedelta:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text[:50]}' is not a duration of iCalendar.")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] == "-" else length


def written(event: Event, now: datetime) -> str:
    """A calendar with this event, as other programs read it."""
    kind = "" if isinstance(event.start, datetime) else ";VALUE=DATE"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Felloe//calendar//EN",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{to_ics(now)}",
        f"DTSTART{kind}:{to_ics(event.start)}",
        f"DTEND{kind}:{to_ics(event.end)}",
        f"SUMMARY:{_escaped(event.title)}",
        *([f"LOCATION:{_escaped(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{_escaped(event.text)}"] if event.text else []),
        *([f"RRULE:{event.rule}"] if event.rule else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines)


def _escaped(text: str) -> str:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
    return re.sub(r"\r\n|\r|\n", r"\\n", re.sub(r"([\\;,])", r"\\\1", text))


def _folded(line: str) -> str:
    """At 75 bytes at most, between letters."""
    rows, row = [], b""
    for letter in line:
        data = letter.encode()
        if len(row) + len(data) > 74 + (not rows):  # the space before what follows counts
            rows.append(row)
            row = b""
        row += data
    return "\r\n ".join(part.decode() for part in [*rows, row])

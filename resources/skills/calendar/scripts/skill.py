"""iCalendar files in a folder that the user granted."""

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from occurrences import Occurrence, between, merged
from recurrence import Rule
from vevent import Event, events_of, written
from when import offset_of, parsed, shown, wall

FOLDER = "~/Calendar"
MAX_DAYS = 366
MAX_FILES = 500
MAX_BYTES = 2 * 1024 * 1024
MAX_EVENTS = 500


def events(start: str, end: str, query: str = "", offset: str = "", folder: str = FOLDER) -> dict:
    """List what is on between two times, in order.

    Args:
        start: A date or time, such as 2026-03-01 or 2026-03-01T08:00.
        end: Where to stop; not included. At most 366 days later.
        query: Only events with these words in title, place or description.
        offset: The user's offset from UTC, such as +01:00.
        folder: Where the .ics files are.

    Effects: none
    """
    found, problems = _found(folder, *_range(start, end, offset), offset)
    words = query.casefold().split()
    fitting = [one for one in found if all(word in one.event.words() for word in words)]
    told = [_told(one, offset) for one in fitting[:MAX_EVENTS]]
    return {"events": told, "count": len(fitting), "problems": problems}


def upcoming(after: str = "", limit: int = 10, offset: str = "", folder: str = FOLDER) -> dict:
    """List the next events, those included that are on.

    Args:
        after: From when on; now where it is left out (then give `offset`).
        limit: How many at most, up to 100.
        offset: The user's offset from UTC, such as +01:00.
        folder: Where the .ics files are.

    Effects: none
    """
    if not 1 <= limit <= 100:
        raise ValueError("'limit' must be from 1 to 100.")
    begin = wall(parsed(after) if after else datetime.now(UTC), offset_of(offset))
    found, problems = _found(folder, begin, begin + timedelta(days=MAX_DAYS), offset)
    return {"events": [_told(one, offset) for one in found[:limit]], "problems": problems}


def free(start: str, end: str, minutes: int = 30, offset: str = "", folder: str = FOLDER) -> dict:
    """Say when one is busy, and which stretches between are free.

    Args:
        start: A time such as 2026-03-02T08:00.
        end: Where to stop.
        minutes: How long a free stretch must be.
        offset: The user's offset from UTC, such as +01:00.
        folder: Where the .ics files are.

    Effects: none
    """
    if minutes < 1:
        raise ValueError("'minutes' must be 1 or more.")
    begin, stop = _range(start, end, offset)
    found, problems = _found(folder, begin, stop, offset)
    busy = merged((max(one.start, begin), min(one.end, stop)) for one in found if one.event.busy)
    edges = [begin, *(edge for stretch in busy for edge in stretch), stop]
    gaps = [
        pair for pair in zip(edges[::2], edges[1::2], strict=True) if pair[1] - pair[0] >= timedelta(minutes=minutes)
    ]
    return {
        "busy": [_stretch(*pair) for pair in busy],
        "free": [_stretch(*pair) for pair in gaps],
        "problems": problems,
    }


def add(
    title: str,
    start: str,
    minutes: int = 60,
    days: int = 1,
    place: str = "",
    text: str = "",
    repeat: str = "",
    folder: str = FOLDER,
) -> dict:
    """Add an event, in a file of its own.

    Args:
        title: What it is.
        start: A time such as 2026-03-05T14:30, as the clock on the wall shows it; one with an offset is kept in UTC.
            A date for whole days.
        minutes: How long it takes, where it begins at a time.
        days: How many whole days, where `start` is a date.
        place: Where it is.
        text: More about it.
        repeat: A rule such as FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10.
        folder: Where the .ics files are.

    Effects: effect
    """
    if not title.strip() or minutes < 0 or days < 1:
        raise ValueError("An event needs a title, and must take 0 minutes, 1 day or more.")
    begin = parsed(start)
    if isinstance(begin, datetime) and begin.tzinfo:
        begin = begin.astimezone(UTC)
    length = timedelta(minutes=minutes) if isinstance(begin, datetime) else timedelta(days=days)
    if repeat:
        Rule.parse(repeat, begin)  # before it is written
    uid = str(uuid.uuid4())
    event = Event(
        uid, title.strip(), begin, begin + length, place.strip(), text, rule=repeat.strip().removeprefix("RRULE:")
    )
    Path(folder).mkdir(parents=True, exist_ok=True)
    path = Path(folder) / f"{begin:%Y-%m-%d}-{uid[:8]}.ics"
    with path.open("x", encoding="utf-8", newline="") as file:
        file.write(written(event, datetime.now(UTC)))
    return {"path": str(path), "uid": uid, "start": shown(begin)}


def _range(start: str, end: str, offset: str) -> tuple[datetime, datetime]:
    zone = offset_of(offset)
    begin, stop = wall(parsed(start), zone), wall(parsed(end), zone)
    if not begin < stop <= begin + timedelta(days=MAX_DAYS):
        raise ValueError(f"'end' must be after 'start', by {MAX_DAYS} days at most.")
    return begin, stop


def _found(folder: str, begin: datetime, stop: datetime, offset: str) -> tuple[list[Occurrence], list[str]]:
    """What overlaps the range in all files, in order; and what could not be read."""
    problems: list[str] = []
    found: list[Occurrence] = []
    for name, text in _files(folder, problems):
        try:
            found += between(events_of(text), begin, stop, offset_of(offset))
        except ValueError as error:
            problems.append(f"{name}: {error}")
    return sorted(found, key=lambda one: (one.start, one.end, one.event.title)), problems


def _files(folder: str, problems: list[str]) -> Iterator[tuple[str, str]]:
    entries = sorted(os.scandir(Path(folder)), key=lambda entry: entry.name)
    entries = [
        entry for entry in entries if entry.name.lower().endswith(".ics") and entry.is_file(follow_symlinks=False)
    ]
    if len(entries) > MAX_FILES:
        problems.append(f"There are {len(entries)} files; the first {MAX_FILES} were read.")
    for entry in entries[:MAX_FILES]:
        if entry.stat(follow_symlinks=False).st_size > MAX_BYTES:
            problems.append(f"{entry.name} is larger than {MAX_BYTES:,} bytes and was not read.")
        else:
            yield entry.name, Path(entry.path).read_text(encoding="utf-8-sig", errors="replace")


def _told(one: Occurrence, offset: str) -> dict:
    event = one.event
    told = {
        "title": event.title,
        "start": shown(one.start, event.start, offset_of(offset)),
        "end": shown(one.end, event.start, offset_of(offset)),
        "all_day": not isinstance(event.start, datetime),
        "place": event.place,
        "text": event.text[:1_000],
        "uid": event.uid,
    }
    optional = {"zone": event.zone, "repeats": event.rule, "note": one.note}
    return told | {name: value for name, value in optional.items() if value}


def _stretch(begin: datetime, stop: datetime) -> dict:
    return {"start": begin.isoformat(), "end": stop.isoformat(), "minutes": int((stop - begin).total_seconds() // 60)}

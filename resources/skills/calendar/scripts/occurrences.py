"""What of a calendar's events falls into a range, repetitions and exceptions worked out. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from recurrence import BadRule, Rule
from vevent import Event
from when import When, wall


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`start` and `end` in wall time."""

    event: Event
    start: datetime
    end: datetime
    note: str = ""


def between(events: list[Event], begin: datetime, stop: datetime, offset: timedelta) -> Iterator[Occurrence]:
    """What overlaps the range. An event without length counts at its time."""
    replaced = {(event.uid, wall(event.replaces, offset)) for event in events if event.replaces is not None}
    for event in events:
        if event.cancelled:
            continue
        starts, note = _starts(event)
        length = event.end - event.start
        for start in starts:
            at = wall(start, offset)
            if at >= stop:
                break
            if event.replaces is None and (event.uid, at) in replaced:
                continue
            if at + length > begin or (not length and at >= begin):
                yield Occurrence(event, at, at + length, note)


def _starts(event: Event) -> tuple[Iterator[When], str]:
    """In order. A rule that is not understood leaves the first one."""
    try:
        rule = Rule.parse(event.rule, event.start).occurrences() if event.rule else iter([event.start])
        note = ""
    except BadRule as error:
        rule, note = iter([event.start]), f"Repetitions are missing: {error}"
    without = {_key(time, event.start) for time in event.without}
    more = sorted((time for time in event.more if _alike(time, event.start)), key=lambda time: _key(time, event.start))
    return (time for time in _in_order(rule, more) if _key(time, event.start) not in without), note


def _in_order(rule: Iterator[When], more: list[When]) -> Iterator[When]:
    """Both together, each time once."""
    waiting = list(more)
    last = None
    for time in rule:
        while waiting and waiting[0] <= time:
            extra = waiting.pop(0)
            if extra != time and extra != last:
                yield extra
        yield time
        last = time
    yield from (time for time in waiting if time != last)


def _alike(time: When, start: When) -> bool:
    """Whether they can be compared."""
    both = isinstance(time, datetime), isinstance(start, datetime)
    if both == (True, True):
        return (time.tzinfo is None) == (start.tzinfo is None)  # type: ignore[union-attr]
    return both == (False, False)


def _key(time: When, start: When) -> str:
    """An exception given as a day holds for the event of that day."""
    if isinstance(start, datetime) and not isinstance(time, datetime):
        return datetime.combine(time, start.timetz()).isoformat()
    return time.isoformat()


def merged(stretches: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Stretches that touch or overlap as one, in order."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(stretch for stretch in stretches if stretch[0] < stretch[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found

"""Times in time zones, by the IANA database that lies in `assets/`."""

import re
import zipfile
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

DATABASE = next((Path(__file__).parent.parent / "assets").glob("tzdata-*.whl"))
_PREFIX = "tzdata/zoneinfo/"
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)


@cache
def zone_of(name: str) -> tzinfo:
    """A time zone by its IANA name in any case, or an offset."""
    name = name.strip()
    if name.upper() in ("UTC", "Z", "GMT"):
        return UTC
    if match := _OFFSET.fullmatch(name):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours > 14 or minutes > 59:
            raise ValueError(f"'{name}' is not an offset: they go to 14 hours.")
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(offset if match[1] == "+" else -offset)
    return _from_database(name)


def _from_database(name: str) -> tzinfo:
    with zipfile.ZipFile(DATABASE) as wheel:
        zones = {path[len(_PREFIX) :] for path in wheel.namelist() if path.startswith(_PREFIX)}
        zones = {path for path in zones if path and not path.endswith(("/", ".py", ".zi", ".tab"))}
        wanted = name.replace(" ", "_").casefold()
        found = [zone for zone in zones if zone.casefold() == wanted]
        if not found:
            near = sorted(zone for zone in zones if zone.casefold().rpartition("/")[2] == wanted.rpartition("/")[2])
            hint = f" Do you mean {' or '.join(near[:4])}?" if near else " Write it as Europe/Vienna or +02:00."
            raise ValueError(f"'{name[:50]}' is not a time zone.{hint}")
        with wheel.open(_PREFIX + found[0]) as file:
            return ZoneInfo.from_file(file, key=found[0])


def placed(text: str, source: str) -> tuple[datetime, str]:
    """The moment that a time means, and what is odd about it. Of a repeated hour the first is meant."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"'{text[:50]}' is not a time. Write it as 2026-03-29T09:00.") from None
    if time.tzinfo is not None:
        return time, ""
    time = time.replace(tzinfo=zone_of(source))
    if time.utcoffset() == time.replace(fold=1).utcoffset():
        return time, ""
    back = time.astimezone(UTC).astimezone(time.tzinfo)
    if back.replace(tzinfo=None) != time.replace(tzinfo=None):
        return back, f"Clocks in {source} skip {text.strip()}; {back:%H:%M} is meant."
    return time, f"Clocks in {source} show {text.strip()} twice; the first is meant."


def told(moment: datetime, zone: str) -> dict:
    try:
        there = moment.astimezone(zone_of(zone))
    except OverflowError:
        raise ValueError("The time is not between the years 1 and 9999.") from None
    return {
        "time": there.isoformat(),
        "weekday": f"{there:%A}",
        "zone": str(there.tzinfo),
        "abbreviation": there.tzname(),
        "utc": there.astimezone(UTC).isoformat(),
    }

"""Functions in reach, on this device and the others."""

from __future__ import annotations

from collections.abc import Iterable

from shared.api import FoundFunction


def merged(here: Iterable[FoundFunction], elsewhere: Iterable[FoundFunction]) -> list[FoundFunction]:
    """One row for each skill, function and digest, with every device that has it; this device's rows first."""
    rows = {_key(each): each for each in here}
    for other in elsewhere:
        own = rows.get(_key(other), other)
        missing = [handle for handle in own.devices if handle not in other.devices]
        rows[_key(other)] = FoundFunction(
            info=other.info, devices=[*missing, *other.devices], device_count=other.device_count + len(missing)
        )
    return list(rows.values())


def _key(found: FoundFunction) -> tuple[str, str, str]:
    return found.info.skill, found.info.function, found.info.digest

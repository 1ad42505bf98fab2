"""Refused sign-ins and pairing codes as lines of the audit, pure: so few that nobody fills the disk with them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

EVERY_S = 60.0
AT_MOST = 20
"""Lines in `EVERY_S` over all names and addresses: a month of them at full speed is less than the audit keeps."""

_KEYS = 10_000


@dataclass(slots=True)
class _Seen:
    written: float
    tries: int


class Refusals:
    """One line for a name and an address in `EVERY_S`; tries in between are counted in the next one."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], _Seen] = OrderedDict()
        self._began = float("-inf")
        self._lines = 0

    def to_write(self, name: str, address: str, now: float) -> int:
        """How many tries a line written now stands for; 0: write none."""
        seen = self._seen.setdefault((name, address), _Seen(float("-inf"), 0))
        self._seen.move_to_end((name, address))
        if len(self._seen) > _KEYS:
            self._seen.popitem(last=False)
        seen.tries += 1
        if now - seen.written < EVERY_S or not self._has_room(now):
            return 0
        tries, seen.written, seen.tries = seen.tries, now, 0
        self._lines += 1
        return tries

    def _has_room(self, now: float) -> bool:
        if now - self._began >= EVERY_S:
            self._began, self._lines = now, 0
        return self._lines < AT_MOST

"""A fair share of the hub's time for each, however much a device sends: it is read more slowly, and nothing is refused.

Rules of this module:
- in one turn of the event loop no more than `SHARE` is taken from all channels together: then whatever else the hub
  does has its turn;
- users take turns, and of each user the connections: a flood makes nobody wait but those who flood as well;
- of one user no more than `RATE` is taken: the threads of the database need time of the interpreter too.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from typing import Protocol

from shared.limits import KIB, MIB

MESSAGE = 8 * KIB
"""A frame counts as so many bytes more than it has, for what it costs however small it is."""
SHARE = 512 * KIB
RATE = 256 * MIB
"""In a second: 32,000 small messages, or 160 MiB in large frames. A quarter of it already bound 50 calls in flight."""
BURST_S = 0.25
"""Of the rate at once by who sent nothing before."""
REST_S = 0.01
"""Who was too fast is not read for so long at least: each wake-up costs the same, whatever is read then."""
_KNOWN = 1_000


class Taker(Protocol):
    """A connection with something unread. `owner`: the user whose turn it is."""

    owner: Hashable

    def take(self) -> int:
        """Read a little of it, and raise nothing; what that counts as."""

    def more(self) -> bool:
        """There is something unread left, and it may be read now."""


Takers = dict[Taker, None]
"""In the order of their turns."""


class Turns:
    def __init__(self) -> None:
        self._left = SHARE
        self._waiting: OrderedDict[Hashable, Takers] = OrderedDict()
        """By owner, in the order of their turns."""
        self._resting: dict[Hashable, Takers] = {}
        """Of owners that were too fast."""
        self._paid: dict[Hashable, float] = {}
        """Until when what an owner has sent would have taken at the rate."""
        self._taking = False
        self._renewing = False

    def ask(self, one: Taker) -> None:
        """Have what is unread taken: at once where there is room in this turn of the loop, else in one that comes."""
        takers = self._resting.get(one.owner)
        if takers is None:
            takers = self._waiting.setdefault(one.owner, {})
        takers[one] = None
        if not self._taking:  # else what is read last may make others readable
            self._take()

    def _take(self) -> None:
        now = asyncio.get_running_loop().time()
        self._taking = True
        while self._left > 0 and self._waiting:
            owner, takers = self._waiting.popitem(last=False)
            one = next(iter(takers))
            del takers[one]
            if one.more():
                self._count(owner, one.take(), now)
            if one.more():
                takers[one] = None
            if takers:
                self._next_turn(owner, takers, now)
        self._taking = False
        if not self._renewing and self._left < SHARE:
            self._renewing = True
            asyncio.get_running_loop().call_soon(self._renew)

    def _count(self, owner: Hashable, size: int, now: float) -> None:
        self._left -= size
        if len(self._paid) > _KNOWN:
            self._paid = {one: until for one, until in self._paid.items() if until > now - BURST_S}
        self._paid[owner] = max(self._paid.get(owner, 0.0), now - BURST_S) + size / RATE

    def _next_turn(self, owner: Hashable, takers: Takers, now: float) -> None:
        if (over_s := self._paid.get(owner, now) - now) <= 0:
            self._waiting[owner] = takers
        else:
            self._resting[owner] = takers
            asyncio.get_running_loop().call_later(over_s + REST_S, self._rested, owner)

    def _rested(self, owner: Hashable) -> None:
        self._waiting.setdefault(owner, {}).update(self._resting.pop(owner))
        if not self._taking:
            self._take()

    def _renew(self) -> None:
        self._renewing = False
        self._left = SHARE
        self._take()

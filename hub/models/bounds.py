"""What one user may ask of models: so many at a time, so much a day. Pure: no clock, no database.

It stops a request before it is asked: `RateLimited` with `retry_after_s`. Tokens are known afterwards, so what is on
its way counts by the estimate of its prompt, and a user can go over the bound by what the answers to it hold.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hub.user_limits import UserLimit
from shared.errors import RateLimited
from shared.limits import LIMITS

_DAY_S = 86_400


@dataclass(slots=True)
class _Use:
    day: int
    requests: int = 0
    tokens: int = 0
    in_flight: int = 0
    tokens_in_flight: int = 0


class Held:
    """Bytes of each user's requests, which lie in memory from the first that arrives until the answer's end."""

    def __init__(self) -> None:
        self._now: Counter[str] = Counter()

    @contextlib.contextmanager
    def room(self, user_id: str) -> Iterator[Callable[[int], None]]:
        """For one request, which says how much more came. That raises `RateLimited` where it is too much."""
        mine = 0

        def came(size: int) -> None:
            nonlocal mine
            if self._now[user_id] + size > LIMITS.model_held:
                raise RateLimited(
                    f"The requests of this account that are on their way may hold {LIMITS.model_held} bytes together.",
                    limit="held",
                    retry_after_s=1,
                )
            mine += size
            self._now[user_id] += size

        try:
            yield came
        finally:
            self._now[user_id] -= mine
            if not self._now[user_id]:
                del self._now[user_id]


class ModelBounds:
    def __init__(self) -> None:
        self._uses: dict[str, _Use] = {}

    def take_up(self, uses: Mapping[str, tuple[int, int]], now_ms: int) -> None:
        """Requests and tokens of today, as they were written before a restart."""
        for user_id, (requests, tokens) in uses.items():
            self._uses[user_id] = _Use(_day(now_ms), requests, tokens)

    @contextlib.contextmanager
    def room(self, user_id: str, limit: UserLimit, tokens: int, now_ms: int) -> Iterator[None]:
        """For one request whose prompt has about so many tokens, for as long as it is on its way."""
        use = self._of(user_id, now_ms)
        _admit(use, limit, tokens, now_ms)
        use.requests += 1
        use.in_flight += 1
        use.tokens_in_flight += tokens
        try:
            yield
        finally:
            use.in_flight -= 1
            use.tokens_in_flight -= tokens

    def spent(self, user_id: str, tokens: int, now_ms: int) -> None:
        self._of(user_id, now_ms).tokens += tokens

    def in_flight(self) -> int:
        return sum(use.in_flight for use in self._uses.values())

    def _of(self, user_id: str, now_ms: int) -> _Use:
        day = _day(now_ms)
        use = self._uses.setdefault(user_id, _Use(day))
        if use.day != day:
            use.day, use.requests, use.tokens = day, 0, 0
        return use


def _admit(use: _Use, limit: UserLimit, tokens: int, now_ms: int) -> None:
    most = LIMITS.model_requests if limit.model_requests_in_flight is None else limit.model_requests_in_flight
    if use.in_flight >= most:
        raise RateLimited(f"This account may ask {most} models at a time.", limit="in_flight", retry_after_s=1)
    tomorrow_s = _DAY_S - now_ms / 1000 % _DAY_S
    if limit.model_requests_a_day is not None and use.requests >= limit.model_requests_a_day:
        raise RateLimited(
            f"This account may ask models {limit.model_requests_a_day} times a day (UTC).",
            limit="requests_a_day",
            retry_after_s=round(tomorrow_s, 1),
        )
    if limit.model_tokens_a_day is not None:
        left = limit.model_tokens_a_day - use.tokens - use.tokens_in_flight
        if left <= 0 or tokens > left:
            raise RateLimited(
                f"This account may use {limit.model_tokens_a_day} tokens of models a day (UTC), and has {max(0, left)} "
                f"left; this request would take {tokens} and its answer.",
                limit="tokens_a_day",
                retry_after_s=round(tomorrow_s, 1),
            )


def _day(now_ms: int) -> int:
    return now_ms // 1000 // _DAY_S

"""What one user may use, where the admin set a bound; without one only the product's own (`shared/limits.py`) hold.

Pure: no clock, no database. A refusal is `RateLimited` with `retry_after_s`, or `TooLarge` where waiting does not help.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.errors import RateLimited, TooLarge


@dataclass(frozen=True, slots=True)
class UserLimit:
    """None: no bound."""

    calls_in_flight: int | None = None
    calls_a_minute: int | None = None
    storage_bytes: int | None = None
    """Of the user's chats in the sync log."""
    models: tuple[str, ...] | None = None
    """The only ones that the user may ask."""
    model_requests_in_flight: int | None = None
    model_requests_a_day: int | None = None
    """Days are in UTC."""
    model_tokens_a_day: int | None = None
    """Of prompts and answers together."""


@dataclass(slots=True)
class _Bucket:
    """Calls that may still be made, refilled evenly; a minute's worth at most."""

    left: float
    at: float


class UserLimits:
    def __init__(self) -> None:
        self._limits: dict[str, UserLimit] = {}
        self._buckets: dict[str, _Bucket] = {}

    def set(self, user_id: str, limit: UserLimit) -> None:
        self._limits[user_id] = limit
        self._buckets.pop(user_id, None)

    def get(self, user_id: str) -> UserLimit:
        return self._limits.get(user_id, UserLimit())

    def admit_call(self, user_id: str, now: float, in_flight: int) -> None:
        """`now`: seconds of a clock that never goes back."""
        limit = self._limits.get(user_id)
        if limit is None:
            return
        if limit.calls_in_flight is not None and in_flight >= limit.calls_in_flight:
            raise RateLimited(
                f"This account may have {limit.calls_in_flight} calls on their way at a time.", retry_after_s=1
            )
        if limit.calls_a_minute is not None:
            self._take(user_id, limit.calls_a_minute, now)

    def admit_push(self, user_id: str, held: int, size: int) -> None:
        """`held`: bytes of the log now, `size`: bytes of what comes."""
        most = self.get(user_id).storage_bytes
        if most is not None and held + size > most:
            raise TooLarge(
                f"This account may keep {most} bytes of chats on this hub, and has {held}. Nothing is lost: what does "
                "not fit stays on the device.",
                limit=most,
            )

    def _take(self, user_id: str, a_minute: int, now: float) -> None:
        bucket = self._buckets.setdefault(user_id, _Bucket(a_minute, now))
        bucket.left = min(a_minute, bucket.left + (now - bucket.at) * a_minute / 60)
        bucket.at = now
        if bucket.left < 1:
            wait_s = (1 - bucket.left) * 60 / a_minute if a_minute else 60.0
            raise RateLimited(f"This account may make {a_minute} calls a minute.", retry_after_s=round(wait_s, 1))
        bucket.left -= 1

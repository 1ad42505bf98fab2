"""When somebody who refused may be asked again, as `Retry-After` says it (RFC 9110, 10.2.3). Pure."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

_MOST_S = 24 * 3600.0
"""Who says more means no more than: not today."""


def retry_after_s(header: str | None, now_s: float) -> float | None:
    """Seconds from `now_s` (of the epoch) on, a day at most; None for what is neither a number of them nor a date."""
    text = (header or "").strip()
    try:
        return bounded(float(text))
    except ValueError:
        pass
    try:
        date = parsedate_to_datetime(text)
        return bounded((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now_s)
    except (ValueError, OverflowError):
        return None


def bounded(seconds: float) -> float | None:
    """None for what is no number."""
    return min(max(seconds, 0.0), _MOST_S) if seconds == seconds else None

"""The states of a call, at the hub and at the node that made it. Pure.

queued → sent → started (⇄ suspended) → done | failed | cancelled | expired | unknown. A device that acknowledges has
committed the id and the start at once (docs/decisions/0002), so `acked` and `started` are one state.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from shared.error_body import ErrorBody
from shared.errors import Cancelled, DeadlineExceeded, DeviceOffline, OutcomeUnknown


class CallState(StrEnum):
    QUEUED = "queued"
    """It waits for its device."""

    SENT = "sent"
    """The device may have it."""

    STARTED = "started"
    """The device has it, and says how it ends."""

    SUSPENDED = "suspended"
    """The device asked its user, who has not answered."""

    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """The time ended before it was started: it did not run."""

    UNKNOWN = "unknown"
    """It may have run. Only the device's own report changes this; nothing runs it again."""


OPEN: Final = (CallState.QUEUED, CallState.SENT, CallState.STARTED, CallState.SUSPENDED)
_BY_CODE: Final = {
    Cancelled.code: CallState.CANCELLED,
    DeadlineExceeded.code: CallState.EXPIRED,
    DeviceOffline.code: CallState.EXPIRED,
    OutcomeUnknown.code: CallState.UNKNOWN,
}


def state_of(error: ErrorBody | None) -> CallState:
    """The state of a call that ended so."""
    return _BY_CODE.get(error.code, CallState.FAILED) if error else CallState.DONE

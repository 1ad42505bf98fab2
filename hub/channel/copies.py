"""Two nodes with copies of one data folder: each takes the connection from the other, again and again.

A node has a new boot id at each start, so one that restarts brings an id that was never here. Only of a copy does an id
come back that another one had replaced; and not once, which a late packet could do, but `RETURNS` times.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from shared.errors import CopiedFolder

RETURNS = 3
WITHIN_S = 300.0
_KEPT = 16
"""Boot ids of one device."""


@dataclass(slots=True)
class _History:
    replaced: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT))
    returns: deque[float] = field(default_factory=lambda: deque(maxlen=RETURNS))
    stopped: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT))


class Copies:
    """Pure; knows only devices that were replaced by another boot while they were connected."""

    def __init__(self) -> None:
        self._devices: dict[str, _History] = {}

    def taken_over(self, device_id: str, old_boot: str, new_boot: str, now: float) -> None:
        """Raises `CopiedFolder` when the two keep doing that: both have to stop then."""
        if old_boot == new_boot:
            return
        history = self._devices.setdefault(device_id, _History())
        returned = new_boot in history.replaced
        if old_boot not in history.replaced:
            history.replaced.append(old_boot)
        if returned:
            history.returns.append(now)
            if len(history.returns) == RETURNS and now - history.returns[0] <= WITHIN_S:
                history.returns.clear()
                history.stopped.extend((old_boot, new_boot))
                raise copied()

    def check(self, device_id: str, boot_id: str) -> None:
        """Raises `CopiedFolder` for one that was stopped and did not start anew."""
        history = self._devices.get(device_id)
        if history is not None and boot_id in history.stopped:
            raise copied()

    def forget(self, device_id: str) -> None:
        self._devices.pop(device_id, None)


def copied() -> CopiedFolder:
    return CopiedFolder(
        "Another node runs with a copy of this device's data folder, and both take the connection from each other. "
        "Stop one of them; to keep both, make the copy a device of its own there: felloe unpair, then felloe pair "
        "PAIRING_STRING. Then start this node again."
    )

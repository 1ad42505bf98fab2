"""What is told outside of the window: a title, a text, and where a click on it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notification:
    title: str
    text: str
    opens: Callable[[], None] | None = None
    """What a click does besides bringing the window up, where clicks are heard of."""

    urgent: bool = False
    ms: int = 8_000
    """For how long it is shown, where the system lets us say so."""

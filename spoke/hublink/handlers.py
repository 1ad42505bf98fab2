"""What a node does with what comes in on its link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from shared.messages import Ack, Call, News, Presence, Result, Welcome
from shared.system.streams import StreamHandlers


@dataclass(frozen=True, slots=True)
class Handlers:
    """None of them may block: what takes time is a task of theirs."""

    welcome: Callable[[Welcome], None]
    call: Callable[[Call], None]
    cancel: Callable[[str], None]
    check: Callable[[str], None]
    """What became of a call that came from the hub?"""
    ack: Callable[[Ack], None]
    """The hub has a command."""
    result: Callable[[Result], None]
    """Of a call that nobody waits for in memory."""
    poke: Callable[[int], None]
    presence: Callable[[Presence], None]
    news: Callable[[News], None]
    state: Callable[[], None]
    streams: StreamHandlers = field(default_factory=StreamHandlers)
    """Of streams that the hub opens."""

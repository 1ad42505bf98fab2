"""What the call table decides: to keep, to send, to tell. Carried out in its order by `write_ahead`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub.channel.routed import Routed
from shared.messages import Message, Result


@dataclass(frozen=True, slots=True)
class Insert:
    """Make a new call durable, as it is now. Where its id is known already, the table is to `forget` it."""

    call: Routed
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Keep:
    """Make a change of a call durable. What is `lazy` may come with the next one: nobody depends on it."""

    call_id: str
    changes: dict[str, Any]
    lazy: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """Send `message` to `device` if it is connected; else it waits, or is lost, as the table knows."""

    device: str
    message: Message


@dataclass(frozen=True, slots=True)
class Tell:
    """An answer for whoever waits for the call: `caller` on its channel, where it came over that, and HTTP requests."""

    caller: str | None
    result: Result


@dataclass(frozen=True, slots=True)
class Ended:
    """A call has its answer."""

    call: Routed
    code: str
    """`ok`, or the error's."""


@dataclass(frozen=True, slots=True)
class Late:
    """An answer for a call that is not on its way: over, or never asked of that device."""

    device: str
    result: Result


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The call may go to another device than those it was `tried` on: `move` it there.

    Where there is none it ends with `otherwise`, or goes on waiting for the device it has.
    """

    call: Routed
    otherwise: Result | None = None


Effect = Insert | Keep | Send | Tell | Ended | Late | Elsewhere

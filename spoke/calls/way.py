"""What calls need of the way to the user's other devices: who has it is no matter of theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from shared.messages import Call, Message, Result
from shared.system.deltas import Deltas

Sending = Callable[[], Awaitable[None]]
"""What is done right before a call is sent."""

Send = Callable[[Message], Coroutine[Any, Any, bool]]
"""Queue a message if the way stands, and say so."""


class Way(Protocol):
    async def online(self) -> None:
        """Return when calls can be sent, or raise why not."""

    async def call(self, call: Call, deltas: Deltas | None = None, sending: Sending | None = None) -> Result:
        """Send a call and wait for its answer. Raises what kept it from being sent, or `OutcomeUnknown`.

        With `sending`, its end is told to those too who hear of calls that nobody waits for.
        """

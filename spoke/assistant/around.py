"""What answers are written with; `surroundings.py` gives what of it is a node's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.system.database import Database
from spoke.assistant.attached import Attached
from spoke.assistant.calls import Doing
from spoke.assistant.reach import Reach
from spoke.grants.reads import Reads
from spoke.models.answering import AskModel
from spoke.models.contexts import Context
from spoke.node.bodies.answers import AnswerInfo
from spoke.node.bodies.approvals import AskInfo


class Around(Doing, Protocol):
    """Beside what its calls need."""

    async def reach(self) -> Reach:
        """What is in reach now, as far as that is known without waiting for long."""
        ...

    async def others(self) -> Sequence[str]:
        """Handles of the user's other devices that are online."""
        ...

    async def cancel(self, call_id: str) -> None:
        """Ask for the end of a call that waits for the user. Raises `NotFound`."""
        ...

    async def asks(self, session_id: str) -> list[AskInfo]:
        """Questions to the user that the assistant led to in that chat."""
        ...

    def attached(self, context: int) -> Attached: ...

    async def context(self, model: str | None, *, only_here: bool) -> Context:
        """Tokens that the model reads at once, where it is known. Never raises."""
        ...

    def device(self) -> str:
        """The display name of this device."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """The same for all answers of a node. `ended` hears of each that has."""

    database: Database
    around: Around
    ask: AskModel
    reads: Reads
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    ended: Callable[[AnswerInfo], None]

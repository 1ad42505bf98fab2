"""What the assistant's loop, and whatever else asks a model, knows of models: a question, and its answer as it comes.

    async with aclosing(ask(question)) as answering:
        async for piece in answering:
            match piece:
                case Began(): ...       # the first one: who answers
                case Answer(): ...      # the last one, always
                case Text(text): ...

Before anything of the answer came, what fails is raised: `NoModel`, `ModelUnreachable`, `ModelKeyRefused`,
`RateLimited` (`details["retry_after_s"]` where the upstream says it), `ContextTooLong`, `ModelRefused`, `ModelFailed`,
`ModelStalled`, `BadAnswer`, each with `details["upstream"]`. After that nothing is raised: the `Answer` holds what came
and, as `problem`, why that is not all (`AnswerCut`, `ModelStalled`, `ModelFailed`, `BadAnswer`).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from shared.completions.pieces import Piece, Text, Thought, ToolCallPiece
from shared.completions.usage import Usage
from shared.errors import FelloeError

__all__ = [
    "ORIGIN",
    "Answer",
    "AskModel",
    "Asking",
    "Began",
    "Piece",
    "Question",
    "Text",
    "Thought",
    "ToolCallPiece",
    "whole",
]

Wire = Mapping[str, Any]
"""An object in the shapes of OpenAI's chat completions."""

ORIGIN = "felloe_origin"
"""A key of a message in a question: the `origin` of the answer that it was. It is never sent. Fields that only its
provider knows go back to where the message is from, and are left out for everybody else, who would refuse them."""


@dataclass(frozen=True, slots=True)
class Question:
    messages: Sequence[Wire]
    tools: Sequence[Wire] = ()
    model: str | None = None
    """As a model is named by `felloe models` ("NAME", or "UPSTREAM/NAME" for only that one). None: the user's default,
    where it cannot be reached whichever answers next."""

    parameters: Wire = field(default_factory=dict)
    """Whatever else goes into the request: `temperature`, `max_tokens`, `tool_choice`, …"""

    session: str = ""
    message: str = ""
    """What it is for, as its usage is kept: ids of a session and its message."""

    purpose: str = "chat"
    """The same in a word: `chat`, a skill's name, …"""

    only_here: bool = False
    """Only models of this machine may read it."""


@dataclass(frozen=True, slots=True)
class Began:
    """An answer comes."""

    model: str
    """As the upstream names it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All of an answer, or of what came of it."""

    message: dict[str, Any]
    """The assistant's message as it goes back into a question, unknown fields included. `arguments` of its tool calls
    are as the model wrote them, which may be no JSON."""

    finish: str
    """`stop`, `length`, `tool_calls`, `content_filter` or the upstream's own word; `cut` where there is a problem."""

    usage: Usage
    model: str
    """As the upstream names it."""

    upstream: str
    """Who answered."""

    origin: str
    first_s: float
    """From asking to the first piece."""

    whole_s: float
    cost_usd: float | None = None
    """What it cost, as far as it is known: 0 for a model on this machine."""

    passed_over: Sequence[FelloeError] = ()
    """Of those that the user would rather have had: why each did not answer."""

    problem: FelloeError | None = None

    @property
    def text(self) -> str:
        return self.message.get("content") or ""

    @property
    def tool_calls(self) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = self.message.get("tool_calls", [])
        return calls


Asking = AsyncGenerator[Began | Piece | Answer]
"""Closing it (or cancelling who waits for its next piece) ends the request, also where it is answered."""

AskModel = Callable[[Question], Asking]
"""Nothing is asked before the first piece is waited for."""


async def whole(asking: Asking) -> Answer:
    """The answer, for who shows no pieces of it. Raises its `problem` too. Cancelling ends the request."""
    async with aclosing(asking) as answering:
        async for piece in answering:
            if isinstance(piece, Answer):
                if piece.problem is not None:
                    raise piece.problem
                return piece
    raise AssertionError("an answer ends what is asked")

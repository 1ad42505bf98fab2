"""What holds for one answer: the request over its chat over what is set for all."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import JsonValue

from shared.limits import LIMITS
from shared.timeouts import TIMEOUTS
from spoke.models.contexts import UNKNOWN, Context
from spoke.node.bodies.answers import ChatSettings, ToolsOffered

CONTEXT = 32_000
"""Tokens that a model is taken to read where nobody says how many: one that reads less says so, and is asked again."""

SHORT_BELOW = 12_000
"""Tokens of context below which prompt and tools are in their short form."""


@dataclass(frozen=True, slots=True)
class Terms:
    model: str | None = None
    parameters: dict[str, JsonValue] = field(default_factory=dict)
    instructions: tuple[str, ...] = ()
    steps: int = LIMITS.answer_steps
    time_s: float = TIMEOUTS.answer
    tokens: int = LIMITS.answer_tokens
    context: int = CONTEXT
    tools: ToolsOffered | None = None

    @classmethod
    def of(
        cls,
        general: ChatSettings,
        chat: ChatSettings,
        model: str | None = None,
        parameters: dict[str, JsonValue] | None = None,
        context: Context = UNKNOWN,
    ) -> Terms:
        """`context`: what is known of the model; the user's word of this chat goes over it, and over what its upstream
        says also that of all chats."""
        model = model or chat.model or general.model
        return cls(
            model=model,
            parameters=general.parameters | chat.parameters | (parameters or {}),
            instructions=tuple(each for each in (general.instructions, chat.instructions) if each),
            steps=chat.steps or general.steps or LIMITS.answer_steps,
            time_s=chat.time_s or general.time_s or TIMEOUTS.answer,
            tokens=chat.tokens or general.tokens or LIMITS.answer_tokens,
            context=chat.context or context.own or general.context or context.said or CONTEXT,
            tools=chat.tools or general.tools,
        )

    @property
    def short(self) -> bool:
        """Whether the model can read so little that prompt and tools have to be short."""
        return self.context < SHORT_BELOW

    @property
    def longest(self) -> int | None:
        """Tokens of one completion, where the parameters say so."""
        found = self.parameters.get("max_tokens") or self.parameters.get("max_completion_tokens")
        return found if isinstance(found, int) and found > 0 else None

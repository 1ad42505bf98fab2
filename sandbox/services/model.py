"""`model`: one completion. Whoever has a model hands in how it is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from sandbox.capability import Capability
from sandbox.services.service import Leave, Request
from shared.errors import NoModel
from shared.limits import LIMITS

MAX_MESSAGES = 100
MAX_TOKENS = 32_000


class PromptMessage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    role: Literal["system", "user", "assistant"]
    content: str = Field(min_length=1)


class CompletionRequest(Request):
    """Either a `prompt` or `messages`. Without `model`, whichever the device's owner prefers."""

    prompt: str = ""
    messages: list[PromptMessage] = Field(default=[], max_length=MAX_MESSAGES)
    model: str | None = Field(default=None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$")
    max_tokens: int = Field(default=1_000, ge=1, le=MAX_TOKENS)
    temperature: float | None = Field(default=None, ge=0, le=2)

    @model_validator(mode="after")
    def _has_one_prompt(self) -> Self:
        if bool(self.prompt) == bool(self.messages):
            raise ValueError("give either a prompt or messages")
        if sum(len(message.content) for message in self.conversation()) > LIMITS.model_text:
            raise ValueError(f"a prompt may hold {LIMITS.model_text} characters")
        return self

    def conversation(self) -> list[PromptMessage]:
        return self.messages or [PromptMessage(role="user", content=self.prompt)]

    def needs(self) -> tuple[Capability, ...]:
        return (Capability("model", self.model or ""),)


class Completion(BaseModel):
    """What a model answered. `finish` is `length` where `max_tokens` cut it off."""

    model_config = ConfigDict(frozen=True)

    text: str
    model: str
    finish: Literal["stop", "length"] = "stop"


Complete = Callable[[CompletionRequest], Awaitable[Completion]]
"""Asks a model. Raises FelloeErrors; cancelling it ends the request to the model too."""


class Model:
    name = "model"
    request = CompletionRequest

    def __init__(self, complete: Complete | None = None) -> None:
        self._complete = complete

    async def serve(self, request: CompletionRequest, leave: Leave) -> JsonValue:
        if self._complete is None:
            raise NoModel("There is no model here, so nothing was asked.")
        found: JsonValue = (await self._complete(request)).model_dump(mode="json")
        return found

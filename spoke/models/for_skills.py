"""A model for code in the sandbox: one completion, within what its gatekeeper lets it ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.services.model import Complete, Completion, CompletionRequest
from shared.errors import ModelRefused
from shared.limits import LIMITS
from spoke.models.answering import Answer, AskModel, Question, whole

_LONGEST = LIMITS.model_text // 4
"""Characters of a completion that fit a message to the guest, however they are escaped there."""


def completing(ask: AskModel, asker: str, only_here: Callable[[], Awaitable[bool]]) -> Complete:
    """`asker`: the skill, or whatever else the code is of, as its use is counted. `only_here`: it runs for a chat that
    stays on this device, so no model elsewhere may read what it says."""

    async def complete(request: CompletionRequest) -> Completion:
        parameters: dict[str, Any] = {"max_tokens": request.max_tokens}
        if request.temperature is not None:
            parameters |= {"temperature": request.temperature}
        messages = [message.model_dump() for message in request.conversation()]
        question = Question(
            messages, model=request.model, parameters=parameters, purpose=asker, only_here=await only_here()
        )
        return _completion(await whole(ask(question)))

    return complete


def _completion(answer: Answer) -> Completion:
    if answer.finish == "content_filter":
        raise ModelRefused(f"{answer.upstream} kept the answer back.", upstream=answer.upstream)
    cut = answer.finish == "length" or len(answer.text) > _LONGEST
    return Completion(text=answer.text[:_LONGEST], model=answer.model, finish="length" if cut else "stop")

"""What a message holds beside its text, as parts: files that are attached, what an answer did, and whatever else came.

A part is an object with a `type`. Those of types that nobody here knows are kept and passed on as they came, as are
fields that nobody knows. Parts of an answer have an `id` within it and a place `at` in its text, in characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError

from shared.error_body import ErrorBody
from shared.limits import LIMITS

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class Attachment(Part):
    """A file that is attached to a message. Its bytes are named by their hash, and travel on their own."""

    type: Literal["attachment"] = "attachment"
    sha256: Sha256
    size: int = Field(ge=0, le=LIMITS.attachment)
    name: str = Field(min_length=1, max_length=LIMITS.attachment_name)
    """For people: never a path."""

    media_type: str = Field(default="application/octet-stream", max_length=127)


class AnswerPart(Part):
    id: str
    at: int = 0


class Tokens(Part):
    """What a model counted."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    """Of the prompt."""

    reasoning: int = 0
    """Of the completion."""

    estimated: bool = False
    """Nobody upstream said, so it was counted here."""


class StepPart(AnswerPart):
    """One time that the model was asked. It stands behind all that the model said in it."""

    type: Literal["step"] = "step"
    step: int
    model: str
    upstream: str
    """Which of the ways to a model answered."""

    finish: str = ""
    usage: Tokens = Tokens()
    cost: float | None = None
    """In US dollars, where it is known."""

    ms: float = 0
    extra: dict[str, JsonValue] = {}
    """The model's message as it goes back to it, such as with signatures of its thoughts, but for the text and the
    arguments of its calls, which stand elsewhere."""

    origin: str = ""
    """Where fields that only a provider knows may go back to."""


class ThoughtPart(AnswerPart):
    """What a model thought aloud before it went on."""

    type: Literal["thought"] = "thought"
    step: int
    text: str = ""


CallState = Literal["writing", "queued", "running", "waiting", "done", "failed", "unknown", "stopped"]


class Verdict(Part):
    """One thing that a run asked of its gatekeeper."""

    service: str
    target: str
    verdict: str
    error: str | None = None


def call_part_id(step: int, place: int) -> str:
    """Of the call that was asked for in that place of a step."""
    return f"c{step}.{place}"


class CallPart(AnswerPart):
    """A tool that the model called. `result` is what the model was told, as text; of code also what it printed."""

    type: Literal["call"] = "call"
    step: int
    call_id: str = ""
    """As the model named it."""

    name: str
    arguments: str
    """JSON, as the model wrote it; it may be broken."""

    state: CallState = "queued"
    """`writing`: the model is not done saying it, and `arguments` are what there is of them; who follows the answer
    sees it, and it is kept nowhere. `unknown`: it was cut off, and may have happened."""

    path: str = ""
    """[DEVICE:]SKILL.FUNCTION where it is one."""

    device: str = ""
    """Handle of the device that ran it."""

    run: str = ""
    """Id of its run: GET /v1/runs/{run}, on that device."""

    ms: float | None = None
    result: str | None = None
    error: ErrorBody | None = None
    output: str = ""
    """What code printed, cut where it is long."""

    verdicts: list[Verdict] = []
    read: list[str] = []
    """What it read, from files or elsewhere: it may be what a later call would send out."""


class AskPart(AnswerPart):
    """A question to the user that a call waited for. It is answered with POST /v1/asks/{ask}."""

    type: Literal["ask"] = "ask"
    call: str
    """Id of the call's part."""

    ask: int
    title: str
    asked: str
    """The capability, exactly."""

    offered: str
    args: str = ""
    """JSON, cut where it is long."""

    read: list[str] = []
    """What the chat has read before: it may be what would be sent out."""

    state: Literal["pending", "allowed", "denied", "expired", "cancelled"] = "pending"
    answer: str = ""


class SummaryPart(AnswerPart):
    """What the model is told of the chat up to the message `until`, in place of it. The chat keeps the original."""

    type: Literal["summary"] = "summary"
    until: str
    text: str
    by: Literal["model", "cut"]
    read: list[str] = []
    """What had been read by then, and may stand in the text."""


Reason = Literal[
    "answered", "stopped", "steps", "time", "tokens", "size", "loop", "model", "interrupted", "failed"
]  # fmt: skip


class EndPart(AnswerPart):
    """How an answer ended; the last part of each."""

    type: Literal["end"] = "end"
    reason: Reason
    message: str = ""
    """One line for people where it did not end well."""

    error: ErrorBody | None = None
    model: str = ""
    upstream: str = ""
    usage: Tokens = Tokens()
    """Of all steps together."""

    cost: float | None = None
    steps: int = 0
    ms: float = 0
    """Without the time that the user was waited for."""


PARTS: dict[str, type[AnswerPart]] = {
    "step": StepPart, "thought": ThoughtPart, "call": CallPart, "ask": AskPart, "summary": SummaryPart, "end": EndPart,
}  # fmt: skip


def attachments_in(parts: Sequence[Any]) -> Iterator[Attachment]:
    """The attachments among the parts of a message; what only looks like one is passed over."""
    for part in parts:
        if isinstance(part, dict) and part.get("type") == "attachment":
            try:
                yield Attachment.model_validate(part)
            except ValidationError:
                continue


def answer_parts(parts: Sequence[Any]) -> Iterator[AnswerPart]:
    """What an answer did, in order; parts of other types and broken ones are passed over."""
    for part in parts:
        kind = PARTS.get(str(part.get("type"))) if isinstance(part, dict) else None
        if kind is not None:
            try:
                yield kind.model_validate(part)
            except ValidationError:
                continue

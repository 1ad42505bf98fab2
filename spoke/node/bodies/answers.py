"""Answers of the assistant: how one is asked for, and how it is heard while it grows."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, JsonValue, TypeAdapter, model_validator

from shared.ids import Id
from shared.limits import LIMITS
from shared.parts import Attachment, EndPart
from shared.sync.ops import Text
from spoke.node.bodies.body import Body

ModelName = Annotated[str, Field(min_length=1, max_length=200)]

MOST_ATTACHMENTS = 50
"""Of one message."""


class NewAnswer(Body):
    """With a text or attachments: a new message of the user's, in the place that `parent_id` and `beside` say as they
    do for any message, and the answer to it. Without: an answer to what there is, to the message `parent_id` or at the
    end of the branch that one reads; or, with `beside`, another one in the place of that answer."""

    text: Text = ""
    attachments: list[Attachment] = Field(default=[], max_length=MOST_ATTACHMENTS)
    """Files that were attached with POST /v1/attachments."""

    id: Id | None = None
    """Of the user's message, chosen by who asks: asked again with it, because the answer was lost, the message stands
    there once, and the request raises `Conflict` with the id as `known`."""

    parent_id: Id | None = None
    beside: Id | None = None
    model: ModelName | None = None
    """Else the chat's own, else whichever the device prefers."""

    parameters: dict[str, JsonValue] = {}
    """Beside or over those of the chat: `temperature`, `max_tokens`, and whatever else the model's wire has."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if "parent_id" in self.model_fields_set and self.parent_id and self.beside:
            raise ValueError("give parent_id or beside, not both")
        return self

    @property
    def asks(self) -> bool:
        """Whether it brings a message of the user's."""
        return bool(self.text or self.attachments)


AnswerState = Literal["writing", "waiting", "done"]
"""`waiting`: for the user's word on what its `ask` parts say."""


class AnswerInfo(Body):
    """An answer by the id of its message, which it has from its beginning."""

    id: Id
    session_id: Id
    question_id: Id | None = None
    """The message that it answers."""

    state: AnswerState
    model: str | None = None
    created_ms: int
    end: EndPart | None = None
    """How it ended, where it is `done`."""


class AnswersReply(Body):
    answers: list[AnswerInfo]
    """Being written."""

    ended: list[AnswerInfo] = []
    """Those that ended last since the node started, oldest first."""


ToolsOffered = Literal["each", "search"]
"""`each` function as a tool of its own, as far as a model takes so many; or tools to `search` them, and code."""


class ChatSettings(Body):
    """What holds for the assistant; of a chat beside or over what holds for all of them."""

    instructions: str = Field(default="", max_length=LIMITS.instructions)
    """In the user's own words; a chat's come after the general ones."""

    model: ModelName | None = None
    parameters: dict[str, JsonValue] = {}
    steps: int | None = Field(default=None, ge=1, le=LIMITS.answer_steps_max)
    """How often the model may be asked for one answer."""

    time_s: float | None = Field(default=None, gt=0, le=86_400)
    """How long one answer may take, without the time that the user is waited for."""

    tokens: int | None = Field(default=None, ge=1)
    """How many tokens one answer may cost, prompts included."""

    context: int | None = Field(default=None, ge=1_000)
    """How many tokens the model can read, over what is known of it."""

    tools: ToolsOffered | None = None
    """How functions are offered to the model; None: each while they are few, else a search."""


# --- events of GET /v1/answers/ID/events -----------------------------------------------------------------------------


class SoFar(Body):
    """The first event, and again for a face that fell far behind: all that there is. Pieces come after it."""

    kind: Literal["answer"] = "answer"
    answer: AnswerInfo
    text: str
    parts: list[dict[str, Any]]


class TextPiece(Body):
    """More text, which begins at character `at`."""

    kind: Literal["text"] = "text"
    at: int
    text: str


class ThoughtPiece(Body):
    """More of the `thought` part `id`."""

    kind: Literal["thought"] = "thought"
    id: str
    text: str


class PartChanged(Body):
    """A part is new, or takes the place of the one with its `id`. See docs/assistant.md for what parts hold."""

    kind: Literal["part"] = "part"
    part: dict[str, Any]


class Cut(Body):
    """The text from character `at` on, and the parts named, do not count: the model was asked again."""

    kind: Literal["cut"] = "cut"
    at: int
    parts: list[str] = []


class StateChanged(Body):
    kind: Literal["state"] = "state"
    state: AnswerState
    model: str | None = None
    """Which model answers, where that is new."""


class Ended(Body):
    """The last event: the message is sealed."""

    kind: Literal["end"] = "end"
    answer: AnswerInfo


AnswerEvent = SoFar | TextPiece | ThoughtPiece | PartChanged | Cut | StateChanged | Ended
ANSWER_EVENT: TypeAdapter[AnswerEvent] = TypeAdapter(Annotated[AnswerEvent, Field(discriminator="kind")])

"""Chats as their faces read and write them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, JsonValue, model_serializer, model_validator

from shared.ids import Id
from shared.limits import LIMITS
from shared.parts import Attachment
from shared.sync.ops import Folder, Message, TagName, Text, Title
from spoke.node.bodies.body import Body


class SessionInfo(Body):
    id: Id
    title: str
    created_ms: int
    updated_ms: int
    message_count: int
    pinned: bool
    archived: bool
    folder: str | None = None
    tags: list[str] = []
    branch: Id | None = None
    """The message through which the branch goes that one reads; the newest branch when there is none."""

    deleted: bool = False
    deleted_ms: int | None = None
    pending: bool = False
    """Some of it is not on the hub yet."""

    stays: Literal["", "local", "kept"] = ""
    """Why it does not sync, if it does not: it is for this device only, or was kept from another account."""


Where = Literal["active", "archived", "all", "trash"]
"""Which sessions: `all` are those that are not in the trash."""


class SessionsReply(Body):
    sessions: list[SessionInfo]
    next: str | None = None
    """Pass as `before` to get the next page."""


class SessionReply(Body):
    session: SessionInfo
    messages: list[Message]
    growing: list[Growing] = []
    """What is being written on this device right now."""


class BranchPage(Body):
    """Some messages of the branch that one reads, oldest first."""

    session: SessionInfo
    messages: list[Message]
    beside: dict[Id, list[Id]] = {}
    """Of those that have siblings: all of these, itself too, oldest first."""

    growing: list[Growing] = []
    earlier: int = 0
    """How many messages of the branch come before these."""


class Growing(Body):
    """A message that is not sealed yet: others get it when it is."""

    id: Id
    parent_id: Id | None
    role: Literal["user", "assistant", "system", "tool"]
    text: str
    parts: list[dict[str, JsonValue]] = []
    model: str | None
    created_ms: int


class NewSession(Body):
    title: Title
    id: Id | None = None
    """Chosen by who asks: asked again with it, because the answer was lost, the session is there once."""

    local: bool = False
    """It never leaves this device, unless it is offered later."""


class ChangeSession(Body):
    """What is named is set; null takes a folder or a chosen branch back."""

    title: Title = ""
    pinned: bool = False
    archived: bool = False
    folder: Folder | None = None
    branch: Id | None = None
    add_tags: list[TagName] = Field(default=[], max_length=LIMITS.session_tags)
    remove_tags: list[TagName] = Field(default=[], max_length=LIMITS.session_tags)

    @model_serializer
    def _as_it_travels(self) -> dict[str, JsonValue]:
        """What is not named is not sent, and null is: both mean something."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class NewMessage(Body):
    text: Text
    role: Literal["user", "assistant", "system"] = "user"
    attachments: list[Attachment] = Field(default=[], max_length=50)
    """Files that were attached with POST /v1/attachments."""

    parent_id: Id | None = None
    """The message it answers; the last one of the branch that one reads when left out."""

    beside: Id | None = None
    """The message whose place it takes: an edit of it, or another answer. Then `parent_id` does not count."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and not self.attachments:
            raise ValueError("a message needs a text or an attachment")
        return self


class ChosenSessions(Body):
    """Which sessions something is done to: those named, or all that it can be done to."""

    ids: list[Id] = Field(default=[], max_length=500)
    all: bool = False


class SessionIds(Body):
    """Which sessions it was done to."""

    ids: list[str]


class Quarantined(Body):
    """A change that the hub does not take, and why. Everything else goes on."""

    op_id: Id
    session_id: Id
    title: str
    """Of its session."""

    kind: str
    code: str
    message: str
    op: JsonValue
    """All of it, to be kept elsewhere."""


class QuarantineReply(Body):
    changes: list[Quarantined]


SessionReply.model_rebuild()
BranchPage.model_rebuild()

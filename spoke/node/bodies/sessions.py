"""Chats as their faces read and write them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from shared.ids import Id
from shared.parts import Attachment
from shared.sync.ops import Message, Text, Title
from spoke.node.bodies.body import Body


class SessionInfo(Body):
    id: Id
    title: str
    created_ms: int
    updated_ms: int
    message_count: int
    pinned: bool
    archived: bool
    pending: bool = False
    """Some of it is not on the hub yet."""


class SessionsReply(Body):
    sessions: list[SessionInfo]
    next: str | None = None
    """Pass as `before` to get the next page."""


class SessionReply(Body):
    session: SessionInfo
    messages: list[Message]


class NewSession(Body):
    title: Title


class ChangeSession(Body):
    title: Title


class NewMessage(Body):
    text: Text
    role: Literal["user", "assistant", "system"] = "user"
    attachments: list[Attachment] = Field(default=[], max_length=50)
    """Files that were attached with POST /v1/attachments."""

    parent_id: Id | None = None
    """The message it answers; the newest of the session when left out."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and not self.attachments:
            raise ValueError("a message needs a text or an attachment")
        return self

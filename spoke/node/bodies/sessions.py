"""Chats as their faces read and write them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shared.ids import Id
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
    text: Text = Field(min_length=1)
    role: Literal["user", "assistant", "system"] = "user"
    parent_id: Id | None = None
    """The message it answers; the newest of the session when left out."""

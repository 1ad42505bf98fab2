"""Chats as they are taken in from an export."""

from __future__ import annotations

from pydantic import Field

from shared.ids import Id
from shared.limits import LIMITS
from shared.parts import Sha256
from shared.sync.ops import Folder, Message, Millis, TagName, Title
from spoke.node.bodies.body import Body


class TakenSession(Body):
    """A chat, or some more messages of one that was begun in an earlier batch. Ids decide what is there already."""

    id: Id
    title: Title
    created_ms: Millis
    pinned: bool = False
    archived: bool = False
    folder: Folder | None = None
    tags: list[TagName] = Field(default=[], max_length=LIMITS.session_tags)
    branch: Id | None = None
    messages: list[Message]


class TakeBody(Body):
    sessions: list[TakenSession] = Field(max_length=LIMITS.push_ops)


class Refused(Body):
    session_id: Id
    reason: str


class TakeReply(Body):
    sessions: int
    """That were not here before."""
    messages: int
    """That were not here before."""
    known: int
    """Messages that were."""
    files: list[Sha256] = []
    """That are attached to messages which were not."""
    refused: list[Refused] = []

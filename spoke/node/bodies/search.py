"""What a search finds, as faces see it."""

from __future__ import annotations

from shared.ids import Id
from spoke.node.bodies.body import Body


class SearchHit(Body):
    """A message that was found, or a session by its title: then without `message_id` and `role`."""

    session_id: Id
    title: str
    """Of the session."""
    archived: bool = False
    message_id: Id | None = None
    role: str | None = None
    created_ms: int
    excerpt: str
    marks: list[tuple[int, int]]
    """Begin and end of what was sought in `excerpt`, in characters."""


class SearchReply(Body):
    """Sessions by title first, then messages: a few by rank, many newest first."""

    hits: list[SearchHit]
    next: str | None = None
    """Pass as `after` to get the next page."""
    complete: bool = True
    """Whether all that is here was looked at; else the search went as far as its time allows."""

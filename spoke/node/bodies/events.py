"""What a node tells its faces of."""

from __future__ import annotations

from typing import Literal

from spoke.node.bodies.body import Body

EventKind = Literal[
    "session",
    "sessions",
    "hub",
    "devices",
    "skills",
    "runs",
    "sync",
    "grants",
    "asks",
    "calls",
    "answers",
    "models",
    "reset",
]


class Event(Body):
    """One event of GET /v1/events. It says what changed, not how: the face reads again what it shows.

    `reset`: events are missing, so everything is to be read again; `reason` says why.
    """

    kind: EventKind
    id: str | None = None
    at_ms: int = 0
    reason: str = ""

"""What a node tells its faces of."""

from __future__ import annotations

from typing import Literal

from spoke.node.bodies.body import Body

EventKind = Literal["session", "sessions", "hub", "devices", "skills", "runs", "sync", "grants", "asks"]


class Event(Body):
    """One line of GET /v1/events. It says what changed, not how: the face reads again what it shows."""

    kind: EventKind
    id: str | None = None

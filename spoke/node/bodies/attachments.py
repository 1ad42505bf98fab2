"""Attached files, as faces name them."""

from __future__ import annotations

from pydantic import Field

from shared.limits import LIMITS
from spoke.node.bodies.body import Body


class AttachBody(Body):
    """A file of this device that is to be kept for a message."""

    path: str = Field(min_length=1, max_length=4096)
    name: str | None = Field(default=None, max_length=LIMITS.attachment_name)
    """What it is called there; the file's own name when left out."""

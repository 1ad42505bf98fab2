"""A backup of this device, made by its node."""

from __future__ import annotations

from pydantic import Field

from spoke.node.bodies.body import Body


class BackupBody(Body):
    path: str = Field(min_length=1, max_length=4_096)
    """The file to write, on this device."""
    replace: bool = False


class BackupReply(Body):
    path: str
    bytes: int
    files: int
    made_ms: int

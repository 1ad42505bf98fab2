"""Attached files, as faces name them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shared.ids import Id
from shared.limits import LIMITS
from shared.parts import Sha256
from spoke.node.bodies.body import Body


class AttachBody(Body):
    """A file of this device that is to be kept for a message."""

    path: str = Field(min_length=1, max_length=4096)
    name: str | None = Field(default=None, max_length=LIMITS.attachment_name)
    """What it is called there; the file's own name when left out."""


class RefusedFile(Body):
    """A file in a chat that the hub did not take. The chat syncs without it."""

    sha256: Sha256
    name: str
    size: int
    session_id: Id
    title: str
    """Of a session with a message that names it."""

    code: str
    message: str
    """Why."""

    kept: bool
    """It stays on this device, by the person's word."""


class RefusedFilesReply(Body):
    files: list[RefusedFile]


class SettleFile(Body):
    """`retry`: send it once more. `keep`: it stays on this device."""

    wanted: Literal["retry", "keep"]
